"""What came to a number, and how fast it was answered: exact at any time, each message once."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.blocks.sms.channel import NUMBER, Echo, handled_by, text
from tests.systems.sms_permits.decisions import message_answered

from pencere.blocks.sms import api as sms
from pencere.blocks.sms import counting
from pencere.blocks.sms.sending import Ledger, Sent, send_due
from pencere.kernel import clock
from pencere.kernel.histograms import quantile

pytestmark = pytest.mark.django_db(transaction=True)

NOON = dt.datetime(2026, 11, 26, 8, 30, tzinfo=dt.UTC)  # 12:30 in the country
DAY = dt.date(2026, 11, 26)


def test_messages_and_delays_are_known_before_and_after_they_are_added_up() -> None:
    for seconds in (0.2, 0.2, 0.3, 40):
        message_answered(at=NOON, seconds=seconds)
    message_answered(at=NOON, seconds=1, number="9999")
    before = counting.traffic("8103", first=DAY, last=DAY)
    counting.add_up()
    counting.add_up()
    assert counting.traffic("8103", first=DAY, last=DAY) == before
    assert (before.received, before.answered) == (4, 4)
    half, nearly_all = quantile(before.delays, 0.5), quantile(before.delays, 0.99)
    assert half is not None
    assert nearly_all is not None
    assert 180 < half < 330
    assert 36_000 < nearly_all < 44_000


def test_hours_are_the_countrys() -> None:
    message_answered(at=NOON, seconds=1)
    counting.add_up()
    message_answered(at=NOON + dt.timedelta(hours=1), seconds=1)
    hours = counting.traffic_by_hour("8103", first=DAY, last=DAY)
    assert {hour: found.received for hour, found in hours.items() if found.received} == {
        12: 1,
        13: 1,
    }
    assert hours[13].answered == 1
    assert hours[3] == counting.Traffic()


def test_other_days_are_not_asked_about() -> None:
    message_answered(at=NOON - dt.timedelta(days=2), seconds=1)
    assert counting.traffic("8103", first=DAY, last=DAY) == counting.Traffic()
    counting.add_up()
    assert counting.traffic("8103", first=DAY, last=DAY) == counting.Traffic()
    assert counting.traffic("8103", first=DAY - dt.timedelta(days=3), last=DAY).received == 1


def test_from_the_centre_and_back_a_message_is_one_received_and_one_answered() -> None:
    with handled_by(Echo()):
        sms.accept([text("2 AZE1111111", key="a"), text("2 AZE1111111", key="a")])
        sms.handle_waiting()
    today = clock.today()
    assert counting.traffic(NUMBER, first=today, last=today) == counting.Traffic(received=1)
    send_due("azer", lambda texts: [Sent(["n1"]) for _ in texts], Ledger(), waiting_for="azer")
    for _time in range(2):
        found = counting.traffic(NUMBER, first=today, last=today)
        assert (found.received, found.answered) == (1, 1)
        counting.add_up()
