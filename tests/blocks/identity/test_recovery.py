"""Getting back in: a forgotten password, lost second steps, and the holder who says no."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from tests import messages, people
from tests.blocks.identity.proofs import PHONE, enter_code, fill_in, known_to_the_state

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.models import Account, Recovery
from pencere.blocks.notices.models import Notice
from pencere.kernel import clock
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import about_subject

RECOVER = "/account/recover/"
PASSWORD_PAGE = "/account/recover/password/"
FACTORS = "/account/recover/second-step/"
NEW = {"password1": "yağışlı gün 77", "password2": "yağışlı gün 77"}
ACCOUNT_PHONE = "+994502345678"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _messages(settings: Any) -> None:
    messages.to_outbox(settings)


@pytest.fixture
def zeynab() -> Account:
    account = people.account("1ZEYN4B", "Quliyeva Zeynəb Ağa qızı", email="zeynab@example.az")
    known_to_the_state(account.party)
    return account


def prove(client: Client, lost: str) -> Any:
    fill_in(client, RECOVER, lost=lost)
    return enter_code(client)


def set_password(client: Client) -> Any:
    answer = client.post(PASSWORD_PAGE, NEW)
    run_waiting()
    return answer


def sign_in(client: Client, password: str) -> Any:
    return client.post("/account/login/", {"login": "1ZEYN4B", "password": password})


def journal_of(account: Account) -> list[str]:
    return [row.action for row in about_subject(subject=account.party_id).rows]


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/account/recover/not-me/\S+/)", text)
    assert found is not None, text
    return found[1]


def test_a_new_password_ends_every_session_and_second_steps_stay(zeynab: Account) -> None:
    people.add_authenticator(zeynab)
    elsewhere = Client()
    sign_in(elsewhere, people.PASSWORD)
    elsewhere.post("/account/login/second-step/", {"code": people.code_now()})
    client = Client()

    assert prove(client, "password")["Location"] == PASSWORD_PAGE
    assert set_password(client)["Location"] == "/account/login/"

    assert elsewhere.get("/account/security/").status_code == 302
    assert sign_in(Client(), people.PASSWORD).status_code == 200
    assert sign_in(Client(), "yağışlı gün 77")["Location"] == "/account/login/second-step/"
    assert journal_actions.PASSWORD_RECOVERED in journal_of(zeynab)
    assert Notice.objects.filter(party=zeynab.party, kind="identity.recovery-password").exists()


@pytest.mark.parametrize("page", ["factors/app/add/", "passkeys/add/"])
def test_a_recovered_password_sets_up_no_second_step_for_three_days(
    zeynab: Account, page: str
) -> None:
    client, now = Client(), clock.now()
    prove(client, "password")
    set_password(client)
    sign_in(client, "yağışlı gün 77")

    assert client.get(f"/account/{page}")["Location"] == "/account/security/"
    assert client.post(f"/account/{page}", {"code": "123456"})["Location"] == "/account/security/"
    with clock.frozen_at(now + dt.timedelta(hours=73)):
        later = Client()
        sign_in(later, "yağışlı gün 77")
        assert later.get(f"/account/{page}")["Location"].startswith("/account/again/")


def test_the_holder_is_told_on_phone_and_in_the_mailbox_with_a_way_to_say_no(
    zeynab: Account,
) -> None:
    client = Client()
    prove(client, "password")
    set_password(client)

    assert link_in(messages.texts_to(ACCOUNT_PHONE)[0])
    assert any("not-me" in letter for letter in messages.letters_to(zeynab.email))


def test_it_was_not_me_takes_all_of_it_back(zeynab: Account) -> None:
    thief = Client()
    prove(thief, "password")
    set_password(thief)
    sign_in(thief, "yağışlı gün 77")
    link = link_in(messages.texts_to(ACCOUNT_PHONE)[0])
    holder = Client()

    assert holder.get(link).status_code == 200
    assert thief.get("/account/security/").status_code == 200
    assert holder.post(link).status_code == 200

    assert thief.get("/account/security/").status_code == 302
    assert sign_in(Client(), "yağışlı gün 77").status_code == 200
    fill_in(thief, RECOVER, lost="password")
    assert not re.search(r"\d{6}", messages.texts_to(PHONE)[0])
    thief.post("/account/login/code/", {"identifier": "1ZEYN4B", "channel": "sms"})
    before = len(messages.texts_to(ACCOUNT_PHONE))
    run_waiting()
    assert len(messages.texts_to(ACCOUNT_PHONE)) == before
    assert journal_of(zeynab).count(journal_actions.RECOVERY_STOPPED) == 1
    assert holder.post(link).status_code == 200
    assert journal_of(zeynab).count(journal_actions.RECOVERY_STOPPED) == 1


def test_the_holder_surely_known_opens_it_again(zeynab: Account) -> None:
    zeynab.recovery_closed_at = clock.now()
    zeynab.save()
    low = people.signed_in(Client(), zeynab, assurance="low")
    sure = people.signed_in(Client(), zeynab)

    assert low.post("/account/recover/open/").status_code == 302
    assert Account.objects.get(pk=zeynab.pk).recovery_closed_at is not None
    assert "/account/recover/open/" in sure.get("/account/security/").content.decode()
    sure.post("/account/recover/open/")
    assert Account.objects.get(pk=zeynab.pk).recovery_closed_at is None
    assert journal_actions.RECOVERY_OPENED in journal_of(zeynab)


@pytest.mark.parametrize("token", ["1", "1:forged", "x" * 3000, "%00", "9:é"])
def test_a_made_up_link_is_none(zeynab: Account, token: str) -> None:
    assert Client().get(f"/account/recover/not-me/{token}/").status_code == 404
    assert Client().post(f"/account/recover/not-me/{token}/").status_code == 404


def test_lost_second_steps_go_after_three_days_and_a_second_proof(zeynab: Account) -> None:
    people.add_authenticator(zeynab)
    now = clock.now()
    client = Client()

    assert prove(client, "factor")["Location"] == FACTORS
    assert client.get(FACTORS).status_code == 200
    client.post(FACTORS)
    run_waiting()
    assert Authenticator.objects.filter(user=zeynab).exists()
    assert link_in(messages.texts_to(ACCOUNT_PHONE)[0])

    with clock.frozen_at(now + dt.timedelta(hours=71)):
        early = Client()
        prove(early, "factor")
        early.post(FACTORS)
        assert Authenticator.objects.filter(user=zeynab).exists()
    with clock.frozen_at(now + dt.timedelta(hours=73)):
        back = Client()
        prove(back, "factor")
        assert back.post(FACTORS)["Location"] == "/account/login/"
        run_waiting()
        assert sign_in(back, people.PASSWORD)["Location"] == "/cabinet/"

    assert not Authenticator.objects.filter(user=zeynab).exists()
    rows = journal_of(zeynab)
    assert {journal_actions.FACTOR_RECOVERY_BEGUN, journal_actions.FACTOR_RECOVERED} <= set(rows)
    assert Recovery.objects.count() == 1


def test_who_comes_too_late_begins_the_wait_anew(zeynab: Account) -> None:
    people.add_authenticator(zeynab)
    now = clock.now()
    client = Client()
    prove(client, "factor")
    client.post(FACTORS)

    with clock.frozen_at(now + dt.timedelta(days=11)):
        late = Client()
        prove(late, "factor")
        late.post(FACTORS)

    assert Authenticator.objects.filter(user=zeynab).exists()
    assert Recovery.objects.filter(stopped_at__isnull=True).count() == 1


def test_the_holder_stops_the_removal(zeynab: Account) -> None:
    people.add_authenticator(zeynab)
    now = clock.now()
    thief = Client()
    prove(thief, "factor")
    thief.post(FACTORS)
    run_waiting()
    Client().post(link_in(messages.texts_to(ACCOUNT_PHONE)[0]))

    with clock.frozen_at(now + dt.timedelta(hours=73)):
        fill_in(thief, RECOVER, lost="factor")
        assert not re.search(r"\d{6}", messages.texts_to(PHONE)[0])

    assert Authenticator.objects.filter(user=zeynab).exists()
    assert sign_in(Client(), people.PASSWORD).status_code == 302


def test_an_officers_second_step_is_not_recovered_here(zeynab: Account) -> None:
    officer = people.officer("justice")
    known_to_the_state(officer.party, number="AZ7654321", phone="+994559998877")
    fill_in(Client(), RECOVER, number="AZ7654321", lost="factor")

    told = messages.texts_to("+994559998877")
    assert len(told) == 1
    assert not re.search(r"\d{6}", told[0])


def test_a_foreigner_gets_back_in_by_the_passport_and_the_mailbox() -> None:
    party = people.person("PTURU12345678", "Yilmaz Mehmet", "1985-02-01", kind="foreigner")
    account = Account.objects.create(
        username="PTURU12345678", party=party, email="mehmet@example.org", is_unseen=True
    )
    client = Client()

    fill_in(client, RECOVER, lost="password", number="u 12345678", born_on="01.02.1985")
    code = messages.code_in(messages.letters_to("mehmet@example.org")[0])
    client.post("/account/code/", {"code": code})
    set_password(client)

    account.refresh_from_db()
    assert account.check_password(NEW["password1"])
    told = len(messages.letters_to("mehmet@example.org"))
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    fill_in(stranger, RECOVER, lost="password", number="U12345678", born_on="02.02.1985")
    assert len(messages.letters_to("mehmet@example.org")) == told


def test_who_has_no_account_is_told_so_on_the_phone_alone() -> None:
    known_to_the_state(people.person("1ZEYN4B", "Quliyeva Zeynəb Ağa qızı"))

    asked = fill_in(Client(), RECOVER, lost="password")

    assert asked["Location"] == "/account/code/"
    assert "/account/register/" in messages.texts_to(PHONE)[0]


def test_nobody_learns_who_has_an_account(zeynab: Account) -> None:
    answers = set()
    for number in ("AZ1234567", "AZ0000001", "nonsense"):
        client = Client()
        asked = client.post(
            RECOVER, {"number": number, "born_on": "14.05.1990", "lost": "password"}
        )
        answers.add((asked.status_code, asked["Location"]))

    assert answers == {(302, "/account/code/")}
    assert mail.outbox == []


def test_a_closed_account_gets_no_code(zeynab: Account) -> None:
    zeynab.is_active = False
    zeynab.save()

    fill_in(Client(), RECOVER, lost="password")

    assert messages.texts_to(PHONE) == []


def test_a_proof_works_once(zeynab: Account) -> None:
    client = Client()
    prove(client, "password")
    session = dict(client.session.items())
    set_password(client)
    planted = client.session
    planted.update(session)
    planted.save()

    again = {"password1": "üçüncü şifrə 99", "password2": "üçüncü şifrə 99"}
    assert client.post(PASSWORD_PAGE, again)["Location"] == RECOVER
    assert Account.objects.get(pk=zeynab.pk).check_password("yağışlı gün 77")


def test_a_proof_for_a_password_removes_no_second_step(zeynab: Account) -> None:
    people.add_authenticator(zeynab)
    client = Client()
    prove(client, "password")

    assert client.post(FACTORS)["Location"] == RECOVER
    assert Recovery.objects.count() == 0


@pytest.mark.parametrize("page", [PASSWORD_PAGE, FACTORS])
def test_without_a_proof_there_is_nothing_here(page: str) -> None:
    assert Client().get(page)["Location"] == RECOVER
    assert Client().post(page, NEW)["Location"] == RECOVER


@pytest.mark.parametrize("lost", ["", "everything", "x" * 100_000])
def test_garbage_is_refused_beside_the_field(lost: str) -> None:
    assert fill_in(Client(), RECOVER, lost=lost).status_code == 422
