"""The pages by which a person guards the account."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import translation
from tests import people

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.models import Account
from pencere.blocks.notices.models import Notice
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
PAGES = [
    "security/",
    "acting-for/",
    "password/",
    "again/",
    "factors/app/add/",
    "passkeys/",
    "passkeys/add/",
    "sessions/",
    "recovery-codes/new/",
    "logout/",
]


def signed_in(account: Account, **more: str) -> Client:
    client = Client(**more)  # type: ignore[arg-type]
    client.post("/account/login/", {"login": account.username, "password": people.PASSWORD})
    client.post("/account/again/?next=/inbox/", {"password": people.PASSWORD})
    return client


def actions_of(account: Account) -> list[str]:
    return [row.action for row in about_subject(subject=account.party_id).rows]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_every_page_answers_in_every_language(page: str, language: str) -> None:
    client = signed_in(people.aysel())
    client.cookies["language"] = language

    response = client.get(f"/account/{page}")

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_first(page: str) -> None:
    response = Client().get(f"/account/{page}")

    assert response.status_code == 302
    assert response["Location"] in ("/", f"/account/login/?next=/account/{page}") or response[
        "Location"
    ].startswith(("/account/login/", "/account/again/"))


def test_a_new_password_ends_the_other_sessions_and_is_told() -> None:
    aysel = people.aysel()
    here, there = signed_in(aysel), signed_in(aysel)

    response = here.post(
        "/account/password/",
        {
            "oldpassword": people.PASSWORD,
            "password1": "yağışlı gün 77",
            "password2": "yağışlı gün 77",
        },
    )

    assert response["Location"] == "/account/security/"
    assert here.get("/account/security/").status_code == 200
    assert there.get("/account/security/").status_code == 302
    assert journal_actions.PASSWORD_CHANGED in actions_of(aysel)
    assert Notice.objects.filter(party=aysel.party_id, kind="identity.password-changed").exists()
    with translation.override("az"):
        assert Account.objects.get(pk=aysel.pk).check_password("yağışlı gün 77")


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("short", "short", "password1"),
        ("password123", "password123", "password1"),
        ("Aysel yağışlı gün", "Aysel yağışlı gün", "password1"),
        ("yağışlı gün 77", "başqa gün 77 88", "password2"),
        ("x" * 5000, "x" * 5000, "password1"),
    ],
)
def test_bad_new_passwords(first: str, second: str, field: str) -> None:
    client = signed_in(people.aysel())

    response = client.post(
        "/account/password/",
        {"oldpassword": people.PASSWORD, "password1": first, "password2": second},
    )

    assert people.shown(response)["errors"].of(field)


def test_the_old_password_can_not_be_guessed_for_long() -> None:
    client = signed_in(people.aysel())
    new = {"password1": "yağışlı gün 77", "password2": "yağışlı gün 77"}
    for _try in range(5):
        client.post("/account/password/", {"oldpassword": "wrong", **new})

    response = client.post("/account/password/", {"oldpassword": people.PASSWORD, **new})

    assert response.status_code == 200


def test_signing_out_everywhere_else() -> None:
    aysel = people.aysel()
    here, there = signed_in(aysel), signed_in(aysel)
    assert UserSession.objects.filter(user=aysel).count() == 2

    here.post("/account/sessions/")

    assert here.get("/account/security/").status_code == 200
    assert there.get("/account/security/").status_code == 302
    assert journal_actions.SESSIONS_ENDED in actions_of(aysel)


def test_a_new_browser_is_told_but_not_the_first_nor_the_same() -> None:
    aysel = people.aysel()
    first = signed_in(aysel)
    told = Notice.objects.filter(party=aysel.party_id, kind="identity.new-device")
    assert not told.exists()

    first.post("/account/logout/")
    first.post("/account/login/", {"login": aysel.username, "password": people.PASSWORD})
    assert not told.exists()

    signed_in(aysel)
    assert told.count() == 1


def test_the_chosen_language_is_the_accounts() -> None:
    aysel = people.aysel()
    client = signed_in(aysel)

    client.get("/language/ru/?next=/inbox/")

    assert Account.objects.get(pk=aysel.pk).language == "ru"


def test_demo_pages_are_there_in_the_demo_only(settings: object) -> None:
    for page in ("accounts", "codes", "mail"):
        settings.DEMO = False  # type: ignore[attr-defined]
        assert Client().get(f"/demo/{page}/").status_code == 404
        settings.DEMO = True  # type: ignore[attr-defined]
        assert Client().get(f"/demo/{page}/").status_code == 200
