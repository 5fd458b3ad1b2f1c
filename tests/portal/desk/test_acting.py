"""Acting on a case: what each action asks for, and what stays when it can't be taken."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser, stories
from tests.portal.desk import desks

from pencere.casework.applications.models import Application

pytestmark = pytest.mark.usefixtures("country")


WORDS = {"comment": "Nə üçün? Почему?", "note": "between us"}


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


@pytest.fixture
def case(country: None) -> Application:
    return desks.licence()


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
