"""The pages: give, ask, answer, pass on, end; a revocation holds in open sessions at once."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import people
from tests.blocks.mandates import story
from tests.blocks.mandates.story import terms

from pencere.blocks.mandates import journal_actions
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.parties.api import sync_agencies
from pencere.blocks.parties.models import Mandate
from pencere.kernel import clock
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
HOME = "/account/mandates/"
FORM = {"holder": "2HM4R8B", "scopes": ["justice.*"], "valid_until": "", "_key": "k-1"}


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["django_language"] = "en"


def signed_in(who: Any, **more: Any) -> Client:
    return people.signed_in(Client(headers={"accept-language": "en"}), who, **more)


def form(**more: Any) -> dict[str, Any]:
    until = (clock.today() + story.YEAR).strftime("%d.%m.%Y")
    return {**FORM, "valid_until": until, **more}


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_the_offer_to_the_mandate_and_its_end() -> None:
    aysel, rauf = signed_in(people.aysel()), signed_in(people.rauf())

    sent = aysel.post(HOME + "new/", form(), follow=True)
    proposal = Proposal.objects.get()
    assert sent.redirect_chain == [(f"{HOME}sent/{proposal.pk}/", 302)]
    assert people.rauf().party.name not in words(sent)
    assert "2HM4R8B" in words(sent)

    assert people.aysel().party.name in words(rauf.get(HOME))
    question = rauf.get(f"{HOME}waiting/{proposal.pk}/")
    assert people.aysel().party.name in words(question)
    rauf.post(f"{HOME}waiting/{proposal.pk}/", {"answer": "yes"})
    mandate = Mandate.objects.get()

    for client in (aysel, rauf):
        assert client.get(f"{HOME}{mandate.pk}/").status_code == 200
    assert people.rauf().party.name in words(aysel.get(HOME + "given/"))
    assert people.aysel().party.name in words(rauf.get(HOME + "held/"))
    assert aysel.get(f"{HOME}{mandate.pk}/revoke/").status_code == 200
    assert Mandate.objects.filter(revoked_at=None).exists()  # only asked
    aysel.post(f"{HOME}{mandate.pk}/revoke/")
    assert not Mandate.objects.filter(revoked_at=None).exists()
    assert aysel.get(f"{HOME}{mandate.pk}/revoke/").status_code == 409


def test_a_revocation_holds_at_once_in_an_open_session() -> None:
    mandate = story.given(story.director(), people.rauf(), terms("*"))
    rauf = signed_in(people.rauf())
    director = signed_in(people.nigar(), acting_for=Mandate.objects.get(kind="director"))
    rauf.post("/account/acting-for/", {"mandate": str(mandate.pk)})
    company = people.company().name
    assert f"acting for <strong>{company}" in words(rauf.get(HOME)).replace("&#34;", '"')

    director.post(f"{HOME}{mandate.pk}/revoke/")

    page = words(rauf.get(HOME))
    assert "acting for <strong>" not in page
    assert "You now act for yourself" in page or rauf.get("/inbox/").status_code == 200
    answer = rauf.post("/account/acting-for/", {"mandate": str(mandate.pk)})
    assert answer.status_code == 404


def test_the_end_of_the_one_above_stops_whoever_acts_below() -> None:
    first = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    second = story.given(
        people.actor_for(people.rauf()), people.nigar(), terms("justice.*"), by=first.pk
    )
    nigar = signed_in(people.nigar(), acting_for=second)
    assert "acting for <strong>" in words(nigar.get(HOME))

    signed_in(people.rauf()).post(f"{HOME}{first.pk}/give-up/")

    assert "acting for <strong>" not in words(nigar.get(HOME))


def test_what_was_typed_stays_beside_its_error() -> None:
    aysel = signed_in(people.aysel())
    page = aysel.post(
        HOME + "new/", form(holder="nonsense", limit_minor="12,345", note="Salam", scopes=[])
    )

    assert page.status_code == 422
    assert "nonsense" in words(page)
    assert "12,345" in words(page)
    assert "Salam" in words(page)
    assert "field-limit_minor-error" in words(page)
    assert not Proposal.objects.exists()


def test_an_amount_is_kept_in_minor_units() -> None:
    signed_in(people.aysel()).post(HOME + "new/", form(limit_minor="1 500,50"))

    assert Proposal.objects.get().limit_minor == 150_050


def test_changing_the_language_keeps_what_was_typed() -> None:
    page = signed_in(people.aysel()).post(HOME + "new/", form(note="Salam", _language="ru"))

    assert page.status_code == 200
    assert "Salam" in words(page)
    assert not Proposal.objects.exists()


def test_granting_asks_for_the_second_factor_first() -> None:
    low = signed_in(people.aysel(), assurance="low")

    for path in ("new/", f"{uuid4()}/pass-on/", f"{uuid4()}/extend/"):
        assert low.get(HOME + path).status_code == 302
        assert low.post(HOME + path, form()).status_code == 302
    assert not Proposal.objects.exists()


def test_the_seal_asks_for_mobile_id_before_the_form() -> None:
    people.mandate()
    director = signed_in(people.nigar(), acting_for=Mandate.objects.get())
    assert "/account/mandates/new/seal/" in words(director.get(HOME + "new/"))

    for send in (director.get, director.post):
        assert send(HOME + "new/seal/").status_code == 302
    assert not Proposal.objects.exists()


def test_with_mobile_id_the_seal_is_entrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pencere.blocks.identity.rules.assurance", lambda _records: "high")
    people.mandate()
    director = signed_in(people.nigar(), acting_for=Mandate.objects.get())
    page = words(director.get(HOME + "new/seal/"))
    assert 'name="may_delegate"' not in page

    assert director.post(HOME + "new/seal/", form(scopes=["*"])).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.may_delegate) == ("seal", True)
    assert signed_in(people.nigar()).get(HOME + "new/seal/").status_code == 404  # a person's own


def test_a_person_is_offered_no_seal_and_no_companys_scopes() -> None:
    page = words(signed_in(people.aysel()).get(HOME + "new/"))
    assert "new/seal/" not in page
    assert 'value="registers.business"' not in page
    assert 'value="registers.health"' in page


def test_left_out_is_kept_as_such() -> None:
    aysel = signed_in(people.aysel())
    aysel.post(HOME + "new/", form(scopes=["*"], left_out=["registers.health"]))

    assert Proposal.objects.get().scopes == ["*", "-registers.health"]


def test_passing_on_offers_only_what_one_has() -> None:
    mandate = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    rauf = signed_in(people.rauf())
    page = words(rauf.get(f"{HOME}{mandate.pk}/pass-on/"))
    assert 'value="justice.*"' in page
    assert 'value="interior.*"' not in page
    assert 'value="*"' not in page

    until = story.last_day(mandate).strftime("%d.%m.%Y")
    answer = rauf.post(f"{HOME}{mandate.pk}/pass-on/", form(holder="7QW3N5C", valid_until=until))
    assert answer.status_code == 302
    proposal = Proposal.objects.latest("id")
    assert (proposal.parent_id, proposal.grantor_id) == (mandate.pk, people.aysel().party_id)


def test_asking_and_answering() -> None:
    rauf = signed_in(people.rauf(), assurance="low")
    people.mandate()
    assert "For whom do you want to act?" in words(rauf.get(HOME + "ask/"))
    asked = form(
        grantor_kind="organisation", grantor=people.company().identifier, scopes=["licence.apply"]
    )
    assert rauf.post(HOME + "ask/", asked).status_code == 302
    proposal = Proposal.objects.get()

    director = signed_in(people.nigar(), acting_for=Mandate.objects.get(kind="director"))
    assert people.rauf().party.name in words(director.get(HOME))
    assert director.get(f"{HOME}waiting/{proposal.pk}/").status_code == 200
    director.post(f"{HOME}waiting/{proposal.pk}/", {"answer": "no"})
    proposal.refresh_from_db()
    assert proposal.state == "declined"
    assert "declined" in words(rauf.get(f"{HOME}sent/{proposal.pk}/"))


def test_taking_it_back() -> None:
    aysel = signed_in(people.aysel())
    aysel.post(HOME + "new/", form())
    proposal = Proposal.objects.get()
    assert signed_in(people.rauf()).post(f"{HOME}sent/{proposal.pk}/withdraw/").status_code == 404
    assert aysel.get(f"{HOME}sent/{proposal.pk}/withdraw/").status_code == 405

    aysel.post(f"{HOME}sent/{proposal.pk}/withdraw/")

    assert signed_in(people.rauf()).get(f"{HOME}waiting/{proposal.pk}/").status_code == 404


def test_extending() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    aysel = signed_in(people.aysel())
    page = f"{HOME}{mandate.pk}/extend/"

    assert aysel.get(page).status_code == 200
    assert aysel.post(page, {"valid_until": "soon"}).status_code == 422
    later = story.last_day(mandate) + story.YEAR
    assert aysel.post(page, {"valid_until": later.strftime("%d.%m.%Y")}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_until == later


@pytest.mark.parametrize(
    "page", ["", "revoke/", "give-up/", "extend/", "pass-on/", "done/", "done.csv"]
)
def test_a_strangers_mandate_is_not_there(page: str) -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    nigar = signed_in(people.nigar())

    for known in (mandate.pk, uuid4()):
        assert nigar.get(f"{HOME}{known}/{page}").status_code == 404
    assert signed_in(people.nigar()).post(f"{HOME}{mandate.pk}/revoke/").status_code == 404


def test_a_strangers_offer_is_not_there() -> None:
    proposal = story.offer(people.actor_for(people.aysel()), people.rauf())
    nigar = signed_in(people.nigar())

    for page in (f"waiting/{proposal.pk}/", f"sent/{proposal.pk}/", f"waiting/{uuid4()}/"):
        assert nigar.get(HOME + page).status_code == 404
    for answer in ("yes", "no"):
        assert nigar.post(f"{HOME}waiting/{proposal.pk}/", {"answer": answer}).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "",
        "held/",
        "given/",
        "new/",
        "ask/",
        "done/",
        "done.csv",
        "0198c0de-0000-7000-8000-000000000000/",
    ],
)
def test_nobody_sees_them_without_signing_in(page: str) -> None:
    answer = Client().get(HOME + page)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999", "q=%00", "q=" + "ə" * 300]
)
def test_odd_addresses_of_lists_show_a_page(query: str) -> None:
    aysel = signed_in(people.aysel())
    for page in ("held/", "given/"):
        assert aysel.get(f"{HOME}{page}?{query}").status_code == 200
    assert aysel.get(f"/account/acting-for/?{query}").status_code == 200


def test_an_accountant_with_two_hundred_companies_finds_one() -> None:
    for number in range(45):
        company = people.company(f"{1405196900 + number}", f"Şirkət {number:02d}")
        people.mandate(people.rauf(), company, kind="attorney", scopes=["licence.apply"])
    rauf = signed_in(people.rauf())

    first = words(rauf.get("/account/acting-for/"))
    assert first.count('type="radio"') == 21
    assert "Şirkət 00" in first
    assert "Şirkət 20" not in first
    assert "Şirkət 44" in words(rauf.get("/account/acting-for/?page=3"))
    found = words(rauf.get("/account/acting-for/?q=sirket 31"))
    assert found.count('type="radio"') == 2
    assert "Şirkət 31" in found
    by_identifier = words(rauf.get("/account/acting-for/?q=1405196907"))
    assert "Şirkət 07" in by_identifier
    assert words(rauf.get(HOME + "held/")).count("pn-card__title") == 20


def test_what_was_done_by_a_mandate() -> None:
    mandate = story.given(
        story.director(), people.rauf(), terms("licence.apply", may_delegate=True)
    )
    by_rauf = story.using(people.rauf(), mandate)
    proposal = story.offer(by_rauf, people.aysel(), terms("licence.apply"))
    director = signed_in(people.nigar(), acting_for=Mandate.objects.get(kind="director"))
    rauf = signed_in(people.rauf())

    for client, page in (
        (director, "done/"),
        (director, f"{mandate.pk}/done/"),
        (rauf, f"{mandate.pk}/done/"),
    ):
        shown = words(client.get(HOME + page))
        assert "Offered to pass a mandate on" in shown
        assert people.rauf().party.name in shown
    assert "Offered to pass a mandate on" not in words(
        director.get(f"{HOME}done/?mandate={Mandate.objects.get(kind='director').pk}")
    )
    table = list(csv.reader(io.StringIO(rauf.get(f"{HOME}{mandate.pk}/done.csv").content.decode())))
    assert table[1][1:3] == [people.rauf().party.name, people.company().name]
    assert table[1][4:] == [proposal.about, str(mandate.pk)]
    assert [row.subject for row in story.journaled(journal_actions.DEEDS_READ)] == [
        people.company().pk
    ]
    assert rauf.get(HOME + "done/?mandate=x").status_code == 404


def test_who_acts_by_a_narrow_mandate_does_not_see_the_others() -> None:
    mandate = story.given(story.director(), people.rauf())
    story.given(story.director(), people.aysel())
    rauf = signed_in(people.rauf(), acting_for=mandate)

    assert people.aysel().party.name not in words(rauf.get(HOME + "given/?ended=1"))
    assert rauf.get(HOME + "done/").status_code == 404


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_every_page_in_every_language(language: str) -> None:
    mandate = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    offered = story.offer(people.actor_for(people.aysel()), people.rauf())
    aysel, rauf = signed_in(people.aysel()), signed_in(people.rauf())
    aysel.get(f"/language/{language}/")
    rauf.get(f"/language/{language}/")
    for client, page in (
        (aysel, ""),
        (aysel, "given/"),
        (aysel, "new/"),
        (aysel, "ask/"),
        (aysel, "ask/?kind=person"),
        (aysel, f"sent/{offered.pk}/"),
        (aysel, f"{mandate.pk}/revoke/"),
        (aysel, f"{mandate.pk}/extend/"),
        (aysel, "done/"),
        (rauf, "held/"),
        (rauf, f"waiting/{offered.pk}/"),
        (rauf, f"{mandate.pk}/give-up/"),
        (rauf, f"{mandate.pk}/pass-on/"),
    ):
        answer = client.get(HOME + page)
        assert answer.status_code == 200, page
        assert f'lang="{language}"' in words(answer)


def test_every_row_and_every_page_says_for_whom_one_acts() -> None:
    sync_agencies()
    mandate = story.given(story.director(), people.rauf(), terms("*", may_delegate=True))
    rauf = signed_in(people.rauf(), acting_for=mandate)
    before = JournalEntry.objects.count()

    for page in ("/cabinet/", "/cabinet/who-looked.csv", "/applications/", "/inbox/", HOME, "/"):
        answer = rauf.get(page)
        assert answer.status_code == 200, page
        if not page.endswith(".csv"):
            assert "acting for <strong>" in words(answer), page
    rauf.post(HOME + "new/", form(holder="7QW3N5C", scopes=["licence.apply"]))
    rauf.get(f"{HOME}{mandate.pk}/done.csv")

    rows = list(JournalEntry.objects.order_by("seq"))[before:]
    assert {row.action for row in rows} >= {"mandates.delegation-offered", "mandates.deeds-read"}
    for row in rows:
        assert row.on_behalf_of == people.company().pk, row.action
        assert row.mandate == mandate.pk, row.action
