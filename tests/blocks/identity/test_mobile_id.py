"""Signing in with mobile ID, stepping up with it, and guarding it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from tests import people, phones

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.access import needs_assurance
from pencere.blocks.identity.actors import actor_of
from pencere.blocks.identity.models import Account
from pencere.blocks.mobile_id import actions as mobile_actions
from pencere.blocks.mobile_id import rules as mobile_rules
from pencere.blocks.mobile_id.models import Request
from pencere.blocks.mobile_id.providers.local.phones import Phone
from pencere.blocks.mobile_id.queries import contracts_of, has_mobile_id
from pencere.blocks.notices.models import Notice
from pencere.config import urls as site
from pencere.kernel import clock
from pencere.kernel.errors import Conflict
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal import api as journal

pytestmark = pytest.mark.django_db
WAIT = "/account/mobile-id/wait/"


@pytest.fixture(autouse=True)
def _network(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = phones.PROVIDER
    settings.LANGUAGE_CODE = "en"


@needs_assurance("high")
def _sealed_room(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return HttpResponse(f"{actor.assurance} {' '.join(actor.methods)}")


@pytest.fixture
def _room(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A page that asks for the highest level."""

    class Urls:
        urlpatterns = [*site.urlpatterns, path("sealed-room/", _sealed_room)]
        handler400, handler403 = site.handler400, site.handler403
        handler404, handler500 = site.handler404, site.handler500

    settings.ROOT_URLCONF = Urls


def ask(client: Client, phone: Phone, **more: str) -> Any:
    """Fill in the page as the phone's holder would, and let the request travel."""
    answer = client.post(
        "/account/login/mobile-id/", {"phone": phone.number, "user_id": phone.user_id, **more}
    )
    run_waiting()
    return answer


def confirm(phone: Phone, *, pin: str = phones.PIN) -> None:
    shown = phone.waiting()
    assert shown is not None
    mobile_actions.confirm(request_id=shown.id, signature=phone.sign(shown.id, pin))


def journal_of(account: Account) -> list[str]:
    return [row.action for row in journal.about_subject(subject=account.party_id).rows]


def assurance_of(client: Client) -> tuple[str, ...]:
    return tuple(
        record["method"] for record in client.session.get("account_authentication_methods", [])
    )


