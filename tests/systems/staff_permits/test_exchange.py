"""The exchange with the ministry: signed both ways, at least once, in order, nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from joserfc.jwk import ECKey
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.stories import confirm, confirmed, key, reread, written

from pencere.kernel import clock, jobs
from pencere.kernel.journal.api import about_subject
from pencere.systems.staff_permits import bulk
from pencere.systems.staff_permits.api import exchange_state
from pencere.systems.staff_permits.exchange import line, receipts, sending, signatures
from pencere.systems.staff_permits.exchange.kinds import MESSAGE, RECEIPT
from pencere.systems.staff_permits.models import Dispatch, Event, Message, Permit
from pencere.systems.staff_permits.providers.base import NoAnswer
from pencere.systems.staff_permits.providers.http import HttpMinistry
from pencere.systems.staff_permits.providers.standin.serving import server
from pencere.systems.staff_permits.providers.standin.store import Behaviour, Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


@dataclass
class Interior:
    """The ministry's stand-in while it runs."""

    address: str
    folder: Path
    store: Store

    def behave(self, mode: str, which: str = "") -> None:
        self.store.behave(Behaviour(mode, which, 0))

    def rows(self, table: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "permits.sqlite3")) as database:
            return database.execute(f"SELECT * FROM {table}").fetchall()


