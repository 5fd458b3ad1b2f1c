"""The form page by page: what was typed stays, whatever happens."""

from __future__ import annotations

import re
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser, services, stories
from tests.casework.applications.test_submission import silent

from pencere.casework.applications.models import Application, Attachment

pytestmark = pytest.mark.usefixtures("country")
WRONG = "a dozen"


@pytest.fixture
def client(country: None) -> Client:
    return browser.aysel()


@pytest.fixture
def draft(country: None) -> Application:
    return browser.draft()


@pytest.fixture
def licence(country: None) -> Application:
    return browser.draft(service=services.LICENCE)


def form_of(application: Application) -> dict[str, Any]:
    answers: dict[str, Any] = stories.again(application).form
    return answers


class TestPageByPage:
    def test_start_opens_the_first_page_and_later_the_same_draft(self, client: Client) -> None:
        first = client.get("/applications/start/justice-certificate-of-tests/", follow=True)
        again = client.get("/applications/start/justice-certificate-of-tests/", follow=True)

        assert first.status_code == 200
        assert "About" in browser.text(first)
        assert "AA1234567" in browser.text(first)
        assert first.redirect_chain[-1] == again.redirect_chain[-1]

    def test_each_page_leads_on_to_the_check(self, client: Client, draft: Application) -> None:
        to_more = browser.type_in(client, browser.page(draft, "about"), purpose="bank")
        to_check = browser.type_in(client, browser.page(draft, "more"), copies="2")

        assert to_more["Location"] == browser.page(draft, "more")
        assert to_check["Location"] == browser.check(draft)
        assert "A bank" in browser.text(client.get(browser.check(draft)))

    def test_a_change_from_the_check_page_returns_there(
        self, client: Client, draft: Application
    ) -> None:
        address = browser.page(draft, "about") + "?return=check"

        response = browser.type_in(client, address, purpose="bank")

        assert response["Location"] == browser.check(draft)

    def test_what_is_wrong_is_said_beside_the_field_and_kept(
        self, client: Client, draft: Application
    ) -> None:
        response = browser.type_in(client, browser.page(draft, "more"), copies=WRONG, remark="Hi")

        assert response.status_code == 422
        page = browser.text(response)
        assert 'href="#field-copies"' in page
        assert f'value="{WRONG}"' in page
        assert form_of(draft)["remark"] == "Hi"

    def test_a_field_of_a_register_cannot_be_typed_over(
        self, client: Client, draft: Application
    ) -> None:
        browser.type_in(client, browser.page(draft, "about"), purpose="bank", card="FORGED")

        assert form_of(draft)["card"] == "AA1234567"


class TestLeavingAndLanguages:
    def test_save_and_come_back_later_keeps_wrong_input_as_typed(
        self, client: Client, draft: Application
    ) -> None:
        left = browser.type_in(client, browser.page(draft, "more"), copies=WRONG, _save="1")
        listed = client.get("/applications/")
        back = client.get(f"/applications/draft/{draft.pk}/", follow=True)

        assert left["Location"] == "/applications/"
        assert "Saved." in browser.text(listed)
        assert f'value="{WRONG}"' in browser.text(back)
        assert "There is a problem" not in browser.text(back)

    def test_another_language_keeps_what_was_typed_and_complains_of_nothing(
        self, client: Client, draft: Application
    ) -> None:
        response = browser.type_in(
            client, browser.page(draft, "more"), copies=WRONG, _language="ru"
        )

        page = browser.text(response)
        assert response.status_code == 200
        assert "More (ru)" in page
        assert f'value="{WRONG}"' in page
        assert "govuk-error" not in page
        assert response.headers["Content-Language"] == "ru"

    def test_another_language_on_the_check_page_sends_nothing_and_keeps_the_tick(
        self, client: Client
    ) -> None:
        filled = stories.filled(stories.aysel())
        address = browser.check(filled)
        key = browser.hidden(client.get(address), "_key")

        response = client.post(address, {"_key": key, "declaration": "true", "_language": "az"})

        assert browser.hidden(response, "_key") == key
        assert re.search(r'value="true" checked', browser.text(response))
        assert stories.again(filled).is_draft

    def test_an_unknown_language_changes_nothing(self, client: Client, draft: Application) -> None:
        response = browser.type_in(
            client, browser.page(draft, "more"), copies="2", _language="xx\0"
        )

        assert response.status_code == 302


