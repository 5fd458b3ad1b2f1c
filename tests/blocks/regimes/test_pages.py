"""The desk's pages about regimes, as officers go through them."""

from __future__ import annotations

import pytest
from tests import people
from tests.blocks.regimes import evenings
from tests.blocks.regimes.desk import DESK, PAGE, draft, of, typed
from tests.blocks.regimes.evenings import acts, proposed, purpose, sevda, tural, values
from tests.casework.applications import browser

from pencere.blocks.notices.models import Notice
from pencere.blocks.regimes import api
from pencere.blocks.regimes.models import Proposal, Version
from pencere.kernel import jobs

pytestmark = pytest.mark.django_db


def test_the_whole_story(noon: None) -> None:
    sevda()
    client, second = browser.of(tural()), browser.of(sevda())
    assert "Evenings" in browser.text(client.get(DESK))
    page = browser.text(client.get(PAGE))
    assert "Version 1" in page
    assert "18:00–22:00" in page
    assert "not confirmed in the law" in page

    edit = draft(client)
    shown = client.get(edit)
    assert 'name="purposes[0].daily_limit" type="text" value="1"' in shown.content.decode()
    answer = client.post(edit, typed())
    assert answer["Location"] == of(edit)
    looked = browser.text(client.get(of(edit)))
    assert "Purpose “Walk”: Permits a day" in looked
    assert "as soon as it is approved" in looked
    assert browser.of(sevda()).get(of(edit)).status_code == 404

    assert client.post(f"{of(edit)}propose/").status_code == 302
    assert client.post(f"{of(edit)}propose/").status_code == 302
    told = Notice.objects.get(kind="regime.proposal")
    assert (told.party_id, told.link) == (sevda().party_id, of(edit))
    jobs.run_waiting()

    waiting = browser.text(second.get(of(edit)))
    assert "Your decision" in waiting
    assert "Newly refused" in waiting
    assert "Waits for your decision" in browser.text(second.get(PAGE))
    answer = second.post(f"{of(edit)}decide/", {"decision": "approve", "answer": ""})
    assert answer.status_code == 302
    assert "Approved" in browser.text(second.get(of(edit)))
    assert Notice.objects.filter(party=tural().party, kind="regime.proposal").count() == 1
    version = Version.objects.get(number=2)
    assert version.values == values(purposes=[purpose(limit=2), purpose("shop", None)])
    page = browser.text(second.get(f"{PAGE}versions/2/"))
    assert "What changed since version 1" in page
    assert "Decree 2" in page


def test_lifting(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client, kind="lift")
    page = client.get(edit).content.decode()
    assert 'name="total"' not in page
    client.post(edit, {"starts": "now", "ends": "open", "reason": evenings.REASON})
    client.post(f"{of(edit)}propose/")
    answer = browser.of(sevda()).post(f"{of(edit)}decide/", {"decision": "approve"})
    assert answer.status_code == 302
    assert not Version.objects.filter(number=2).exists()


def test_rejected_only_with_words(noon: None) -> None:
    row = proposed()
    client, decide = browser.of(sevda()), f"{DESK}proposals/{row.pk}/decide/"
    for sent in ({}, {"decision": "maybe"}, {"decision": "reject", "answer": "no"}):
        answer = client.post(decide, sent)
        assert answer.status_code == 422
        assert "There is a problem" in browser.text(answer)
    assert client.post(decide, {"decision": "reject", "answer": evenings.REASON}).status_code == 302
    assert evenings.REASON in browser.text(client.get(f"{DESK}proposals/{row.pk}/"))


def test_what_changed_meanwhile_is_carried_over(noon: None) -> None:
    mine = proposed(values=values(total=9))
    other = proposed(values=values(total=8, mode="week"))
    api.approve(actor=acts(sevda()), proposal_id=other.pk)
    second = browser.of(sevda())
    page = f"{DESK}proposals/{mine.pk}/"
    assert "Carry over to the new rules" in browser.text(second.get(page))
    answer = second.post(f"{page}decide/", {"decision": "approve"})
    assert answer.status_code == 409
    assert "Other rules were decided on" in browser.text(answer)

    client = browser.of(tural())
    edit = client.post(f"{page}rebase/")["Location"]
    assert client.post(f"{page}rebase/")["Location"] == edit
    row = Proposal.objects.get(status="draft")
    assert row.values is not None


def test_strangers_see_nothing(noon: None) -> None:
    row = proposed()
    one = f"{DESK}proposals/{row.pk}/"
    strangers = [
        browser.aysel(),
        browser.of(people.officer("interior", ("head", "officer"), number=5)),
        browser.of(people.officer("health", ("officer",), number=6)),
    ]
    other_agency = browser.of(people.officer("health", ("regime",), number=7))
    gets = [PAGE, f"{PAGE}proposals/", f"{PAGE}compare/", f"{PAGE}versions.csv"]
    gets += [f"{PAGE}versions/1/", one, f"{one}edit/", f"{one}people/", f"{one}people.csv"]
    posts = [f"{PAGE}new/", *(f"{one}{deed}/" for deed in _DEEDS)]
    for client in [*strangers, other_agency]:
        for address in gets:
            assert client.get(address).status_code == 404, address
        for address in posts:
            assert client.post(address).status_code == 404, address
    for client in strangers:
        assert client.get(DESK).status_code == 404
    assert "decides about no regime" in browser.text(other_agency.get(DESK))
    row.refresh_from_db()
    assert row.status == "waiting"


_DEEDS = ("edit", "propose", "withdraw", "decide", "rebase", "try")


def test_nobody_signed_in_is_sent_to_sign_in(noon: None) -> None:
    assert "/account/login/" in browser.stranger().get(PAGE)["Location"]


def test_deleted_drafts_and_withdrawn_proposals(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    assert client.post(f"{of(edit)}withdraw/")["Location"] == PAGE
    assert client.get(edit).status_code == 404
    row = proposed()
    assert client.post(f"{DESK}proposals/{row.pk}/withdraw/").status_code == 302
    assert "Withdrawn by who" in browser.text(client.get(f"{DESK}proposals/{row.pk}/"))
    assert "Withdrawn by who" in browser.text(client.get(f"{PAGE}proposals/?status=withdrawn"))
    assert "Nothing was proposed" in browser.text(client.get(f"{PAGE}proposals/?status=waiting"))
    assert client.get(f"{PAGE}proposals/?status=x").status_code == 302


def test_comparing_two_versions(noon: None) -> None:
    new = [purpose("shop", None, minutes=60), purpose("work", 1)]
    api.approve(actor=acts(sevda()), proposal_id=proposed(values=values(purposes=new)).pk)
    page = browser.text(browser.of(tural()).get(f"{PAGE}compare/?one=1&other=2"))
    assert "Purpose “Walk”" in page
    assert "no more" in page
    assert "Purpose “Shop”: How long" in page
    assert "2 hours" not in page
    assert "60 minutes" in page
    same = browser.text(browser.of(tural()).get(f"{PAGE}compare/?one=1&other=1"))
    assert "They say the same" in same
    assert browser.of(tural()).get(f"{PAGE}compare/?one=9&other=1").status_code == 404


def test_the_history_as_a_file(noon: None) -> None:
    api.approve(actor=acts(sevda()), proposal_id=proposed(law="=1+1").pk)
    file = browser.of(tural()).get(f"{PAGE}versions.csv").content.decode()
    assert "'=1+1" in file
    assert evenings.REASON in file