@pytest.fixture
def interior(tmp_path: Path, settings: Any) -> Iterator[Interior]:
    folder = tmp_path / "interior"
    their_key = signatures.public_file(settings.KEYS_ROOT / line.FOLDER)
    with server(folder, their_key, host="127.0.0.1", port=0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        settings.STAFF_PERMITS_URL = f"http://127.0.0.1:{running.server_port}"
        line.own_key()
        yield Interior(settings.STAFF_PERMITS_URL, folder, Store(folder / "permits.sqlite3"))
        running.shutdown()


def a_minute_later(minutes: int = 1) -> Any:
    return clock.frozen_at(clock.now() + dt.timedelta(minutes=minutes))


def test_a_permit_is_received_with_a_number_and_stands_there_as_it_was_confirmed(
    interior: Interior,
) -> None:
    permit = confirmed(stories.nigar())
    assert sending.run() == 1
    permit = reread(permit)
    assert permit.state == Permit.State.RECEIVED
    assert permit.receipt.endswith("-00000001")
    message = Message.objects.get()
    claims = signatures.verified(message.body, line.own_key(), type=MESSAGE)
    (item,) = claims["items"]
    assert item["content"]["employee"] == {
        "identifier": "5KT7Q2A",
        "name": "Məmmədova Aysel Kamran qızı",
    }
    assert item["content"]["region"]["title"] == "Bakı şəhəri"
    (kept,) = interior.rows("permit")
    assert (kept[0], json.loads(kept[-1])) == (permit.number, item["content"])
    assert Event.objects.filter(permit=permit, kind="received").exists()
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.received"
    assert sending.run() == 0


def test_a_revocation_follows_its_permit_also_when_both_wait(interior: Interior) -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    bulk.revoke(actor=nigar, chosen=[permit.pk], reason="Səhv", key=key())
    assert sending.run() == 2
    assert [each.kind for each in Dispatch.objects.order_by("message__made_at", "id")] == [
        "grant",
        "revoke",
    ]
    (ending,) = interior.rows("ending")
    assert ending[0] == permit.number
    permit = reread(permit)
    assert permit.state == "revoked"
    assert permit.receipt


def test_five_hundred_at_once_at_most(interior: Interior, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    nigar = stories.nigar()
    permits = [written(nigar)]
    for number in range(4):
        stories.hire(f"3TEST{number:02d}", f"İşçi {number} Test oğlu")
        permits.append(written(nigar, f"3TEST{number:02d}"))
    confirm(nigar, *permits)
    assert sending.run() == 3
    assert sorted(message.dispatches.count() for message in Message.objects.all()) == [1, 2, 2]
    assert len(interior.rows("permit")) == 5


def test_a_refused_permit_says_why_and_the_employee_is_told(interior: Interior) -> None:
    interior.behave("refuse", which="5KT7Q2A")
    nigar = stories.nigar()
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    refused, taken = written(nigar), written(nigar, "7ELV1N5")
    confirm(nigar, refused, taken)
    jobs.run_waiting()
    refused = reread(refused)
    assert (refused.state, refused.reason_code) == ("refused", "ministry")
    assert refused.reason
    assert reread(taken).state == "received"
    assert Event.objects.get(permit=refused, kind="refused").is_told


def test_an_hour_of_silence_loses_nothing(interior: Interior) -> None:
    interior.behave("down")
    nigar = stories.nigar()
    permit = confirmed(nigar)
    sending.run()
    state = exchange_state()
    assert (state.unanswered, state.failures, state.error) == (1, 1, "http-503")
    assert state.closed_until is not None
    assert state.closed_until > clock.now()
    assert sending.run() == 0
    assert exchange_state().failures == 1
    bulk.revoke(actor=nigar, chosen=[permit.pk], reason="Səhv", key=key())
    for minute in range(1, 60):
        with a_minute_later(minute):
            sending.run()
    state = exchange_state()
    assert (state.unanswered, state.unsent) == (1, 1)
    assert 5 < state.failures < 15  # it is left alone for longer each time
    interior.behave("normal")
    with a_minute_later(75):
        assert sending.run() == 2
        state = exchange_state()
    assert (state.unanswered, state.unsent, state.failures, state.error) == (0, 0, 0, "")
    assert len(interior.rows("permit")) == len(interior.rows("ending")) == 1


def test_nobody_there_is_silence_too(settings: Any, interior: Interior) -> None:
    settings.STAFF_PERMITS_URL = "http://127.0.0.1:9"
    confirmed(stories.nigar())
    sending.run()
    assert exchange_state().error == "connection-refused"


def test_without_an_address_everything_waits(interior: Interior, settings: Any) -> None:
    settings.STAFF_PERMITS_URL = ""
    confirmed(stories.nigar())
    assert sending.run() == 0
    state = exchange_state()
    assert (state.is_connected, state.unsent) == (False, 1)


class Killed(BaseException):
    """The process dies."""


def dies(*_arguments: Any, **_more: Any) -> None:
    raise Killed


@pytest.mark.parametrize("where", ["deliver", "after-deliver", "take", "worked"])
def test_a_process_that_dies_while_sending_sends_the_same_again(
    interior: Interior, monkeypatch: Any, where: str
) -> None:
    permit = confirmed(stories.nigar())
    deliver = HttpMinistry.deliver

    def and_dies(self: HttpMinistry, body: str) -> str:
        deliver(self, body)
        raise Killed

    with monkeypatch.context() as patched:
        match where:
            case "deliver":
                patched.setattr(HttpMinistry, "deliver", dies)
            case "after-deliver":
                patched.setattr(HttpMinistry, "deliver", and_dies)
            case "take":
                patched.setattr(receipts, "_carry_out", dies)
            case "worked":
                patched.setattr(line, "worked", dies)
        with pytest.raises(Killed):
            sending.run()
    body = Message.objects.get().body
    sending.run()
    assert Message.objects.get().body == body
    assert reread(permit).state == "received"
    assert len(interior.rows("permit")) == len(interior.rows("message")) == 1
    assert Event.objects.filter(permit=permit, kind="received").count() == 1


def forged(change: Callable[[dict[str, Any]], None], *, by: ECKey, type: str = RECEIPT) -> str:
    """A receipt for the only message, changed."""
    message = Message.objects.get()
    (dispatch,) = message.dispatches.all()
    claims = {
        "iss": "interior",
        "sub": str(message.pk),
        "number": "2026-1",
        "results": [{"id": dispatch.pk, "outcome": "accepted"}],
    }
    change(claims)
    return signatures.signed(claims, by, type=type)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda claims: claims.update(sub="00000000-0000-0000-0000-000000000000"), "of-another"),
        (lambda claims: claims.update(iss="health"), "of-another"),
        (lambda claims: claims.update(results=[]), "incomplete"),
        (lambda claims: claims.update(results=[{"id": 1, "outcome": "perhaps"}]), "form"),
        (lambda claims: claims.update(number=""), "form"),
        (lambda claims: claims.pop("number"), "form"),
    ],
)
def test_a_receipt_that_is_none_changes_nothing(
    interior: Interior, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    interior.behave("down")
    permit = confirmed(stories.nigar())
    sending.run()
    theirs = signatures.own_key(interior.folder)
    with pytest.raises(NoAnswer, match=code):
        receipts.take(Message.objects.get().pk, forged(change, by=theirs))
    assert reread(permit).state == "sent"


def test_a_receipt_by_another_key_or_of_another_kind_is_none(interior: Interior) -> None:
    interior.behave("down")
    confirmed(stories.nigar())
    sending.run()
    message = Message.objects.get()
    theirs = signatures.own_key(interior.folder)
    stranger = ECKey.generate_key("P-256")
    for text in (
        forged(lambda _claims: None, by=stranger),
        forged(lambda _claims: None, by=theirs, type=MESSAGE),
        forged(lambda _claims: None, by=theirs)[:-4] + "AAAA",
        "",
        "a.b.c",
        "x" * 100_000,
    ):
        with pytest.raises(NoAnswer, match="signature"):
            receipts.take(message.pk, text)
    receipts.take(message.pk, forged(lambda _claims: None, by=theirs))
    receipts.take(message.pk, forged(lambda claims: claims.update(number="2026-2"), by=theirs))
    assert Message.objects.get().number == "2026-1"


def post(interior: Interior, body: str) -> int:
    request = Request(f"{interior.address}/messages", data=body.encode())
    try:
        with urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


def test_the_ministry_takes_nothing_that_is_not_signed_by_us(interior: Interior) -> None:
    stranger = ECKey.generate_key("P-256")
    good = {"jti": "m1", "iss": "x", "aud": "interior", "items": []}
    assert post(interior, signatures.signed(good, stranger, type=MESSAGE)) == 403
    assert post(interior, "nonsense") == 403
    assert post(interior, signatures.signed(good, line.own_key(), type=RECEIPT)) == 403
    for odd in ({"jti": "m1"}, {**good, "items": [{}]}, {**good, "items": 7}):
        assert post(interior, signatures.signed(odd, line.own_key(), type=MESSAGE)) == 422
    assert interior.rows("message") == []
    assert post(interior, signatures.signed(good, line.own_key(), type=MESSAGE)) == 200


def test_what_the_ministry_holds_is_never_changed(interior: Interior) -> None:
    confirmed(stories.nigar())
    sending.run()
    with closing(sqlite3.connect(interior.folder / "permits.sqlite3")) as database:
        for statement in (
            "UPDATE permit SET name = 'X'",
            "DELETE FROM permit",
            "UPDATE message SET receipt = ''",
            "DELETE FROM message",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(statement)


def test_the_ministrys_page_shows_what_it_holds_and_can_be_told_to_refuse(
    interior: Interior,
) -> None:
    permit = confirmed(stories.nigar())
    sending.run()
    for language in ("az", "ru", "en"):
        with urlopen(f"{interior.address}/?lang={language}&q=5kt7q2a", timeout=10) as page:
            assert permit.number in page.read().decode()
    with urlopen(f"{interior.address}/?q=%3Cscript%3E", timeout=10) as page:
        assert "<script>" not in page.read().decode()
    told = urlencode({"mode": "refuse", "which": "5kt7q2a", "seconds": "1"}).encode()
    with urlopen(Request(interior.address, data=told), timeout=10) as page:
        assert page.status == 200
    assert interior.store.behaviour() == Behaviour("refuse", "5KT7Q2A", 1)
    elsewhere = Request(interior.address, data=told, headers={"Origin": "http://evil.example"})
    with pytest.raises(OSError, match="403"):
        urlopen(elsewhere, timeout=10)


def test_no_log_line_names_anybody(interior: Interior, caplog: Any) -> None:
    interior.behave("down")
    confirmed(stories.nigar())
    sending.run()
    assert caplog.records
    assert "5KT7Q2A" not in caplog.text