class TestSignIn:
    def test_it_works(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        assert "/account/login/mobile-id/" in client.get("/account/login/").content.decode()
        assert client.get("/account/login/mobile-id/").status_code == 200

        asked = ask(client, phone, next="/inbox/")
        assert (asked.status_code, asked["Location"]) == (302, WAIT)
        page = client.get(WAIT).content.decode()
        shown = phone.waiting()
        assert shown is not None
        assert shown.control_code in page
        assert 'http-equiv="refresh"' in page
        assert client.get("/account/mobile-id/standing/").json() == {"standing": "waiting"}

        confirm(phone)

        assert client.get("/account/mobile-id/standing/").json() == {"standing": "confirmed"}
        onward = client.get(WAIT)
        assert (onward.status_code, onward["Location"]) == (302, "/inbox/")
        assert client.session["_auth_user_id"] == str(aysel.pk)
        assert assurance_of(client) == ("mobile_id",)
        (row, *_) = [
            row
            for row in journal.about_subject(subject=aysel.party_id).rows
            if row.action == journal_actions.SIGNED_IN
        ]
        assert row.params == {"methods": ["mobile-id"], "assurance": "high"}

    def test_a_new_browser_is_told(self) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        for _browser in range(2):
            client = Client()
            ask(client, phone)
            confirm(phone)
            client.get(WAIT)

        assert Notice.objects.filter(kind="identity.new-device", party=aysel.party_id).count() == 1

    def test_it_is_a_second_step_by_itself(self, client: Client) -> None:
        officer = people.officer("justice")
        phone = phones.given(officer)

        ask(client, phone)
        confirm(phone)

        assert client.get(WAIT)["Location"] == "/desk/"
        assert client.get("/desk/").status_code == 200

    def test_a_half_finished_sign_in_with_a_password_is_left_behind(self, client: Client) -> None:
        officer = people.officer("justice")
        phone = phones.given(officer)
        client.post("/account/login/", {"login": officer.username, "password": people.PASSWORD})

        ask(client, phone)
        confirm(phone)
        client.get(WAIT)

        assert client.session["_auth_user_id"] == str(officer.pk)
        assert "mobile_id" in assurance_of(client)

    def test_the_session_gets_a_new_key(self, client: Client) -> None:
        phone = phones.given(people.aysel())
        ask(client, phone)
        planted = client.cookies["sessionid"].value
        confirm(phone)
        client.get(WAIT)

        assert client.cookies["sessionid"].value != planted

    def test_another_browser_learns_and_gets_nothing(self, client: Client) -> None:
        phone, stranger = phones.given(people.aysel()), Client()
        ask(client, phone)
        confirm(phone)

        assert stranger.get(WAIT)["Location"] == "/account/login/"
        assert stranger.get("/account/mobile-id/standing/").status_code == 404
        client.get(WAIT)
        assert client.get(WAIT)["Location"] == "/account/login/"

    @pytest.mark.parametrize("because", ["declined", "not-me", "pin-blocked"])
    def test_a_refusal_is_said(self, client: Client, because: Any) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        ask(client, phone)
        mobile_actions.refuse(request_id=Request.objects.get().pk, because=because)

        page = client.get(WAIT)

        assert "refused on the phone" in page.content.decode()
        assert "_auth_user_id" not in client.session
        assert has_mobile_id(aysel.party_id) is (because == "declined")

    def test_who_did_not_answer_in_time(self, client: Client) -> None:
        phone = phones.given(people.aysel())
        ask(client, phone)
        shown = phone.waiting()
        assert shown is not None
        with clock.frozen_at(clock.now() + mobile_rules.WAITS):
            assert "No answer came in time" in client.get(WAIT).content.decode()
            with pytest.raises(Conflict):
                mobile_actions.refuse(request_id=shown.id)

    def test_a_newer_request_is_said_on_the_older_page(self, client: Client) -> None:
        phone, other = phones.given(people.aysel()), Client()
        ask(client, phone)
        ask(other, phone)

        assert "newer request" in client.get(WAIT).content.decode()
        confirm(phone)
        assert "newer request" in client.get(WAIT).content.decode()
        assert other.get(WAIT).status_code == 302

    def test_an_unknown_pair_looks_the_same_until_the_end(self, client: Client) -> None:
        phone, other = phones.given(people.aysel()), Client()
        ask(client, phone)
        other.post("/account/login/mobile-id/", {"phone": "0509998877", "user_id": "999888"})
        run_waiting()

        def page(of: Client) -> str:
            text = of.get(WAIT).content.decode()
            session = of.session["identity.mobile-id"]
            until = dt.datetime.fromisoformat(session["until"])
            return text.replace(session["code"], "CODE").replace(f"{until:%M}", "MM")

        def plain(text: str) -> str:
            return "\n".join(line for line in text.splitlines() if "csrf" not in line)

        assert plain(page(client)) == plain(page(other))
        with clock.frozen_at(clock.now() + mobile_rules.WAITS):
            assert plain(page(client)) == plain(page(other))

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"phone": "", "user_id": ""}, "phone"),
            ({"phone": "12", "user_id": "100200"}, "phone"),
            ({"phone": "0502340001", "user_id": "abc"}, "user_id"),
            ({"phone": "0502340001"}, "user_id"),
            ({"phone": "\x00", "user_id": "\x00"}, "phone"),
        ],
    )
    def test_what_is_wrong_is_said_and_kept(
        self, client: Client, typed: dict[str, str], field: str
    ) -> None:
        answer = client.post("/account/login/mobile-id/", typed)

        assert answer.status_code == 422
        assert f"field-{field}-error" in answer.content.decode()
        assert not Request.objects.exists()

    def test_too_many_requests(self, client: Client) -> None:
        phone = phones.given(people.aysel())
        for _time in range(mobile_rules.LIMITS["mobile-pair"].count):
            assert ask(Client(), phone).status_code == 302

        answer = ask(client, phone)

        assert answer.status_code == 429
        assert "too often" in answer.content.decode()

    @pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_it_leads_to_no_other_site(self, client: Client, evil: str) -> None:
        phone = phones.given(people.aysel())
        ask(client, phone, next=evil)
        confirm(phone)

        assert client.get(WAIT)["Location"] == "/cabinet/"

    def test_a_closed_account_stays_closed(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        Account.objects.filter(pk=aysel.pk).update(is_active=False)
        ask(client, phone)
        confirm(phone)

        assert client.get(WAIT)["Location"] == "/account/closed/"
        assert "_auth_user_id" not in client.session

    def test_a_person_without_an_account(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        aysel.delete()
        ask(client, phone)
        confirm(phone)

        assert "no account here" in client.get(WAIT).content.decode()

    def test_a_post_whose_session_was_over_is_carried_through(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        lost = client.post("/account/keys/new/", {"name": "My program"})
        found = re.search(r'name="carried" value="([^"]+)"', lost.content.decode())
        assert found is not None
        sealed = found.group(1)

        shown = client.post(
            "/account/login/mobile-id/", {"begin": "1", "carried": sealed, "next": "/inbox/"}
        )
        assert shown.status_code == 200
        assert sealed in shown.content.decode()
        ask(client, phone, carried=sealed)
        confirm(phone)
        client.get(WAIT)

        assert client.session["identity.carried"] == sealed

    def test_switching_the_language_keeps_what_was_typed(self, client: Client) -> None:
        answer = client.post(
            "/account/login/mobile-id/",
            {"phone": "0502340001", "user_id": "100200", "_language": "ru"},
        )
        assert answer.status_code == 200
        assert "0502340001" in answer.content.decode()

    def test_where_there_is_no_network_there_is_no_page(
        self, client: Client, settings: Any
    ) -> None:
        settings.MOBILE_ID_PROVIDER = ""
        assert "mobile-id" not in client.get("/account/login/").content.decode()
        assert client.get("/account/login/mobile-id/").status_code == 404

    def test_who_is_signed_in_goes_on(self, client: Client) -> None:
        people.signed_in(client, people.aysel())
        answer = client.get("/account/login/mobile-id/?next=/inbox/")
        assert answer["Location"] == "/inbox/"


@pytest.mark.usefixtures("_room")
class TestStepUp:
    def test_it_returns_to_exactly_there(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        people.signed_in(client, aysel)

        away = client.get("/sealed-room/?a=1&b=%C9%99")
        assert away["Location"].startswith("/account/again/mobile-id/?next=")
        assert client.get(away["Location"]).status_code == 200
        client.post(away["Location"], {"next": "/sealed-room/?a=1&b=%C9%99"})
        run_waiting()
        confirm(phone)
        back = client.get(WAIT)

        assert back["Location"] == "/sealed-room/?a=1&b=%C9%99"
        assert client.get(back["Location"]).content.decode() == "high pwd otp hwk pin mfa"

    def test_who_has_none_is_told(self, client: Client) -> None:
        people.signed_in(client, people.rauf())

        answer = client.get("/sealed-room/", follow=True)

        assert answer.redirect_chain == [("/account/security/", 302)]
        assert "mobile ID" in answer.content.decode()
        assert client.get("/account/again/mobile-id/").status_code == 404

    def test_an_officer_without_another_factor_steps_up_with_it(self, client: Client) -> None:
        officer = people.officer("justice", has_second_factor=False)
        phone = phones.given(officer)
        people.signed_in(client, officer, assurance="low")

        away = client.get("/desk/")
        assert away["Location"] == "/account/again/mobile-id/?next=%2Fdesk%2F"
        client.post(away["Location"])
        run_waiting()
        confirm(phone)

        assert client.get(WAIT)["Location"] == "/desk/"
        assert client.get("/desk/").status_code == 200

    def test_the_confirmation_of_one_lifts_nobody_else(self, client: Client) -> None:
        aysel, rauf = people.aysel(), people.rauf()
        phone = phones.given(aysel)
        people.signed_in(client, aysel)
        client.post("/account/again/mobile-id/", {"next": "/sealed-room/"})
        run_waiting()
        confirm(phone)
        kept = client.session["identity.mobile-id"]

        client = Client()
        people.signed_in(client, rauf)
        session = client.session
        session["identity.mobile-id"] = kept
        session.save()

        assert client.get(WAIT)["Location"] == "/account/login/"
        assert client.get("/sealed-room/").status_code == 302

    def test_it_stands_among_the_ways_to_prove_oneself_again(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        people.signed_in(client, aysel)

        away = client.get("/account/passkeys/add/")
        assert "/account/again/mobile-id/" in client.get(away["Location"]).content.decode()
        client.post("/account/again/mobile-id/", {"next": "/account/passkeys/add/"})
        run_waiting()
        confirm(phone)

        assert client.get(WAIT)["Location"] == "/account/passkeys/add/"
        assert client.get("/account/passkeys/add/").status_code == 200

    def test_too_many_requests(self, client: Client) -> None:
        aysel = people.aysel()
        phones.given(aysel)
        people.signed_in(client, aysel)
        for _time in range(mobile_rules.LIMITS["mobile-pair"].count):
            assert client.post("/account/again/mobile-id/").status_code == 302
        assert client.post("/account/again/mobile-id/").status_code == 429


class TestOwn:
    def test_she_sees_and_blocks_it(self, client: Client) -> None:
        aysel = people.aysel()
        phones.given(aysel)
        people.signed_in(client, aysel)
        (contract,) = contracts_of(aysel.party_id)
        assert "Mobile ID" in client.get("/account/security/").content.decode()
        page = client.get("/account/mobile-id/").content.decode()
        assert "0001" in page
        assert "+994502340001" not in page
        block = f"/account/mobile-id/{contract.id}/block/"
        assert client.get(block).status_code == 200
        assert has_mobile_id(aysel.party_id)

        client.post(block)

        assert not has_mobile_id(aysel.party_id)
        assert "Blocked" in client.get("/account/mobile-id/").content.decode()
        assert "mobile-id.blocked" in journal_of(aysel)
        assert Notice.objects.filter(kind="mobile-id.blocked", party=aysel.party_id).count() == 1

    def test_it_is_nobody_elses(self, client: Client) -> None:
        aysel = people.aysel()
        phones.given(aysel)
        (contract,) = contracts_of(aysel.party_id)
        people.signed_in(client, people.rauf())

        for address in (contract.id, uuid4()):
            block = f"/account/mobile-id/{address}/block/"
            assert client.get(block).status_code == 404
            assert client.post(block).status_code == 404
        assert "0001" not in client.get("/account/mobile-id/").content.decode()
        assert has_mobile_id(aysel.party_id)

    def test_not_me_is_told(self, client: Client) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        ask(client, phone)
        mobile_actions.refuse(request_id=Request.objects.get().pk, because="not-me")

        notice = Notice.objects.get(kind="mobile-id.blocked", party=aysel.party_id)
        assert "somebody else" in notice.title["en"]
