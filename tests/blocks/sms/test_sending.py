"""From the outbox to a centre: the oldest first, each once, and what becomes of each."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction
from tests.at_once import at_once
from tests.blocks.sms.channel import LEYLA, RASHAD

from pencere.blocks.sms import api as sms
from pencere.blocks.sms import receipts, sending
from pencere.blocks.sms.gateway.lanes import outcome_of
from pencere.blocks.sms.models import OutboundMessage
from pencere.blocks.sms.receipts import Told
from pencere.blocks.sms.sending import Ledger, Outcome, Refused, Sent, Text, Unsent, send_due
from pencere.blocks.sms.smpp.api import Disconnected, Rejected, Throttled, Unanswered
from pencere.blocks.sms.smpp.statuses import Status
from pencere.kernel import clock

NINE = "2026-11-26T09:00:00+04:00"


class Centre:
    """Takes every text and numbers it, or says what `answer` says."""

    def __init__(self, answer: Callable[[Text], Outcome] | None = None) -> None:
        self.answer = answer
        self.taken: list[str] = []
        self.numbers = itertools.count(1)

    def __call__(self, texts: Sequence[Text]) -> list[Outcome]:
        self.taken += [text.text for text in texts]
        return [self.answer(text) if self.answer else self._number() for text in texts]

    def _number(self) -> Sent:
        return Sent([f"n{next(self.numbers)}"])


def _statuses() -> list[str]:
    return [each.status for each in OutboundMessage.objects.order_by("id")]


def _send(centre: sending.Carry, **more: object) -> sending.Batch:
    return send_due("azer", centre, Ledger(), waiting_for="", **more)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_what_is_due_leaves_in_order_of_age() -> None:
    centre = Centre()
    with clock.frozen_at(NINE):
        late = clock.now() + dt.timedelta(minutes=15)
        sms.send(to=LEYLA, text="held back", not_before=late)
        for number in range(5):
            sms.send(to=LEYLA, text=str(number))
        first = _send(centre, limit=3)
        second = _send(centre, limit=3, after=first.last)
    assert (first.found, second.found) == (3, 2)
    assert centre.taken == ["0", "1", "2", "3", "4"]
    with clock.frozen_at(late):
        assert _send(centre).sent == 1
    row = OutboundMessage.objects.order_by("sent_at").first()
    assert row is not None
    assert (row.status, row.centre, row.centre_message_ids) == ("sent", "azer", ["n1"])
    assert row.attempts == 1


@pytest.mark.django_db
def test_an_answer_whose_time_is_over_is_not_sent() -> None:
    centre = Centre()
    with clock.frozen_at(NINE):
        sms.send(to=LEYLA, text="till ten", not_after=clock.now() + dt.timedelta(hours=1))
    with clock.frozen_at("2026-11-26T10:00:01+04:00"):
        _send(centre)
    assert centre.taken == []
    assert _statuses() == ["expired"]


@pytest.mark.django_db
def test_a_passing_error_is_tried_again_later_and_a_lasting_one_is_not() -> None:
    def answer(text: Text) -> Outcome:
        return Refused("RINVDSTADR" if text.to == RASHAD else "RSYSERR", text.to == RASHAD)

    with clock.frozen_at(NINE):
        sms.send(to=LEYLA, text="a")
        sms.send(to=RASHAD, text="b")
        _send(Centre(answer))
        assert _statuses() == ["waiting", "failed"]
        assert _send(Centre()).found == 0
    with clock.frozen_at("2026-11-26T09:00:06+04:00"):
        assert _send(Centre()).sent == 1
    assert _statuses() == ["sent", "failed"]
    assert OutboundMessage.objects.get(text="b").error == "RINVDSTADR"


@pytest.mark.django_db
def test_a_text_that_the_centre_never_takes_is_given_up() -> None:
    centre = Centre(lambda text: Refused("RSYSERR", False))
    with clock.frozen_at(NINE):
        sms.send(to=LEYLA, text="a")
    for hour in range(10, 24):
        with clock.frozen_at(f"2026-11-26T{hour}:00:00+04:00"):
            _send(centre)
    assert _statuses() == ["failed"]
    assert len(centre.taken) == 8


@pytest.mark.django_db
def test_what_a_centre_had_no_room_for_keeps_its_place() -> None:
    with clock.frozen_at(NINE):
        sms.send(to=LEYLA, text="a")
        batch = _send(Centre(lambda text: Unsent()))
        assert (batch.found, batch.sent, batch.unsent) == (1, 0, 1)
        assert _send(Centre()).sent == 1


@pytest.mark.django_db
def test_a_text_of_which_the_centre_says_nothing_is_not_sent_for_ever() -> None:
    """It may have reached the phone each time."""
    centre = Centre(lambda text: outcome_of(Unanswered("no answer in time", was_sent=True)))
    with clock.frozen_at(NINE):
        sms.send(to=LEYLA, text="a")
        _send(centre)
        assert _send(centre).found == 0
    for hour in range(10, 24):
        with clock.frozen_at(f"2026-11-26T{hour}:00:00+04:00"):
            _send(centre)
    assert len(centre.taken) == 8
    assert [(each.status, each.error) for each in OutboundMessage.objects.all()] == [
        ("failed", "no answer in time")
    ]


def test_what_did_not_go_or_broke_off_keeps_its_place() -> None:
    """Nobody is bound, the session ended, or the centre has no room."""
    for error in (
        Disconnected("no session is bound", was_sent=False),
        Disconnected("hung up", was_sent=True),
        Throttled(Status.RTHROTTLED),
    ):
        assert outcome_of(error) == Unsent()
    assert outcome_of(Rejected(Status.RINVDSTADR)) == Refused("ESME_RINVDSTADR", True)


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_while_the_database_died_is_recorded_and_not_sent_again() -> None:
    ledger, centre = Ledger(), Centre()
    sms.send(to=LEYLA, text="a")

    def take_and_die(texts: Sequence[Text]) -> list[Outcome]:
        outcomes = centre(texts)
        transaction.get_connection().close()
        return outcomes

    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever way the driver says it
        send_due("azer", take_and_die, ledger, waiting_for="")
    assert _statuses() == ["waiting"]
    assert send_due("azer", centre, ledger, waiting_for="").found == 0
    assert _statuses() == ["sent"]
    assert centre.taken == ["a"]


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_text_once() -> None:
    centre = Centre()
    for number in range(60):
        sms.send(to=LEYLA, text=str(number))

    def empty() -> None:
        while send_due("azer", centre, Ledger(), waiting_for="", limit=7).found:
            pass

    at_once(empty, empty, empty)
    assert sorted(centre.taken, key=int) == [str(number) for number in range(60)]
    assert set(_statuses()) == {"sent"}


@pytest.mark.django_db
def test_a_receipt_tells_that_the_phone_got_it() -> None:
    sms.send(to=LEYLA, text="a")
    _send(Centre())
    assert receipts.record([Told("azer", "n1", "enroute"), Told("other", "n1", "delivered")]) == 0
    assert _statuses() == ["sent"]
    assert receipts.record([Told("azer", "n1", "delivered")]) == 1
    assert _statuses() == ["delivered"]
    assert receipts.record([Told("azer", "n1", "undeliverable", "011")]) == 1
    assert _statuses() == ["delivered"]


@pytest.mark.django_db
def test_a_receipt_that_comes_before_the_answer_to_the_submit_is_kept() -> None:
    early = receipts.Early()
    sms.send(to=LEYLA, text="a")
    assert receipts.record([Told("azer", "n1", "undeliverable", "011")]) == 0
    assert early.try_again() == 0
    _send(Centre())
    assert early.try_again() == 1
    assert _statuses() == ["failed"]
    assert OutboundMessage.objects.get().error == "undeliverable 011"
    assert early.try_again() == 0


@pytest.mark.django_db
def test_receipts_of_texts_that_are_nobodys_hold_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another program may use the same account."""
    monkeypatch.setattr(receipts, "LARGEST_BATCH", 10)
    early = receipts.Early()
    with clock.frozen_at(NINE):
        receipts.record([Told("azer", f"m{number}", "delivered") for number in range(25)])
        receipts.record([Told("azer", "n1", "delivered")])
        sms.send(to=LEYLA, text="a")
        _send(Centre())
        assert sum(early.try_again() for _ in range(3)) == 1
        assert _statuses() == ["delivered"]
        receipts.record([Told("azer", "a", "delivered")])
        sms.send(to=LEYLA, text="b")
        _send(Centre(lambda text: Sent(["a"])))
        assert sum(early.try_again() for _ in range(3)) == 1  # and round again
    with clock.frozen_at("2026-11-27T09:00:01+04:00"):
        early.try_again()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sms_receipt")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_long_text_is_delivered_when_each_part_is_in_whatever_order() -> None:
    for _ in range(2):
        sms.send(to=LEYLA, text="long")
    _send(Centre(lambda text: Sent([f"{text.id}-{part}" for part in (1, 2, 3)])))
    first, second = OutboundMessage.objects.order_by("id")
    receipts.record([Told("azer", f"{first.id}-{part}", "delivered") for part in (3, 1)])
    receipts.record([Told("azer", f"{second.id}-2", "expired", "1")])
    assert _statuses() == ["sent", "expired"]
    receipts.record([Told("azer", f"{first.id}-2", "delivered")])
    receipts.record([Told("azer", f"{second.id}-{part}", "delivered") for part in (1, 2, 3)])
    assert _statuses() == ["delivered", "delivered"]
