"""A list is taken along, and what was checked without network is brought back."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from tests import people
from tests.casework.applications import browser
from tests.portal.patrol import street

from pencere.blocks.openid.api import read_statement
from pencere.kernel import clock
from pencere.portal.patrol import offline as lists
from pencere.portal.patrol import offline_rules, rules
from pencere.portal.patrol.models import OfflineList

pytestmark = pytest.mark.django_db
TAKE, BRING = f"{street.PAGE}offline/list/", f"{street.PAGE}offline/checks/"


@pytest.fixture(autouse=True)
def _country(db: Any, settings: Any, tmp_path: Any) -> Any:
    settings.FILES_ROOT = tmp_path / "files"
    street.settle()
    with translation.override("en"):
        yield


def taken(client: Client, *regions: str, key: str = "") -> tuple[dict[str, Any], str, bytes]:
    """The list's claims, its code and its rows."""
    form = {"key": key or str(uuid4()), "regions": list(regions or ["AZ-BA"])}
    content = client.post(TAKE, form).content
    length = int.from_bytes(content[:4])
    head = json.loads(content[4 : 4 + length])
    claims = read_statement(head["manifest"], type="patrol-list+jwt")
    return claims, head["code"], content[4 + length :]


def raw(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def brought(client: Client, *checks: Any, taken_list: str = "") -> Any:
    body = {"list": taken_list or taken(client)[0]["jti"], "checks": list(checks)}
    return client.post(BRING, json.dumps(body), content_type="application/json")


def states(answer: Any) -> list[str]:
    return [each["state"] for each in answer.json()["checks"]]


def test_what_is_on_the_list() -> None:
    street.granted()
    claims, code, rows = taken(street.on_duty())
    assert claims["permits"] == 1
    assert claims["sha256"] == base64.urlsafe_b64encode(hashlib.sha256(rows).digest()).decode()[:43]
    assert claims["exp"] - claims["iat"] == 12 * 3600
    assert len(rows) == offline_rules.ROW
    key = offline_rules.key_of(code, raw(claims["salt"]))
    assert rows.startswith(offline_rules.mark(key, street.NUMBER))
    assert raw(claims["proof"]) == offline_rules.proof(key)
    assert street.NUMBER.encode() not in rows
    assert code not in json.dumps(claims)

    [row] = street.written("patrol.list-taken")
    assert (row.subject, row.params) == (None, {"regions": ["AZ-BA"], "permits": 1})
    made = OfflineList.objects.get()
    assert (made.permits, made.octets, bytes(made.digest)) == (
        1,
        len(rows),
        hashlib.sha256(rows).digest(),
    )


def test_only_the_districts_that_were_chosen_and_what_holds_in_these_hours() -> None:
    street.granted(began=90)
    street.granted(district="AZ-GA")
    assert taken(street.on_duty(), "AZ-BA")[0]["permits"] == 0
    assert taken(street.on_duty(), "AZ-BA", "AZ-GA")[0]["permits"] == 1


def test_permits_of_employers_are_on_it_by_the_documents_of_their_staff() -> None:
    street.employed()
    claims, code, rows = taken(street.on_duty())
    assert claims["permits"] == 1
    key = offline_rules.key_of(code, raw(claims["salt"]))
    assert rows.startswith(offline_rules.mark(key, street.NUMBER))
    assert taken(street.on_duty(), "AZ-GA")[0]["permits"] == 0
    read = [each for each in street.written("register.read") if each.params.get("count")]
    assert {each.subject for each in read} == {None}


def test_a_list_of_the_evening_has_the_permits_of_the_morning() -> None:
    begin = clock.start_of(clock.today())
    with clock.frozen_at(begin + dt.timedelta(hours=6)):
        street.employed(ahead=1)
        actor = street.tural_acts()
        assert lists.take(actor=actor, regions=["AZ-BA"], key=uuid4()).list.permits == 0
    with clock.frozen_at(begin + dt.timedelta(hours=22)):
        assert lists.take(actor=actor, regions=["AZ-BA"], key=uuid4()).list.permits == 1


def test_taken_again_with_the_same_key_it_is_the_same_list() -> None:
    client, key = street.on_duty(), str(uuid4())
    first, second = taken(client, key=key)[0], taken(client, key=key)[0]
    assert first["jti"] == second["jti"]
    assert first["salt"] != second["salt"]
    assert len(street.written("patrol.list-taken")) == 2


@pytest.mark.parametrize("regions", [[], ["XX"], ["AZ-BA", "x\0"], [f"AZ-{n}" for n in range(13)]])
def test_districts_that_are_none(regions: list[str]) -> None:
    answer = street.on_duty().post(TAKE, {"key": str(uuid4()), "regions": regions})
    assert answer.status_code == 422
    assert not OfflineList.objects.exists()


def test_few_lists_a_shift() -> None:
    client = street.on_duty()
    for _each in range(rules.LIST_LIMITS["patrol.list"].count):
        taken(client)
    form = {"key": str(uuid4()), "regions": ["AZ-BA"]}
    assert client.post(TAKE, form).status_code == 429


def test_a_check_is_brought_with_its_time() -> None:
    client, check = street.on_duty(), street.offline(place="Lökbatan")
    answer = brought(client, check)
    assert states(answer) == ["kept"]
    [made] = street.checks()
    assert made.at.timestamp() == pytest.approx(check["at"])
    assert made.subject_id == people.aysel().party_id
    assert (made.reason, made.list_id) == ("listed", OfflineList.objects.get().pk)
    [row] = street.written("patrol.checked")
    assert row.subject == made.subject_id
    assert row.params["at"].startswith(made.at.isoformat()[:19])
    assert "without network" in browser.text(client.get(f"{street.PAGE}checks/"))


def test_brought_twice_it_is_kept_once() -> None:
    client, check = street.on_duty(), street.offline()
    assert states(brought(client, check, check)) == ["kept", "kept"]
    assert states(brought(client, check)) == ["kept"]
    assert len(street.checks()) == len(street.written("patrol.checked")) == 1


@pytest.mark.parametrize(
    ("check", "state"),
    [
        ({"at": lambda now: now + 3600}, "ahead"),
        ({"at": lambda now: now - 8 * 86400}, "too-old"),
        ({"at": "soon"}, "not-understood"),
        ({"at": 1e300}, "not-understood"),
        ({"reason": "permit"}, "not-understood"),
        ({"number": "x"}, "not-understood"),
        ({"key": "1"}, "not-understood"),
        ({"place": "x" * 121}, "not-understood"),
        ({"region": "XX"}, "not-understood"),
        ({"outcome": "executed"}, "not-understood"),
        ({"outcome": "protocol"}, "not-understood"),
    ],
)
def test_what_can_not_be_right(check: dict[str, Any], state: str) -> None:
    given = {
        name: value(clock.now().timestamp()) if callable(value) else value
        for name, value in check.items()
    }
    assert states(brought(street.on_duty(), street.offline(**given))) == [state]
    assert not street.checks()


def test_what_is_no_check_at_all() -> None:
    answer = brought(street.on_duty(), None, [], "x", 1, {})
    assert states(answer) == ["not-understood"] * 5


@pytest.mark.parametrize("body", ["", "[]", "{", '{"list": "x", "checks": []}', "[" * 9000, "null"])
def test_what_can_not_be_read(body: str) -> None:
    answer = street.on_duty().post(BRING, body, content_type="application/json")
    assert answer.status_code == 422


def test_too_much_at_once() -> None:
    client = street.on_duty()
    assert brought(client, *[street.offline()] * 201).status_code == 413
    assert brought(client, street.offline(note="x" * 500_000)).status_code == 413


def test_a_list_of_another_officer() -> None:
    own = taken(street.on_duty())[0]["jti"]
    other = browser.of(street.tural(number=2))
    assert brought(other, street.offline(), taken_list=own).status_code == 404
    assert not street.checks()


def test_a_clock_that_is_a_little_ahead_is_ours() -> None:
    now = clock.now()
    brought(street.on_duty(), street.offline(at=(now + dt.timedelta(minutes=5)).timestamp()))
    assert street.checks()[0].at <= clock.now()


def test_the_page_that_stays_on_the_phone_names_nobody() -> None:
    page = browser.text(street.on_duty().get(f"{street.PAGE}offline/"))
    assert "İcraçı" not in page
    worker = browser.stranger().get(f"{street.PAGE}worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "offline.js" in worker.content.decode()
