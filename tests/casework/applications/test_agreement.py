"""Co-applicants: asked, agreeing, declining, silent; and who may see what."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import translation
from tests import people
from tests.casework.applications import browser, joint, stories

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Mandate, Party
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, CoApplicant
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.journal.models import JournalEntry

RAUF = "2HM4R8B"
LIST = "/applications/agreements/"


def sent(partner: str = RAUF, plan: str = "A garden") -> Application:
    people.rauf()
    return stories.submitted(stories.aysel(), joint.JOINT, {"partner": partner, "plan": plan})


def asked(application: Application | None = None) -> CoApplicant:
    rows = CoApplicant.objects.all()
    return rows.get(application=application) if application else rows.get()


def answer(row: CoApplicant, *, agrees: bool = True, actor: Any = None, **more: Any) -> CoApplicant:
    actor = actor or stories.rauf()
    view = api.agreement(actor=actor, agreement_id=row.pk)
    given = {"declaration": True, "reason": "" if agrees else "Not mine"}
    return api.answer_agreement(
        actor=actor,
        agreement_id=row.pk,
        agrees=agrees,
        **{"fingerprint": view.fingerprint, **given, **more},
    )


def notices(who: Party) -> list[str]:
    found = Notice.objects.filter(party=who, kind__startswith="application.").order_by("id")
    return list(found.values_list("kind", flat=True))


@pytest.fixture
def _joint(country: None) -> None:
    joint.publish()


pytestmark = [pytest.mark.django_db]


@pytest.mark.usefixtures("_joint")
class TestAsking:
    def test_who_is_named_is_asked(self) -> None:
        case = sent()
        row = asked(case)
        assert (case.state, row.state, row.party_id) == (
            "agreement", "pending", people.rauf().party_id,
        )  # fmt: skip
        assert notices(people.rauf().party) == ["application.agreement"]
        entry = JournalEntry.objects.get(action="applications.agreement-asked")
        assert entry.subject == people.rauf().party_id
        # working days from Monday on: the end of the next Monday
        assert row.due_at.astimezone(dt.UTC).date() == dt.date(2026, 11, 30)

    def test_one_of_whom_nothing_is_known_looks_the_same(self) -> None:
        case = sent("7QQ7QQ7")
        assert (case.state, asked(case).party_id) == ("agreement", None)
        shown = browser.text(browser.aysel().get(f"/applications/{case.reference}/"))
        assert "7QQ7QQ7" in shown
        other = stories.submitted(
            people.actor_for(people.nigar()), joint.JOINT, {"partner": RAUF, "plan": "x"}
        )
        known = browser.text(browser.of(people.nigar()).get(f"/applications/{other.reference}/"))
        assert "Quliyev" not in known  # nor is the name of one who is known told
        assert "Text to pass on" in known
        assert "Text to pass on" in shown

    def test_who_comes_to_be_known_later_finds_it(self) -> None:
        case = sent("7QQ7QQ7")
        late = people.account("7QQ7QQ7", "Late Comer")
        answer(asked(case), actor=people.actor_for(late))
        assert stories.again(case).state == "review"

    def test_oneself_can_t_be_named(self) -> None:
        with pytest.raises(Invalid) as found:
            sent(people.aysel().username)
        assert list(found.value.fields) == ["partner"]
        assert not CoApplicant.objects.exists()
        assert Application.objects.get().is_draft

    def test_nor_who_acts_for_the_applicant(self) -> None:
        actor = joint.aysel_for("parent")
        with pytest.raises(Invalid, match="co-applicant"):
            stories.submitted(actor, joint.JOINT, {"partner": people.aysel().username, "plan": "x"})

    def test_nor_the_dead(self) -> None:
        people.rauf()
        Party.objects.filter(identifier=RAUF).update(ended_on=clock.today())
        with pytest.raises(Invalid, match="co-applicant"):
            sent()

    def test_the_page_says_so_beside_the_answers(self) -> None:
        draft = stories.filled(
            stories.aysel(), joint.JOINT, {"partner": people.aysel().username, "plan": "x"}
        )
        response = browser.aysel().post(
            f"/applications/draft/{draft.pk}/check/", {"declaration": "true", "_key": "k"}
        )
        assert response.status_code == 422
        assert "Name somebody else here" in browser.text(response)


@pytest.mark.usefixtures("_joint")
class TestAnswering:
    def test_agreeing_moves_the_case_on(self) -> None:
        case = sent()
        answer(asked(case))
        assert stories.again(case).state == "review"
        assert "application.agreement-agreed" in notices(people.aysel().party)
        rows = JournalEntry.objects.filter(action="applications.agreed")
        assert {row.subject for row in rows} == {case.applicant_id, people.rauf().party_id}

    def test_declining_ends_it_with_the_reason(self) -> None:
        case = sent()
        answer(asked(case), agrees=False)
        assert stories.again(case).state == "refused"
        view = api.view(actor=stories.aysel(), reference=case.reference)
        assert view.co_applicants[0].reason == "Not mine"
        assert JournalEntry.objects.filter(action="applications.declined").count() == 2

    def test_the_same_answer_twice_is_once(self) -> None:
        row = asked(sent())
        answer(row)
        answer(row)
        assert JournalEntry.objects.filter(action="applications.agreed").count() == 2
        with pytest.raises(Conflict, match="answered"):
            answer(row, agrees=False)

    @pytest.mark.parametrize(
        ("agrees", "more", "field"),
        [
            (True, {"declaration": False}, "declaration"),
            (False, {"reason": " \0 "}, "reason"),
            (False, {"reason": "x" * 2001}, "reason"),
        ],
    )
    def test_what_is_missing(self, agrees: bool, more: dict[str, Any], field: str) -> None:
        row = asked(sent())
        with pytest.raises(Invalid) as found:
            answer(row, agrees=agrees, **more)
        assert list(found.value.fields) == [field]
        row.refresh_from_db()
        assert row.state == "pending"

    def test_answers_that_changed_since_are_not_agreed_to(self) -> None:
        with pytest.raises(Conflict, match="answers-changed"):
            answer(asked(sent()), fingerprint="old")

    def test_after_the_withdrawal_there_is_nothing_to_agree_to(self) -> None:
        case = sent()
        row = asked(case)
        api.withdraw(actor=stories.aysel(), application_id=case.pk, row_version=case.row_version)
        assert api.agreement(actor=stories.rauf(), agreement_id=row.pk).state == "closed"
        with pytest.raises(Conflict, match="closed"):
            answer(row)

    def test_strangers_find_nothing(self) -> None:
        case = sent()
        row = asked(case)
        strangers = [
            stories.aysel(),  # nor may the applicant answer for another
            people.actor_for(people.nigar()),
            stories.officer("justice"),
        ]
        for actor in strangers:
            with pytest.raises(NotFound):
                api.agreement(actor=actor, agreement_id=row.pk)
            with pytest.raises(NotFound):
                api.answer_agreement(actor=actor, agreement_id=row.pk, agrees=True)
        assert api.agreements(actor=strangers[1]) == ()
        with pytest.raises(NotFound):
            api.agreement(actor=stories.rauf(), agreement_id=uuid4())

    def test_a_parent_answers_for_a_child_and_a_representative_does_not(self) -> None:
        case = stories.submitted(
            people.actor_for(people.nigar()),
            joint.JOINT,
            {"partner": joint.child().username, "plan": "x"},
        )
        attorney = joint.aysel_for("attorney", scopes=["*"])
        assert api.agreements(actor=attorney) == ()
        parent = joint.aysel_for("parent")
        answer(asked(case), actor=parent)
        entry = JournalEntry.objects.filter(action="applications.agreed").first()
        assert entry is not None
        assert entry.on_behalf_of == joint.child().party_id


COMPANY = "justice.joint-company-of-tests"


def with_company(content: dict[str, Any]) -> None:
    """The service for two of which the other is an organisation."""
    content["id"] = COMPANY
    content["applicant"]["mandate"] = "licence.apply"
    del content["data"]["theirs"]
    content["eligibility"] = []
    fields = [each for page in content["form"] for each in page["fields"]]
    next(each for each in fields if each["key"] == "partner")["type"] = "organisation"


class TestOrganisations:
    @pytest.fixture
    def case(self, country: None) -> Application:
        joint.publish(with_company)
        answers = {"partner": people.company().identifier, "plan": "A garden"}
        return stories.submitted(stories.aysel(), COMPANY, answers)

    def test_the_director_agrees_for_it_and_is_told(self, case: Application) -> None:
        director = stories.nigar_for_company()
        row = asked(case)
        assert row.party_id == people.company().pk
        assert [each.id for each in api.agreements(actor=director)] == [row.pk]
        assert api.waiting_agreements(actor=director) == 1
        answer(row, actor=director)
        assert asked(case).state == "agreed"
        assert stories.again(case).state == "review"
        entry = JournalEntry.objects.filter(action="applications.agreed").first()
        assert entry is not None
        assert entry.on_behalf_of == people.company().pk

    def test_only_a_mandate_that_reaches_so_far_lets_one_agree(self, case: Application) -> None:
        row = asked(case)
        rauf = people.rauf()
        for scopes, may in (
            (["tax.*"], False),
            (["tax.*", "licence.apply"], True),
            ([f"application:{case.reference}"], False),
        ):
            mandate = people.mandate(rauf, kind="representative", scopes=scopes)
            actor = people.actor_for(rauf, on_behalf_of=mandate)
            assert bool(api.agreements(actor=actor)) is may, scopes
            assert api.waiting_agreements(actor=actor) == may
            if not may:
                with pytest.raises(NotFound):
                    api.answer_agreement(actor=actor, agreement_id=row.pk, agrees=True)
        for stranger in (stories.rauf(), people.actor_for(people.nigar())):
            assert api.agreements(actor=stranger) == ()
            with pytest.raises(NotFound):
                api.agreement(actor=stranger, agreement_id=row.pk)

    def test_a_mandate_that_ended_lets_nobody_agree(self, case: Application) -> None:
        director = stories.nigar_for_company()
        Mandate.objects.update(valid_until=clock.today() - dt.timedelta(days=1))
        assert api.agreements(actor=director) == ()
        with pytest.raises(NotFound):
            api.agreement(actor=director, agreement_id=asked(case).pk)

    def test_a_dissolved_one_can_t_be_named(self, country: None) -> None:
        joint.publish(with_company)
        gone = people.company()
        gone.ended_on = dt.date(2020, 1, 1)
        gone.save()
        answers = {"partner": gone.identifier, "plan": "x"}
        with pytest.raises(Invalid) as refusal:
            stories.submitted(stories.aysel(), COMPANY, answers)
        assert "no longer exists" in str(refusal.value.fields["partner"][0])


@pytest.mark.usefixtures("_joint")
class TestTime:
    def test_a_reminder_then_the_end(self) -> None:
        case = sent()
        row = asked(case)
        assert api.run_agreements() == 0
        for day in (24, 26):
            with clock.frozen_at(f"2026-11-{day}T06:01:00+00:00"):
                assert api.run_agreements() == 1
                assert api.run_agreements() == 0
        assert notices(people.rauf().party) == ["application.agreement"] * 3
        with clock.frozen_at("2026-12-01T06:00:00+00:00"):
            with pytest.raises(Conflict, match="too-late"):
                answer(row)
            assert api.run_agreements() == 1
            assert api.run_agreements() == 0
        row.refresh_from_db()
        assert (row.state, row.next_at) == ("expired", None)
        assert stories.again(case).state == "refused"
        assert JournalEntry.objects.filter(action="applications.agreement-expired").count() == 2
        assert "application.agreement-expired" in notices(people.aysel().party)

    def test_nobody_is_reminded_of_what_is_closed(self) -> None:
        case = sent()
        api.withdraw(actor=stories.aysel(), application_id=case.pk, row_version=case.row_version)
        with clock.frozen_at("2026-11-24T06:01:00+00:00"):
            assert api.run_agreements() == 0
            assert asked(case).next_at is None


@pytest.mark.usefixtures("_joint")
class TestCorrection:
    def _corrected(self, **answers: str) -> Application:
        case = sent()
        answer(asked(case))
        officer = stories.officer("justice")
        stories.act(officer, case, "ask", comment="What plan?")
        page = api.page(actor=stories.aysel(), application_id=case.pk)
        api.save(
            actor=stories.aysel(),
            application_id=case.pk,
            page="who",
            raw={"partner": RAUF, "plan": "A garden", **answers},
            row_version=page.row_version,
        )
        return stories.act(stories.aysel(), case, "resubmit")

    def test_other_answers_are_asked_about_again_and_shown(self) -> None:
        case = self._corrected(plan="A tower")
        assert (case.state, asked(case).state) == ("agreement", "pending")
        view = api.agreement(actor=stories.rauf(), agreement_id=asked(case).pk)
        assert [(str(c.title), c.before, c.now) for c in view.changes] == [
            ("The plan (en)".replace(" (en)", ""), "A garden", "A tower")
        ]
        answer(asked(case))
        assert stories.again(case).state == "review"

    def test_the_same_answers_are_not(self) -> None:
        assert self._corrected().state == "review"

    def test_another_person_takes_the_place(self) -> None:
        people.nigar()
        case = self._corrected(partner=people.nigar().username)
        assert asked(case).party_id == people.nigar().party_id
        assert "applications.agreement-dropped" in stories.journal(case)
        assert api.agreements(actor=stories.rauf()) == ()


@pytest.mark.usefixtures("_joint")
class TestPages:
    def test_the_way_of_who_is_asked(self) -> None:
        case = sent()
        client = browser.rauf()
        assert "Applications that wait for your agreement" in browser.text(client.get("/cabinet/"))
        assert "Joint request" in browser.text(client.get(LIST))
        address = f"{LIST}{asked(case).pk}/"
        page = client.get(address)
        for words in ("Aysel", "The partner", "A garden", "I agree to this request"):
            assert words in browser.text(page)
        read = JournalEntry.objects.filter(action="applications.agreement-read").first()
        assert read is not None
        assert read.subject == case.applicant_id
        form = {"_seen": browser.hidden(page, "_seen")}
        assert client.post(address, {**form}).status_code == 422
        assert client.post(address, {**form, "answer": "agree"}).status_code == 422
        lacking = client.post(address, {**form, "answer": "decline", "reason": ""})
        assert "Say why" in browser.text(lacking)
        done = client.post(address, {**form, "answer": "agree", "declaration": "true"}, follow=True)
        assert "You have agreed" in browser.text(done)
        again = client.post(address, {**form, "answer": "agree", "declaration": "true"})
        assert again.status_code == 302
        other = client.post(address, {**form, "answer": "decline", "reason": "x"})
        assert other.status_code == 409
        officer = browser.officer("justice").get(f"/desk/cases/{case.reference}/")
        assert "Who has to agree" in browser.text(officer)
        assert "Rauf" in browser.text(officer)

    def test_strangers(self) -> None:
        address = f"{LIST}{asked(sent()).pk}/"
        assert browser.stranger().get(address).status_code == 302
        assert browser.of(people.nigar()).get(address).status_code == 404
        assert browser.of(people.nigar()).post(address, {"answer": "agree"}).status_code == 404
        assert browser.rauf().get(f"{LIST}{browser.UNKNOWN}/").status_code == 404

    @pytest.mark.parametrize("garbage", [{"answer": "x"}, {"answer": "agree", "_seen": "\0" * 99}])
    def test_garbage(self, garbage: dict[str, str]) -> None:
        row = asked(sent())
        response = browser.rauf().post(f"{LIST}{row.pk}/", garbage)
        assert response.status_code == 422
        row.refresh_from_db()
        assert row.state == "pending"


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once(committed_country: None) -> None:
    joint.publish()
    case = sent()
    row = asked(case)
    seen = api.agreement(actor=stories.rauf(), agreement_id=row.pk).fingerprint
    rauf = stories.rauf()

    def one(agrees: bool) -> str:
        try:
            with clock.frozen_at("2026-11-23T06:00:00+00:00"), translation.override("en"):
                api.answer_agreement(
                    actor=rauf, agreement_id=row.pk, agrees=agrees, declaration=True,
                    reason="No", fingerprint=seen,
                )  # fmt: skip
            return "done"
        except Conflict as conflict:
            return conflict.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(one, [True, False, True, False]))
    row.refresh_from_db()
    assert "done" in results
    assert set(results) <= {"done", "answered", "closed"}
    expected = {"agreed": "review", "declined": "refused"}[row.state]
    assert stories.again(case).state == expected