class TestTwoTabs:
    def test_the_later_tab_sees_both_and_can_keep_its_own(
        self, client: Client, draft: Application
    ) -> None:
        address = browser.page(draft, "more")
        old = browser.hidden(client.get(address), "_row_version")
        browser.type_in(client, address, copies="3", remark="kept")

        conflict = client.post(address, {"_row_version": old, "copies": "4", "remark": "typed"})

        page = browser.text(conflict)
        assert conflict.status_code == 409
        assert "<strong>3</strong>" in page
        assert "<strong>kept</strong>" in page
        assert 'value="4"' in page
        assert re.search(r"<textarea[^>]*>\s*typed</textarea>", page)
        assert form_of(draft)["copies"] == 3
        fresh = browser.hidden(conflict, "_row_version")
        saved = client.post(address, {"_row_version": fresh, "copies": "4", "remark": "typed"})
        assert saved.status_code == 302
        assert form_of(draft)["copies"] == 4

    def test_the_same_answers_twice_are_no_conflict(
        self, client: Client, draft: Application
    ) -> None:
        address = browser.page(draft, "more")
        typed = {"_row_version": browser.hidden(client.get(address), "_row_version"), "copies": "3"}

        assert client.post(address, typed).status_code == 302
        assert client.post(address, typed).status_code == 302

    def test_a_tab_that_was_left_open_after_sending(self, client: Client) -> None:
        sent = stories.submitted(stories.aysel())

        response = client.post(
            browser.page(sent, "more"), {"_row_version": "1", "copies": "9"}, follow=True
        )

        assert "You have sent this application already" in browser.text(response)
        assert sent.reference in browser.text(response)
        assert form_of(sent)["copies"] == 2


class TestGarbage:
    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "\0", "٣"])
    def test_a_row_version_that_was_tampered_with_meets_a_conflict(
        self, client: Client, draft: Application, version: str
    ) -> None:
        browser.type_in(client, browser.page(draft, "more"), copies="3")

        response = client.post(
            browser.page(draft, "more"), {"_row_version": version, "copies": "4"}
        )

        assert response.status_code == 409
        assert form_of(draft)["copies"] == 3

    def test_nul_and_a_megabyte_of_text(self, client: Client, draft: Application) -> None:
        remark = "a\0b" + "ə" * 500_000

        response = browser.type_in(client, browser.page(draft, "more"), copies="2\0", remark=remark)

        assert response.status_code in (302, 422)
        assert "\0" not in str(form_of(draft))
        assert client.get(browser.page(draft, "more")).status_code == 200

    def test_more_text_than_any_form_holds(self, client: Client, draft: Application) -> None:
        response = client.post(browser.page(draft, "more"), {"remark": "x" * 4_000_000})
        spread = client.post(
            browser.page(draft, "more"),
            f"remark={'x' * 4_000_000}",
            content_type="application/x-www-form-urlencoded",
        )

        assert (response.status_code, spread.status_code) == (413, 413)

    def test_unknown_keys_are_left_out(self, client: Client, draft: Application) -> None:
        browser.type_in(
            client, browser.page(draft, "more"), copies="2", state="granted", **{"a" * 300: "\0"}
        )

        assert set(form_of(draft)) == {"card", "copies"}

    def test_several_values_for_one_field(self, client: Client, draft: Application) -> None:
        response = browser.type_in(client, browser.page(draft, "more"), copies=["1", "2"])

        assert response.status_code in (302, 422)

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
            (b"garbage", "multipart/form-data"),
            (b"\xff\xfe", "multipart/form-data; boundary=\xff"),
            (b"{", "application/json"),
            (b"%ff%00=%ff", "application/x-www-form-urlencoded"),
        ],
    )
    def test_a_body_that_is_no_form(
        self, client: Client, draft: Application, body: bytes, kind: str
    ) -> None:
        response = client.post(browser.page(draft, "more"), body, content_type=kind)

        assert response.status_code in (400, 422)

    @pytest.mark.parametrize("key", ["nothing", "which", "a" * 200])
    def test_a_page_that_is_not_there(self, client: Client, draft: Application, key: str) -> None:
        assert client.get(browser.page(draft, key)).status_code == 404
        assert client.post(browser.page(draft, key), {"copies": "1"}).status_code == 404

    @pytest.mark.parametrize("record", ["\0", "not-an-id", browser.UNKNOWN, "x" * 5000])
    def test_a_link_with_garbage_begins_nothing_that_breaks(
        self, client: Client, record: str
    ) -> None:
        response = client.get(
            "/applications/start/digital-correction-of-tests/",
            {"register": record, "record": record, "field": record},
            follow=True,
        )

        assert response.status_code in (200, 404, 422)

    def test_a_link_without_what_it_needs_is_explained(self, client: Client) -> None:
        response = client.get("/applications/start/digital-correction-of-tests/")

        assert response.status_code == 422
        assert "Choose a field" in browser.text(response)


