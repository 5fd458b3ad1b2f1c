"""The pharmacy's own program manages its permits."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests import people
from tests.api.programs import Program
from tests.systems.staff_permits import stories

from pencere.blocks.identity import api as identity
from pencere.kernel.errors import Refused
from pencere.systems.staff_permits.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]
DRAFT = {
    "identifier": "5KT7Q2A",
    "kind": "workplace",
    "activity": "health",
    "region": "AZ-BA",
    "workplace": "Nizami küçəsi 12",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-31",
}


def program(*scopes: str, assurance: Any = "high") -> Program:
    """With a key that Nigar made for the pharmacy after a sign-in with mobile ID."""
    mandate = people.mandate()
    _key, secret = identity.create_api_key(
        actor=people.actor_for(people.nigar(), assurance=assurance),
        name="personnel",
        scopes=scopes or ("manage",),
        days=30,
        mandate_id=mandate.pk,
    )
    return Program(secret)


def send(to: Program, path: str, body: Any, key: str = "k1") -> Any:
    return to.post(f"/staff-permits{path}", body, HTTP_IDEMPOTENCY_KEY=key)


def test_write_confirm_and_revoke() -> None:
    own = program()
    made = send(own, "", DRAFT).json()
    assert made["name"] == "Məmmədova Aysel Kamran qızı"
    assert (made["state"], made["contract"]) == ("draft", "ƏM-5KT7Q2A")
    assert send(own, "", DRAFT).json()["id"] == made["id"]
    edited = {**DRAFT, "workplace": "Başqa küçə 1", "revision": made["revision"]}
    assert own.put(f"/staff-permits/{made['number']}", edited).json()["revision"] == 2
    assert own.put(f"/staff-permits/{made['number']}", edited).status_code == 409

    done = send(own, "/confirm", {"ids": [made["id"], str(uuid4())]}, "k2").json()
    assert (done["done"], [each["code"] for each in done["refused"]]) == (1, ["not-found"])
    assert send(own, "/confirm", {"ids": [made["id"]]}, "k2").json()["is_repeat"]
    assert own.delete(f"/staff-permits/{made['number']}").status_code == 409
    extended = send(own, "/extend", {"ids": [made["id"]], "until": "2027-01-31"}, "k3")
    assert extended.json()["done"] == 1
    revoked = send(own, "/revoke", {"ids": [made["id"]], "reason": "Left"}, "k4")
    assert revoked.json()["done"] == 1
    listed = own.get("/staff-permits?state=revoked").json()
    assert [each["number"] for each in listed["permits"]] == [made["number"]]
    assert own.get(f"/staff-permits/{made['number']}").json()["trips"] == []
    assert {each["code"] for each in own.get("/staff-permits/rules").json()["kinds"]}


def test_a_draft_is_deleted() -> None:
    own = program()
    made = send(own, "", DRAFT).json()
    assert own.delete(f"/staff-permits/{made['number']}").status_code == 200
    assert own.get(f"/staff-permits/{made['number']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identifier": "2HM4R8B"}, "identifier"),
        ({"activity": "nonsense"}, "activity"),
        ({"ends_on": "2026-11-01"}, "ends_on"),
        ({"starts_on": "soon"}, "draft.starts_on"),
        ({"workplace": "x" * 301}, "draft.workplace"),
        ({"trips": [{}] * 21}, "draft.trips"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    answer = send(program(), "", {**DRAFT, **change})
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not Permit.objects.exists()


def test_garbage() -> None:
    own = program()
    for body in (b"", b"[", b"{}", b"null", b"[" * 5000):
        assert send(own, "", body).status_code in (400, 422)
    assert own.post("/staff-permits", DRAFT).status_code == 422
    assert send(own, "/confirm", {"ids": ["x"]}).status_code == 422
    assert send(own, "/confirm", {"ids": [str(uuid4())] * 1001}).status_code == 422
    assert own.get("/staff-permits?cursor=nonsense").status_code == 422


def test_strangers() -> None:
    draft = stories.written(stories.nigar())
    assert Program().get("/staff-permits").status_code == 401
    assert program("read").get("/staff-permits").status_code == 403
    _key, secret = identity.create_api_key(
        actor=people.actor_for(people.aysel(), assurance="high"),
        name="own",
        scopes=("manage",),
        days=30,
    )
    for path in ("", f"/{draft.number}"):
        assert Program(secret).get(f"/staff-permits{path}").status_code == 404
    assert send(Program(secret), "/confirm", {"ids": [str(draft.pk)]}).status_code == 404


def test_a_key_for_this_needs_mobile_id() -> None:
    with pytest.raises(Refused) as refused:
        program(assurance="substantial")
    assert refused.value.code == "assurance"
