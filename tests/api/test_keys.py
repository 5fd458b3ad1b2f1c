"""Keys for programs: made with a second factor, shown once, held to their scopes, over at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from tests import people

from pencere.blocks.identity import api as identity
from pencere.blocks.identity.models import Account, ApiKey
from pencere.blocks.notices.models import Notice
from pencere.kernel import clock
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


def key_of(who: Account, *scopes: str, **more: object) -> str:
    actor = people.actor_for(who, assurance="substantial")
    settings = {"name": "My app", "days": 30, **more}
    _key, secret = identity.create_api_key(actor=actor, scopes=scopes, **settings)  # type: ignore[arg-type]
    return secret


def me(secret: str) -> int:
    return Client().get("/api/me", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code


def test_a_key_opens_what_its_holder_sees() -> None:
    secret = key_of(people.aysel(), "read")
    answer = Client().get("/api/me", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 200
    assert answer.json()["name"] == people.aysel().party.name
    assert answer.json()["assurance"] == "substantial"


def test_the_secret_is_kept_as_a_digest_and_the_making_is_told() -> None:
    aysel = people.aysel()
    secret = key_of(aysel, "read")
    assert not ApiKey.objects.filter(secret_hash__contains=secret[3:20]).exists()
    row = JournalEntry.objects.get(action="identity.api-key-made")
    assert row.subject == aysel.party_id
    assert secret not in str(row.params)
    assert Notice.objects.filter(party_id=aysel.party_id, kind="identity.api-key-made").exists()


@pytest.mark.parametrize("secret", ["", "pn_", "pn_" + "x" * 43, "x" * 500, "pn_\x00"])
def test_what_is_no_key_opens_nothing(secret: str) -> None:
    assert me(secret) == 401


def test_a_key_is_held_to_its_scopes() -> None:
    secret = key_of(people.aysel(), "read")
    begin = Client().post(
        "/api/applications",
        {"service": "x"},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )
    assert begin.status_code == 403
    assert begin.json()["code"] == "scope"


def test_a_revoked_key_opens_nothing_from_then_on() -> None:
    aysel = people.aysel()
    secret = key_of(aysel, "read")
    actor = people.actor_for(aysel)
    [key] = identity.api_keys_of(actor=actor)
    identity.revoke_api_key(actor=actor, key_id=key.pk)
    identity.revoke_api_key(actor=actor, key_id=key.pk)  # a repeat
    assert me(secret) == 401
    assert JournalEntry.objects.filter(action="identity.api-key-revoked").count() == 1


def test_a_key_ends_with_its_time() -> None:
    secret = key_of(people.aysel(), "read", days=1)
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        assert me(secret) == 401


def test_nobody_revokes_anothers_key() -> None:
    key_of(people.aysel(), "read")
    key = ApiKey.objects.get()
    with pytest.raises(NotFound):
        identity.revoke_api_key(actor=people.actor_for(people.rauf()), key_id=key.pk)
    browser = people.signed_in(Client(), people.rauf())
    assert browser.post(f"/account/keys/{key.pk}/revoke/").status_code == 404


def test_a_weak_sign_in_makes_no_key() -> None:
    actor = people.actor_for(people.aysel(), assurance="low")
    with pytest.raises(Refused):
        identity.create_api_key(actor=actor, name="App", scopes=["read"], days=30)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " \0 "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["desk"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 9999}, "days"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(change: dict[str, object], field: str) -> None:
    actor = people.actor_for(people.aysel(), assurance="substantial")
    wanted: dict[str, object] = {"name": "App", "scopes": ["read"], "days": 30, **change}
    with pytest.raises(Invalid) as refused:
        identity.create_api_key(actor=actor, **wanted)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_key_for_a_company_ends_with_the_mandate() -> None:
    mandate = people.mandate()
    secret = key_of(people.nigar(), "read", mandate_id=mandate.pk)
    answer = Client().get("/api/me", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.json()["acting_for"] == people.company().name
    mandate.revoked_at = clock.now()
    mandate.save()
    assert me(secret) == 401


def test_a_key_for_anothers_mandate_is_not_made() -> None:
    mandate = people.mandate()
    with pytest.raises(NotFound):
        key_of(people.aysel(), "read", mandate_id=mandate.pk)


def test_wrong_keys_are_throttled() -> None:
    answers = [me("pn_" + "y" * 43) for _try in range(62)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_the_pages_make_and_revoke_a_key() -> None:
    nigar = people.nigar()
    browser = people.signed_in(Client(), nigar)
    browser.cookies["language"] = "en"
    wrong = browser.post("/account/keys/new/", {"name": "", "days": "30"})
    assert wrong.status_code == 422
    made = browser.post("/account/keys/new/", {"name": "App", "scopes": ["read"], "days": "30"})
    secret = re.search(r'id="secret">(pn_[\w-]+)<', made.content.decode())
    assert secret
    assert me(secret[1]) == 200
    listed = browser.get("/account/keys/").content.decode()
    assert "App" in listed
    assert secret[1] not in listed
    key = ApiKey.objects.get()
    assert "Revoke the key" in browser.get(f"/account/keys/{key.pk}/revoke/").content.decode()
    assert browser.post(f"/account/keys/{key.pk}/revoke/").status_code == 302
    assert me(secret[1]) == 401


def test_a_stranger_sees_no_keys() -> None:
    assert Client().get("/account/keys/").status_code == 302
