"""Sending, and what the applicant sees and does afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connections
from tests import people
from tests.casework.applications import browser, services, stories
from tests.casework.applications.test_submission import silent

from pencere.casework.applications.models import Application

NOTE = "Between us: look at the neighbours"


def send(client: Any, application: Application, key: str, **more: str) -> Any:
    return client.post(browser.check(application), {"_key": key, "declaration": "true", **more})


def asked(actor: Any) -> Application:
    """A licence about which the agency asks something; an officer left a note as well."""
    case = stories.licence(actor)
    stories.act(stories.officer("health"), case, "ask", comment="Where is the exit?", note=NOTE)
    return stories.again(case)


@pytest.mark.usefixtures("country")
class TestSending:
    def test_it_is_sent_and_the_next_page_says_what_comes(self) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())
        key = browser.hidden(client.get(browser.check(filled)), "_key")

        response = send(client, filled, key)

        assert response["Location"] == f"/applications/{filled.reference}/sent/"
        page = browser.text(client.get(response["Location"]))
        assert filled.reference in page
        assert "What happens next" in page

    def test_a_double_click_gives_the_same_reference(self) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())

        first, second = send(client, filled, "k1"), send(client, filled, "k1")

        assert first["Location"] == second["Location"]
        assert Application.objects.exclude(stage="draft").count() == 1

    def test_another_tab_learns_that_it_was_sent(self) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())
        send(client, filled, "k1")

        response = client.post(
            browser.check(filled), {"_key": "k2", "declaration": "true"}, follow=True
        )

        assert "You have sent this application already" in browser.text(response)
        assert filled.reference in browser.text(response)
        assert stories.again(filled).idempotency_key == "k1"

    def test_a_key_of_another_application_is_refused_and_loses_nothing(self) -> None:
        client = browser.aysel()
        send(client, stories.filled(stories.aysel()), "k1")
        second = stories.filled(stories.aysel(), services.LICENCE, {"address": "Nizami 1"})

        assert send(client, second, "k1").status_code == 409
        assert stories.again(second).form["address"] == "Nizami 1"
        assert send(client, second, "k2").status_code == 302

    def test_without_the_declaration(self) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())

        response = client.post(browser.check(filled), {"_key": "k1"})

        assert response.status_code == 422
        assert 'href="#declaration"' in browser.text(response)
        assert browser.hidden(response, "_key") == "k1"
        assert stories.again(filled).is_draft

    @pytest.mark.parametrize("key", ["\0", "x" * 5000, "", "é\n"])
    def test_a_key_that_is_garbage_breaks_nothing(self, key: str) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())

        response = send(client, filled, key, unknown="\0")

        assert response.status_code in (302, 422)

    def test_what_is_missing_is_named_with_where_to_answer_it(self) -> None:
        client, draft = browser.aysel(), browser.draft()

        response = send(client, draft, "k1")

        assert response.status_code == 422
        assert f"{browser.page(draft, 'about')}?return=check#field-purpose" in browser.text(
            response
        )

    def test_what_the_checks_forbid_says_why_and_has_no_button(self) -> None:
        client = browser.aysel()
        filled = stories.filled(stories.aysel(), answers={"purpose": "palace", "copies": "1"})

        shown = browser.text(client.get(browser.check(filled)))
        response = send(client, filled, "k1")

        assert "Not for a palace" in shown
        assert "Send the application" not in shown
        assert response.status_code == 422
        assert "Not for a palace" in browser.text(response)

    def test_while_a_register_is_silent_it_can_be_sent_and_somebody_looks(self) -> None:
        client, filled = browser.aysel(), stories.filled(stories.aysel())

        with silent("justice.civil-status"):
            assert client.get(browser.check(filled)).status_code == 200
            response = send(client, filled, "k1")

        assert response.status_code == 302
        assert stories.again(filled).state == "review"

    def test_a_session_that_ended_on_the_check_page_returns_to_it(self) -> None:
        filled = stories.filled(stories.aysel())
        client = browser.stranger()
        lost = send(client, filled, "k1")

        assert lost.status_code == 401
        back = client.post(
            "/account/login/",
            {
                "login": "5KT7Q2A",
                "password": people.PASSWORD,
                "carried": browser.hidden(lost, "carried"),
                "next": browser.hidden(lost, "next"),
            },
        )
        assert back["Location"] == browser.check(filled)
        assert stories.again(filled).is_draft
        assert client.get(back["Location"]).status_code == 200


@pytest.mark.usefixtures("committed_country")
@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_send_it_once() -> None:
    filled = stories.filled(stories.aysel())
    clients = [browser.aysel() for _each in range(4)]

    def click(client: Any) -> str:
        try:
            return str(send(client, filled, "same")["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        # Each in the test's own time: a session of that day is long over on the machine's.
        clicks = [pool.submit(copy_context().run, click, client) for client in clients]
        answers = {each.result() for each in clicks}

    assert answers == {f"/applications/{filled.reference}/sent/"}
    assert Application.objects.exclude(stage="draft").count() == 1


@pytest.mark.usefixtures("country")
class TestAfterwards:
    def test_nothing_that_officers_note_reaches_the_applicant(self) -> None:
        case = asked(stories.aysel())
        client = browser.aysel()

        for address in (
            f"/applications/{case.reference}/",
            f"/applications/{case.reference}/sent/",
            f"/applications/{case.reference}/withdraw/",
            browser.page(case, "premises"),
            browser.check(case),
            "/applications/",
            "/inbox/",
        ):
            response = client.get(address)
            assert response.status_code == 200, address
            assert NOTE not in browser.text(response)
        assert "Where is the exit?" in browser.text(client.get(f"/applications/{case.reference}/"))

    def test_an_answer_goes_to_the_agency(self) -> None:
        case, client = asked(stories.aysel()), browser.aysel()
        address = f"/applications/{case.reference}/"
        version = browser.hidden(client.get(address), "_row_version")

        response = client.post(
            address, {"_row_version": version, "_action": "reply", "comment": "At the back\0"}
        )

        assert response["Location"] == address
        assert stories.again(case).state == "review"
        assert "At the back" in browser.text(client.get(address))

    def test_a_second_click_on_the_answer_is_told_and_shows_what_was_written(self) -> None:
        case, client = asked(stories.aysel()), browser.aysel()
        address = f"/applications/{case.reference}/"
        typed = {
            "_row_version": browser.hidden(client.get(address), "_row_version"),
            "_action": "reply",
            "comment": "At the back",
        }
        client.post(address, typed)

        response = client.post(address, {**typed, "comment": "At the front"})

        assert response.status_code == 409
        assert "It is still here, to be copied" in browser.text(response)
        assert "At the front" in browser.text(response)

    def test_another_language_keeps_the_answer(self) -> None:
        case, client = asked(stories.aysel()), browser.aysel()

        response = client.post(
            f"/applications/{case.reference}/", {"comment": "At the back", "_language": "ru"}
        )

        assert response.status_code == 200
        assert "At the back</textarea>" in browser.text(response)
        assert stories.again(case).state == "correction"

    def test_an_ended_session_keeps_the_answer(self) -> None:
        case, client = asked(stories.aysel()), browser.stranger()
        address = f"/applications/{case.reference}/"
        lost = client.post(address, {"_action": "reply", "comment": "At the back"})
        client.post(
            "/account/login/",
            {
                "login": "5KT7Q2A",
                "password": people.PASSWORD,
                "carried": browser.hidden(lost, "carried"),
                "next": address,
            },
        )

        page = browser.text(client.get(address))

        assert "At the back</textarea>" in page
        assert stories.again(case).state == "correction"

    def test_an_answer_that_is_too_long_is_told_beside_the_field(self) -> None:
        case, client = asked(stories.aysel()), browser.aysel()
        address = f"/applications/{case.reference}/"
        version = browser.hidden(client.get(address), "_row_version")

        response = client.post(
            address, {"_row_version": version, "_action": "reply", "comment": "x" * 1_000_000}
        )

        assert response.status_code == 422
        assert 'id="field-comment-error"' in browser.text(response)

    @pytest.mark.parametrize("action", ["", "grant", "pass", "\0", "x" * 10_000])
    def test_an_action_that_is_not_the_applicants(self, action: str) -> None:
        case, client = asked(stories.aysel()), browser.aysel()
        address = f"/applications/{case.reference}/"
        version = browser.hidden(client.get(address), "_row_version")

        response = client.post(address, {"_row_version": version, "_action": action})

        assert response.status_code in (403, 404)
        assert stories.again(case).state == "correction"

    def test_it_is_withdrawn_once(self) -> None:
        case, client = stories.reviewed(stories.aysel()), browser.aysel()
        address = f"/applications/{case.reference}/withdraw/"
        typed = {"_row_version": browser.hidden(client.get(address), "_row_version")}

        first, second = client.post(address, typed), client.post(address, typed)

        assert first.status_code == 302
        assert second.status_code == 409
        assert stories.again(case).outcome == "withdrawn"

    @pytest.mark.parametrize("version", ["", "x", "99", "\0"])
    def test_withdrawing_from_an_old_page_does_nothing(self, version: str) -> None:
        case = stories.reviewed(stories.aysel())

        response = browser.aysel().post(
            f"/applications/{case.reference}/withdraw/", {"_row_version": version}
        )

        assert response.status_code == 409
        assert stories.again(case).state == "review"

    def test_a_draft_is_deleted_once_and_a_sent_one_never(self) -> None:
        client, draft = browser.aysel(), browser.draft()
        address = f"/applications/draft/{draft.pk}/discard/"
        assert client.get(address).status_code == 200

        first, second = client.post(address), client.post(address)
        sent = stories.submitted(stories.aysel())
        third = client.post(f"/applications/draft/{sent.pk}/discard/", follow=True)

        assert (first.status_code, second.status_code) == (302, 404)
        assert "You have sent this application already" in browser.text(third)
        assert stories.again(sent).outcome == "granted"

    def test_pages_of_a_draft_that_speak_of_a_sent_one(self) -> None:
        draft, client = browser.draft(), browser.aysel()

        assert client.get(f"/applications/{draft.reference}/").status_code == 302
        assert client.get(f"/applications/{draft.reference}/sent/").status_code == 404
        assert client.post(f"/applications/{draft.reference}/withdraw/").status_code in (404, 409)
        assert stories.again(draft).is_draft


@pytest.mark.usefixtures("country")
class TestList:
    def test_each_tab_shows_its_own(self) -> None:
        sent, draft = stories.reviewed(stories.aysel()), browser.draft(service=services.LICENCE)
        client = browser.aysel()

        assert sent.reference in browser.text(client.get("/applications/?show=open"))
        assert str(draft.pk) in browser.text(client.get("/applications/?show=drafts"))
        assert sent.reference not in browser.text(client.get("/applications/?show=closed"))

    @pytest.mark.parametrize(
        "query", ["show=\0", "show=nothing", "cursor=%00", "cursor=x", "cursor=%F0%9F", "cursor=A"]
    )
    def test_garbage_in_the_address(self, query: str) -> None:
        assert browser.aysel().get(f"/applications/?{query}").status_code in (200, 422)


@pytest.mark.usefixtures("country")
def test_the_applicant_sees_what_still_comes() -> None:
    client, case = browser.aysel(), stories.licence(stories.aysel())

    page = browser.text(client.get(f"/applications/{case.reference}/"))
    assert "Still to come:</span> Decision" in page

    stories.act(stories.officer("health"), case, "pass", note="Seen")
    page = browser.text(client.get(f"/applications/{case.reference}/"))
    assert "Still to come:" not in page
