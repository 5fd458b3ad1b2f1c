"""Adding up decisions: each counted once, whatever commits late, crashes or moves."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.at_once import at_once
from tests.horizon import settle
from tests.systems.sms_permits.decisions import decisions

from pencere.kernel import rows
from pencere.kernel.spans.models import Mark
from pencere.systems.sms_permits import rollups
from pencere.systems.sms_permits.models import DayCount, HourCount, MinuteCount

DAY = dt.date(2026, 11, 26)
NOON = "2026-11-26T12:00:30+04:00"


def counted() -> int:
    """What the small tables hold."""
    return sum(DayCount.objects.values_list("count", flat=True))


def known(day: dt.date = DAY) -> int:
    """What a page says: the small tables and what is not in them yet."""
    table, values = rollups.by_day(day, day)
    found = rows.select(f"SELECT coalesce(sum(count), 0)::bigint FROM {table}", values)
    return int(found[0][0])


def add_up() -> None:
    """Add up all that is decided."""
    settle()
    rollups.add_up()


@pytest.mark.django_db(transaction=True)
def test_what_was_decided_is_known_at_once_and_added_up_once() -> None:
    decisions(3, at=NOON)
    decisions(2, at=NOON, reason="age", district="AZ-GA")
    assert (known(), counted()) == (5, 0)
    add_up()
    assert (known(), counted()) == (5, 5)
    add_up()
    assert (known(), counted()) == (5, 5)
    assert sum(HourCount.objects.filter(hour=12).values_list("count", flat=True)) == 5
    assert DayCount.objects.get(reason="age").district == "AZ-GA"


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_commits_late_is_neither_lost_nor_counted_twice() -> None:
    has_written, may_commit = threading.Event(), threading.Event()

    def slow_batch() -> None:
        try:
            with transaction.atomic():
                decisions(10, at=NOON)
                has_written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_batch)
    thread.start()
    has_written.wait(10)
    decisions(4, at=NOON)  # began later, committed earlier
    rollups.add_up()
    assert known() == 4
    may_commit.set()
    thread.join(10)
    assert known() == 14
    add_up()
    add_up()
    assert (known(), counted()) == (14, 14)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_it_once() -> None:
    decisions(50, at=NOON)
    settle()
    assert at_once(rollups.add_up, rollups.add_up, rollups.add_up) == ["done"] * 3
    assert (known(), counted()) == (50, 50)


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_leaves_nothing_half_counted() -> None:
    decisions(7, at=NOON)

    def killed() -> None:
        with transaction.atomic():
            rollups.add_up()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert (known(), counted()) == (7, 0)
    add_up()
    assert (known(), counted()) == (7, 7)


@pytest.mark.django_db(transaction=True)
def test_after_a_backup_was_loaded_elsewhere_counting_goes_on() -> None:
    """In another cluster transactions are numbered anew, lower than the mark."""
    yesterday = "2026-11-25T12:00:00+04:00"
    decisions(5, at=yesterday)
    add_up()
    later = "2026-11-25T12:00:05+04:00"
    Mark.objects.update(xact=F("xact") + 1_000_000, reached_at=later)
    mark = Mark.objects.get(name=rollups.NAME).xact
    decisions(2, at=later, xact=mark + 5)  # committed after it was added up there
    day = dt.date(2026, 11, 25)
    decisions(3)
    add_up()
    assert counted() == 5 + 3 + 2
    add_up()
    decisions(1)
    add_up()
    assert counted() == 11
    assert known(day) == 7


@pytest.mark.django_db(transaction=True)
def test_minutes_are_kept_for_a_while() -> None:
    decisions(2)
    add_up()
    assert sum(MinuteCount.objects.values_list("count", flat=True)) == 2
    MinuteCount.objects.update(minute=dt.datetime(2020, 4, 7, tzinfo=dt.UTC))
    rollups.forget_old_minutes()
    assert not MinuteCount.objects.exists()


STEPS = st.lists(st.sampled_from(["decide", "add_up", "begin", "commit"]), max_size=12)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_the_order_every_decision_is_known_once(steps: list[str]) -> None:
    """Against a second connection whose transaction begins and ends at any time."""
    before, expected, open_rows = known(), 0, 0
    other = connection.copy()
    try:
        other.set_autocommit(True)
        for step in steps:
            if step == "decide":
                decisions(1, at=NOON)
                expected += 1
            elif step == "add_up":
                rollups.add_up()
            elif step == "begin" and not open_rows:
                other.set_autocommit(False)
                _write_on(other)
                open_rows = 1
            elif step == "commit" and open_rows:
                other.commit()
                other.set_autocommit(True)
                expected, open_rows = expected + open_rows, 0
            assert known() - before == expected
        if open_rows:
            other.commit()
            expected += open_rows
        add_up()
        assert known() - before == expected
        assert counted() == known()
    finally:
        other.close()


def _write_on(other: Any) -> None:
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sms_permits_decision (day, id, document, purpose, sender, channel,"
            " asked_at, decided_at, outcome, reason, is_extension, certificate, district, language)"
            " VALUES (%s, gen_random_uuid(), '', '', '', 'sms', %s, %s, 'refused', 'no-purpose',"
            " false, '', '', 'az')",
            [DAY, NOON, NOON],
        )
