"""The case on one page: who may open it, what can be done, and what stays when it can't."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.casework.applications import browser, services, stories
from tests.casework.applications.test_submission import silent
from tests.portal.desk import desks

from pencere.casework.applications import journal_actions
from pencere.casework.applications.models import Application, Attachment
from pencere.kernel.journal.api import about_subject
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
MOST_QUERIES = 20
POSTS = ("", "take/", "release/", "reassign/", "revoke/")
WORDS = {"comment": "Nə üçün? Почему?", "note": "between us"}


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


@pytest.fixture
def case(country: None) -> Application:
    return desks.licence()


class TestWhoMay:
    @pytest.mark.parametrize("who", sorted(["another agency", "no role", "another role"]))
    @pytest.mark.parametrize("rest", POSTS)
    def test_strangers_find_nothing_and_change_nothing(
        self, case: Application, who: str, rest: str
    ) -> None:
        client = desks.strangers()[who]

        response = client.post(
            desks.case(case, rest),
            {
                "_id": str(case.pk),
                "_row_version": str(case.row_version),
                **desks.of_action("pass", note="x"),
                "to": str(people.officer("health").pk),
                "reason": "x",
            },
        )

        assert response.status_code == 404
        assert client.get(desks.case(case)).status_code == 404
        assert stories.again(case).row_version == case.row_version

    @pytest.mark.parametrize("who", ["the applicant", "another citizen"])
    @pytest.mark.parametrize("rest", POSTS)
    def test_citizens_find_no_desk(self, case: Application, who: str, rest: str) -> None:
        response = desks.strangers()[who].post(desks.case(case, rest), {"_id": str(case.pk)})

        assert response.status_code == 404

    def test_a_draft_is_nobodys_case(self, client: Client) -> None:
        draft = browser.draft(service=services.LICENCE)

        assert client.get(desks.case(draft)).status_code == 404

    def test_who_is_not_signed_in_comes_back_here(self, case: Application) -> None:
        response = browser.stranger().get(desks.case(case))

        assert response["Location"] == f"/account/login/?next={quote(desks.case(case), safe='')}"

    @pytest.mark.parametrize("rest", ["take/", "release/", "reassign/"])
    def test_wrong_methods(self, client: Client, case: Application, rest: str) -> None:
        assert client.get(desks.case(case, rest)).status_code == 405
        assert client.put(desks.case(case)).status_code == 405

    @pytest.mark.parametrize("reference", ["%00", "x" * 3000, "2222-2222-2", browser.UNKNOWN])
    def test_references_that_nothing_has(self, client: Client, reference: str) -> None:
        for rest in ("", "revoke/"):
            response = client.get(f"/desk/cases/{reference}/{rest}")
            assert response.status_code in (404, 422)

    @pytest.mark.parametrize("garbage", ["", "x", "\0", browser.UNKNOWN])
    @pytest.mark.parametrize("rest", ["", "take/", "release/", "reassign/"])
    def test_ids_that_were_tampered_with(
        self, client: Client, case: Application, rest: str, garbage: str
    ) -> None:
        response = client.post(desks.case(case, rest), {"_id": garbage, "action": "pass"})

        assert response.status_code == 404


class TestOpening:
    def test_a_finished_case_waits_for_nobody(self) -> None:
        client = desks.health("head", "officer", number=3)
        finished = desks.granted()

        assert "nobody yet" in browser.text(client.get(desks.case(desks.licence())))
        assert "nobody yet" not in browser.text(client.get(desks.case(finished)))

    def test_the_person_can_see_who_looked(self, client: Client, case: Application) -> None:
        client.get(desks.case(case))

        seen = JournalEntry.objects.filter(action=journal_actions.OPENED).latest("seq")
        assert seen.subject == people.aysel().party_id
        assert seen.about == f"application:{case.reference}"
        row = next(
            row
            for row in about_subject(subject=people.aysel().party_id, kinds="others").rows
            if row.about == f"application:{case.reference}"
        )
        assert row.agency == "health"
        assert "Senior adviser" in str(row.actor_label)

    def test_evidence_is_named_register_by_register(self) -> None:
        case = stories.reviewed(stories.aysel())

        browser.officer("justice").get(desks.case(case))

        rows = JournalEntry.objects.filter(action=journal_actions.EVIDENCE_SEEN)
        assert {row.register for row in rows} == {
            "interior.identity-cards",
            "justice.civil-status",
        }
        assert all(row.subject == people.aysel().party_id for row in rows)

    def test_a_stranger_leaves_no_such_row(self, case: Application) -> None:
        browser.officer("justice").get(desks.case(case))

        assert not JournalEntry.objects.filter(action=journal_actions.OPENED).exists()

    def test_a_register_that_was_silent_is_named(self) -> None:
        with silent("justice.civil-status"):
            case = stories.submitted(stories.aysel())

        response = browser.officer("justice").get(desks.case(case))

        assert response.status_code == 200
        assert "not available" in browser.text(response)

    def test_it_costs_a_bounded_number_of_queries(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        case, client = stories.reviewed(stories.aysel()), browser.officer("justice")
        client.get(desks.case(case))

        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(desks.case(case)).status_code == 200

    def test_attachments_come_as_downloads_to_the_cases_officers_only(self, client: Client) -> None:
        draft = browser.draft(service=services.LICENCE)
        browser.type_in(
            browser.aysel(),
            browser.page(draft, "premises"),
            address="Nizami 1",
            plan=browser.plan(name="<b>.png"),
        )
        found = Attachment.objects.get(application=draft)
        address = f"/desk/files/{found.pk}/"
        assert client.get(address).status_code == 404  # still a draft

        browser.aysel().post(browser.check(draft), {"_key": "k", "declaration": "true"})
        response = client.get(address)

        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert client.post(address).status_code == 405
        for name, who in desks.strangers().items():
            assert who.get(address).status_code == 404, name
        assert client.get(f"/desk/files/{browser.UNKNOWN}/").status_code == 404


class TestWhoWorksOnIt:
    def test_take_twice_is_take_once(self, client: Client, case: Application) -> None:
        first, second = desks.move(client, case, "take"), desks.move(client, case, "take")

        assert (first.status_code, second.status_code) == (302, 302)
        assert stories.again(case).assignee == people.officer("health")

    def test_a_colleague_was_faster(self, client: Client, case: Application) -> None:
        desks.move(desks.health(number=2), case, "take")

        response = desks.move(client, case, "take")

        assert response.status_code == 409
        assert "A colleague has taken this case" in browser.text(response)

    def test_give_it_back_twice(self, client: Client, case: Application) -> None:
        desks.move(client, case, "take")

        for _twice in range(2):
            assert desks.move(client, case, "release")["Location"] == "/desk/"
        assert stories.again(case).assignee is None

    def test_only_a_head_gives_back_a_colleagues_case(
        self, client: Client, case: Application
    ) -> None:
        desks.move(client, case, "take")

        assert desks.move(desks.health(number=2), case, "release").status_code == 403
        assert desks.move(desks.health("head", number=3), case, "release").status_code == 302

    def test_hand_it_over_also_with_a_double_click(self, client: Client, case: Application) -> None:
        colleague = people.officer("health", number=2)
        desks.move(client, case, "take")
        assert colleague.party.name in browser.text(client.get(desks.case(case)))

        for _twice in range(2):
            response = desks.move(client, case, "reassign", to=str(colleague.pk))
            assert response.status_code == 302
        assert stories.again(case).assignee == colleague

    @pytest.mark.parametrize("to", ["", "x", "\0", browser.UNKNOWN])
    def test_to_nobody(self, client: Client, case: Application, to: str) -> None:
        desks.move(client, case, "take")

        assert desks.move(client, case, "reassign", to=to).status_code == 404

    def test_nobody_hands_a_case_to_the_applicant_or_another_agency(
        self, client: Client, case: Application
    ) -> None:
        desks.move(client, case, "take")

        for who in (people.aysel(), people.officer("justice")):
            assert desks.move(client, case, "reassign", to=str(who.pk)).status_code == 404

    def test_ones_own_application_is_for_a_colleague(self) -> None:
        who = people.officer("health")
        own = stories.licence(people.actor_for(who))
        client = browser.of(who)

        assert desks.move(client, own, "take").status_code == 403
        response = desks.press(client, own, "pass", **WORDS)
        assert response.status_code == 403
        assert "This is your own application" in browser.text(response)
        assert WORDS["comment"] in browser.text(response)