class TestEndedSession:
    def lost_post(self, address: str, **typed: str) -> tuple[Client, Any]:
        client = browser.stranger()
        return client, client.post(address, typed)

    def sign_in(self, client: Client, lost: Any, who: Any, address: str) -> Any:
        return client.post(
            "/account/login/",
            {
                "login": who.username,
                "password": people.PASSWORD,
                "carried": browser.hidden(lost, "carried"),
                "next": address,
            },
        )

    def test_what_was_typed_is_in_the_draft_after_signing_in(self, draft: Application) -> None:
        address = browser.page(draft, "more")
        client, lost = self.lost_post(address, _row_version="1", copies=WRONG, remark="Salam")

        assert lost.status_code == 401
        assert self.sign_in(client, lost, people.aysel(), address)["Location"] == address
        page = browser.text(client.get(address))
        assert "You were signed out meanwhile" in page
        assert f'value="{WRONG}"' in page
        assert form_of(draft)["remark"] == "Salam"

    def test_another_tab_saved_meanwhile_so_both_are_shown(self, draft: Application) -> None:
        address = browser.page(draft, "more")
        browser.type_in(browser.aysel(), address, copies="3")
        client, lost = self.lost_post(address, _row_version="1", copies="4")
        self.sign_in(client, lost, people.aysel(), address)

        response = client.get(address)

        assert response.status_code == 409
        assert 'value="4"' in browser.text(response)
        assert form_of(draft)["copies"] == 3

    def test_another_person_gets_nothing_of_it(self, draft: Application) -> None:
        address = browser.page(draft, "more")
        client, lost = self.lost_post(address, _row_version="1", copies="4")
        self.sign_in(client, lost, people.rauf(), address)

        assert client.get(address).status_code == 404
        assert "copies" not in form_of(draft)

    def test_a_forged_carry_over_is_nothing(self, draft: Application) -> None:
        client = browser.stranger()
        client.post(
            "/account/login/",
            {"login": "5KT7Q2A", "password": people.PASSWORD, "carried": "gAAAA" * 20},
        )

        assert client.get(browser.page(draft, "more")).status_code == 200

    def test_without_the_forms_token_nothing_is_done(self, draft: Application) -> None:
        client = people.signed_in(Client(enforce_csrf_checks=True), people.aysel())

        response = client.post(browser.page(draft, "more"), {"copies": "4"})

        assert response.status_code == 403
        assert "copies" not in form_of(draft)


class TestSilentRegisters:
    def test_the_form_opens_and_says_so(self, client: Client) -> None:
        with silent("interior.identity-cards"):
            response = client.get("/applications/start/justice-certificate-of-tests/", follow=True)

        assert response.status_code == 200
        assert "A register does not answer now" in browser.text(response)

    def test_a_fault_of_the_store_is_no_page_of_ours(
        self, client: Client, licence: Application
    ) -> None:
        """A file that the store has lost is not found; the pages around it stand."""
        browser.type_in(
            client, browser.page(licence, "premises"), address="Nizami 1", plan=browser.plan()
        )
        found = Attachment.objects.get(application=licence)

        with mock.patch("pencere.kernel.files.downloads.file_store") as store:
            store.return_value.open.side_effect = FileNotFoundError
            assert client.get(f"/applications/files/{found.pk}/").status_code == 404
        assert client.get(browser.page(licence, "premises")).status_code == 200


def test_a_locked_answer_names_its_register_and_the_moment_not_the_purpose() -> None:
    draft = browser.draft()
    page = browser.text(browser.aysel().get(browser.page(draft, "about")))
    assert "From: Register of identity cards, as of" in page
    assert "To name you" not in page
