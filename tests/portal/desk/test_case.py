"""The case on one page: who may open it, what can be done, and what stays when it can't."""

from __future__ import annotations

from typing import Any
from unittest import mock
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


class TestActing:
    def test_it_is_done(self, client: Client, case: Application) -> None:
        response = desks.press(client, case, "ask", comment="Where is the exit?")

        assert response["Location"] == desks.case(case)
        assert stories.again(case).state == "correction"
        assert "Done" in browser.text(client.get(desks.case(case)))

    def test_without_the_comment_that_it_needs(self, client: Client, case: Application) -> None:
        response = desks.press(client, case, "ask", comment="  \0 ", note=WORDS["note"])

        page = browser.text(response)
        assert response.status_code == 422
        assert 'href="#field-comment"' in page
        assert 'id="field-comment-error"' in page
        assert page.count(" open>") == 1
        assert f"{WORDS['note']}</textarea>" in page
        assert stories.again(case).state == "review"

    def test_without_the_note_that_it_needs(self, client: Client, case: Application) -> None:
        response = desks.press(client, case, "pass", comment=WORDS["comment"])

        page = browser.text(response)
        assert response.status_code == 422
        assert 'href="#field-note"' in page
        assert 'id="field-note-error"' in page
        assert f"{WORDS['comment']}</textarea>" in page

    def test_without_a_reason_or_with_one_that_is_not_there(self) -> None:
        case, client = desks.to_decide(), desks.health(number=2)

        for reason in ("", "nothing", "\0", "x" * 5000):
            response = desks.press(client, case, "refuse", reason=reason, comment="No")
            assert response.status_code == 422
            assert 'id="field-reason-error"' in browser.text(response)
            assert "No</textarea>" in browser.text(response)
        assert stories.again(case).state == "decision"

    def test_a_megabyte_of_comment_is_too_long_and_stays(
        self, client: Client, case: Application
    ) -> None:
        response = desks.press(client, case, "ask", comment="ə" * 500_000)

        assert response.status_code == 422
        assert 'id="field-comment-error"' in browser.text(response)
        assert "ə" * 500_000 in browser.text(response)

    @pytest.mark.parametrize("action", ["", "nothing", "withdraw", "grant", "\0", "x" * 9999])
    def test_an_action_that_is_not_there(
        self, client: Client, case: Application, action: str
    ) -> None:
        response = desks.press(client, case, action, **WORDS)

        assert response.status_code in (403, 404)
        assert stories.again(case).state == "review"

    def test_four_eyes_say_why_and_what_was_typed_stays(self, client: Client) -> None:
        case = desks.to_decide()

        response = desks.press(client, case, "grant", **WORDS)

        page = browser.text(response)
        assert response.status_code == 403
        assert "rule of four eyes" in page
        assert WORDS["comment"] in page
        assert WORDS["note"] in page
        assert stories.again(case).state == "decision"
        assert desks.press(desks.health(number=2), case, "grant").status_code == 302

    @pytest.mark.parametrize("version", ["", "x", "0", "99999", "9" * 40, "\0"])
    def test_a_page_that_is_old(self, client: Client, case: Application, version: str) -> None:
        response = client.post(
            desks.case(case),
            {"_id": str(case.pk), "_row_version": version, **desks.of_action("ask", **WORDS)},
        )

        page = browser.text(response)
        assert response.status_code == 409
        assert f"{WORDS['comment']}</textarea>" in page
        assert f'name="_row_version" value="{case.row_version}"' in page
        assert stories.again(case).state == "review"

    def test_a_double_click_acts_once(self, client: Client, case: Application) -> None:
        typed = {
            "_id": str(case.pk),
            "_row_version": str(case.row_version),
            **desks.of_action("ask", **WORDS),
        }

        first, second = (client.post(desks.case(case), typed) for _twice in range(2))

        assert (first.status_code, second.status_code) == (302, 409)
        assert WORDS["comment"] in browser.text(second)
        assert case.steps.filter(action="ask").count() == 1

    def test_a_colleague_has_it_meanwhile(self, client: Client, case: Application) -> None:
        desks.move(desks.health(number=2), case, "take")

        response = desks.press(client, case, "ask", **WORDS)

        assert response.status_code == 403
        assert "A colleague is working on this case" in browser.text(response)
        assert WORDS["comment"] in browser.text(response)

    def test_another_language_keeps_what_was_typed(self, client: Client, case: Application) -> None:
        wrong = desks.press(client, case, "ask", comment="", note=WORDS["note"])
        assert 'form="main-form" name="_language"' in browser.text(wrong)

        response = desks.press(client, case, "ask", **WORDS, _language="ru")

        page = browser.text(response)
        assert response.status_code == 200
        assert f"{WORDS['comment']}</textarea>" in page
        assert "govuk-error" not in page
        assert stories.again(case).state == "review"

    def test_another_language_keeps_what_was_typed_into_several_actions(
        self, client: Client, case: Application
    ) -> None:
        shown = browser.text(client.get(desks.case(case)))
        assert 'form="main-form" name="_language"' in shown
        assert shown.count("pn-action ") > 1

        response = client.post(
            desks.case(case),
            {
                "_id": str(case.pk),
                "_row_version": str(case.row_version),
                "comment-ask": "Which plan?",
                "note-pass": "Seems right",
                "text": "A note half written",
                "_language": "ru",
            },
        )

        page = browser.text(response)
        assert response.status_code == 200
        for words in ("Which plan?", "Seems right", "A note half written"):
            assert f"{words}</textarea>" in page
        assert "govuk-error" not in page
        assert (stories.again(case).state, case.steps.count()) == ("review", 1)

    def test_words_for_one_action_are_not_those_of_another(
        self, client: Client, case: Application
    ) -> None:
        typed = desks.of_action("ask", comment="Which plan?")

        desks.press(client, case, "pass", note="Fine", **{"comment-ask": typed["comment-ask"]})

        step = case.steps.latest("id")
        assert (step.action, step.comment, step.note) == ("pass", "", "Fine")

    def test_words_for_what_is_not_possible_any_more_can_be_copied(
        self, client: Client, case: Application
    ) -> None:
        stories.act(stories.officer("health"), case, "pass", note="Seen")

        response = client.post(
            desks.case(case), {"_id": str(case.pk), "comment-ask": "Which plan?", "_language": "ru"}
        )

        assert "Which plan?" in browser.text(response)

    def test_an_ended_session_keeps_what_was_typed(self, case: Application) -> None:
        client, who = browser.stranger(), people.officer("health")
        lost = client.post(
            desks.case(case),
            {"_id": str(case.pk), **desks.of_action("ask", **WORDS), "_row_version": "1"},
        )
        assert lost.status_code == 401
        client.post(
            "/account/login/",
            {
                "login": who.username,
                "password": people.PASSWORD,
                "carried": browser.hidden(lost, "carried"),
                "next": desks.case(case),
            },
        )
        second = client.post("/account/login/second-step/", {"code": people.code_now()})
        assert second["Location"] == desks.case(case)

        page = browser.text(client.get(desks.case(case)))

        assert "You were signed out meanwhile" in page
        assert f"{WORDS['comment']}</textarea>" in page
        assert stories.again(case).state == "review"

    def test_a_body_that_is_no_form(self, client: Client, case: Application) -> None:
        response = client.post(
            desks.case(case), b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"
        )

        assert response.status_code in (400, 404)


def test_a_fault_while_it_is_done_undoes_all_of_it(client: Client, case: Application) -> None:
    client.raise_request_exception = False
    target: Any = "pencere.casework.applications.actions.progress.Progress.write"

    with mock.patch(target, side_effect=RuntimeError("power cut")):
        response = desks.press(client, case, "ask", **WORDS)

    assert response.status_code == 500
    assert stories.again(case).state == "review"
    assert not case.steps.filter(action="ask").exists()
