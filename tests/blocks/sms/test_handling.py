"""From an accepted message to its answer in the outbox: each exactly once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from tests.at_once import at_once
from tests.blocks.sms.channel import (
    LEYLA,
    NUMBER,
    RASHAD,
    Echo,
    answers,
    handled_by,
    text,
    waiting,
)

from pencere.blocks.sms import api as sms
from pencere.blocks.sms.jobs import make_days
from pencere.blocks.sms.models import InboundMessage, OutboundMessage
from pencere.blocks.sms.rules import identity
from pencere.kernel import clock


@pytest.mark.django_db
def test_a_message_is_answered_by_the_way_that_it_came() -> None:
    with handled_by(Echo()), clock.frozen_at("2026-11-26T09:00:00+04:00"):
        assert sms.accept([text("salam")]) == 1
        assert sms.handle_waiting() == 1
    (answer,) = OutboundMessage.objects.all()
    (message,) = InboundMessage.objects.all()
    assert message.handled_at is not None
    assert (answer.recipient, answer.sender, answer.text) == (LEYLA, NUMBER, "heard: salam")
    assert (answer.centre, answer.status, answer.in_reply_to) == ("azer", "waiting", message.id)
    assert answer.asked_at == message.received_at


@pytest.mark.django_db
def test_a_redelivery_is_not_a_second_message() -> None:
    with handled_by(Echo()):
        assert sms.accept([text("salam", key="a"), text("salam", key="a")]) == 1
        assert sms.handle_waiting() == 1
        assert sms.accept([text("salam", key="a"), text("salam", key="b")]) == 1
        assert sms.handle_waiting() == 1
    assert answers() == [(LEYLA, "heard: salam")] * 2


def _as_delivered(at: str, message_id: str = "", fingerprint: str = "") -> int:
    """A centre delivers a text at that moment; says whether it was a new one."""
    with clock.frozen_at(at):
        began = clock.start_of(clock.today())
        own = identity(message_id, fingerprint, clock.now(), day_began_at=began)
        keys = (own.key, own.earlier_key, own.earlier_since)
        return sms.accept([sms.Incoming("azer", LEYLA, NUMBER, "salam", *keys)])


@pytest.mark.django_db
def test_a_redelivery_after_midnight_is_none_either() -> None:
    assert _as_delivered("2026-11-26T23:59:50+04:00", message_id="m7") == 1
    assert _as_delivered("2026-11-27T00:20:00+04:00", message_id="m7") == 0
    assert _as_delivered("2026-11-27T00:20:00+04:00", message_id="m8") == 1


@pytest.mark.django_db
def test_without_the_centres_name_the_same_text_within_a_minute_is_a_redelivery() -> None:
    assert _as_delivered("2026-11-26T23:59:50+04:00", fingerprint="f") == 1
    assert _as_delivered("2026-11-27T00:00:20+04:00", fingerprint="f") == 0
    assert _as_delivered("2026-11-27T00:00:21+04:00", fingerprint="g") == 1
    assert _as_delivered("2026-11-27T00:03:00+04:00", fingerprint="f") == 1
    assert _as_delivered("2026-11-27T00:03:10+04:00", fingerprint="f") == 0


@pytest.mark.django_db
def test_one_bad_message_stands_alone_and_gets_an_apology() -> None:
    echo = Echo()
    with handled_by(echo):
        sms.accept([text("bad" if number == 5 else str(number)) for number in range(8)])
        assert sms.handle_waiting() == 8
        assert sms.handle_waiting() == 0
    said = [words for _, words in answers()]
    assert sorted(said) == sorted([f"heard: {n}" for n in range(8) if n != 5] + ["sorry"])
    assert echo.batches == [8, 4, 4, 2, 1, 1, 2]


class Speechless(Echo):
    """Has no apology either."""

    def sorry(self, message: sms.Inbound, /) -> sms.Reply:
        raise KeyError(message.text)


@pytest.mark.django_db
def test_a_message_without_even_an_apology_holds_nobody_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with handled_by(Speechless()):
        sms.accept([text("bad"), text("salam", RASHAD)])
        sms.handle_waiting()
    assert answers() == [(RASHAD, "heard: salam")]
    assert waiting() == []
    assert "could not be decided" in caplog.text
    assert LEYLA not in caplog.text
    assert "breaks this handler" not in caplog.text


@pytest.mark.django_db
def test_messages_to_a_number_that_nobody_handles_wait_and_are_told_of() -> None:
    sms.accept([text("salam", to="7999")])
    assert sms.handle_waiting() == 0
    assert sms.state().nobody_handles == ["7999"]
    with handled_by(Echo(), "7999"):
        assert sms.handle_waiting() == 1


@pytest.mark.django_db
def test_texts_that_no_database_could_hold_are_kept_as_far_as_they_can_be() -> None:
    with handled_by(Echo()):
        sms.accept([text("a\0b"), text("\ud83d!"), text("\ud83d\ude00"), text("x" * 60_000)])
        sms.handle_waiting()
    assert [words for _, words in answers()] == [
        "heard: ab",
        "heard: \ufffd!",
        "heard: 😀",
        "heard: " + "x" * 60_000,
    ]


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once_decide_each_message_once() -> None:
    with handled_by(Echo()):
        sms.accept([text(str(number)) for number in range(60)])
        at_once(*[lambda: _all(7)] * 3)
    assert sorted(answers()) == sorted((LEYLA, f"heard: {number}") for number in range(60))


def _all(limit: int) -> None:
    while sms.handle_waiting(limit):
        pass


@pytest.mark.django_db
def test_what_leaves_the_outbox_by_itself_has_no_centre_of_its_own() -> None:
    sms.send(to=RASHAD, text="Your code is 1234.")
    (sent,) = OutboundMessage.objects.all()
    assert (sent.recipient, sent.centre, sent.sender, sent.in_reply_to) == (RASHAD, "", "", None)


@pytest.mark.django_db
def test_the_state_counts_what_waits_where() -> None:
    with clock.frozen_at("2026-11-26T09:00:00+04:00"):
        sms.accept([text("1"), text("2")])
        sms.send(to=LEYLA, text="now")
        sms.send(to=LEYLA, text="later", not_before=clock.now() + dt.timedelta(minutes=15))
    with handled_by(Echo()), clock.frozen_at("2026-11-26T09:01:00+04:00"):
        found = sms.state()
    assert (found.waiting, found.outbox, found.held_back) == (2, 1, 1)
    assert found.oldest_waiting == found.oldest_due
    assert found.oldest_due is not None
    assert found.oldest_due.isoformat() == "2026-11-26T05:00:00+00:00"


@pytest.mark.django_db
def test_each_night_days_are_made_ahead_and_old_ones_go() -> None:
    with clock.frozen_at("2026-11-20T09:00:00+04:00"), handled_by(Echo()):
        sms.accept([text("long ago")])
        sms.handle_waiting()
    with clock.frozen_at("2027-01-10T02:17:00+04:00"):
        make_days(timestamp=0)
    assert InboundMessage.objects.count() == OutboundMessage.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'sms_days'")
        assert cursor.fetchone()[0] >= 2 * 14
        cursor.execute("SELECT to_regclass('public.sms_inbound')")
        assert cursor.fetchone() != (None,)


@pytest.mark.django_db
def test_nobody_can_have_the_last_days_dropped() -> None:
    sms.accept([text("now")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_drop_days('9999-12-31')")
    assert waiting() == ["now"]
