"""Counting days into the small tables. A day is counted as a whole: what was counted of it
before is replaced, so that a second run, or one that was cut off, leaves the same figures."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone

from pencere.casework.applications import api as applications
from pencere.casework.definitions.api import definition_of
from pencere.casework.statistics import rules
from pencere.casework.statistics.models import Counted, Flow, Open, Took
from pencere.kernel import clock, histograms
from pencere.kernel.workdays.api import Duration, deadline

DAY = dt.timedelta(days=1)
LOCK = 736_101
"""The key under which only one process counts at a time."""
ANSWERS = ("granted", "refused", "answered")
Slice = tuple[str, str, str]


def count_up_to_now() -> int:
    """Count each day that is not done with, the present one among them; returns how many."""
    days = days_to_count()
    for day in days:
        count_day(day)
    count_open()
    return len(days)


def days_to_count() -> list[dt.date]:
    """Days from the first step on that were not counted since they ended."""
    first = applications.first_step_at()
    if first is None:
        return []
    today = clock.today()
    done = {
        counted.day
        for counted in Counted.objects.all()
        if counted.at >= clock.start_of(counted.day + DAY)
    }
    begin = timezone.localdate(first)
    every = (begin + DAY * number for number in range((today - begin).days + 1))
    return [day for day in every if day not in done]


@transaction.atomic
def count_day(day: dt.date) -> None:
    """Count what came, was closed, and was moved on a day of the country's time."""
    _one_at_a_time()
    begin, end = clock.start_of(day), clock.start_of(day + DAY)
    Flow.objects.filter(day=day).delete()
    Took.objects.filter(day=day).delete()
    moved = list(applications.moved(begin=begin, end=end))
    Flow.objects.bulk_create(_flows(day, moved, begin, end), batch_size=2000)
    took = [*_wholes(moved, begin, end), *_states(begin, end)]
    Took.objects.bulk_create(_tooks(day, took), batch_size=2000)
    Counted.objects.update_or_create(day=day, defaults={"at": clock.now()})


@transaction.atomic
def count_open() -> None:
    """Count what is open now, as today's."""
    _one_at_a_time()
    today = clock.today()
    found: Counter[tuple[Slice, str, int]] = Counter()
    overdue: Counter[tuple[Slice, str, int]] = Counter()
    for each in applications.open_counts(now=clock.now()):
        age = rules.age((today - each.since).days)
        key = ((each.agency, each.service, each.region), each.state, age)
        found[key] += each.count
        overdue[key] += each.overdue
    Open.objects.filter(day=today).delete()
    Open.objects.bulk_create(
        [
            Open(
                day=today,
                agency=place[0],
                service=place[1],
                region=place[2],
                state=state,
                age=age,
                count=count,
                overdue=overdue[place, state, age],
            )
            for (place, state, age), count in sorted(found.items())
        ],
        batch_size=2000,
    )


def _flows(
    day: dt.date, moved: Iterable[applications.Moved], begin: dt.datetime, end: dt.datetime
) -> list[Flow]:
    counted: Counter[tuple[Slice, str]] = Counter()
    for each in moved:
        place = (each.agency, each.service, each.region)
        if begin <= each.submitted_at < end:
            counted[place, Flow.CAME] += 1
        if each.closed_at and begin <= each.closed_at < end:
            counted[place, each.outcome] += 1
    return [
        Flow(day=day, agency=place[0], service=place[1], region=place[2], kind=kind, count=count)
        for (place, kind), count in sorted(counted.items())
    ]


Timed = tuple[Slice, str, int, bool | None]
"""Where, which state, which class of duration, and whether the time limit was kept."""


def _wholes(
    moved: Iterable[applications.Moved], begin: dt.datetime, end: dt.datetime
) -> Iterable[Timed]:
    """From submission to the answer, of what was answered."""
    for each in moved:
        if not each.closed_at or not begin <= each.closed_at < end or each.outcome not in ANSWERS:
            continue
        kept = each.closed_at <= each.due_at if each.due_at else None
        place = (each.agency, each.service, each.region)
        yield place, Took.WHOLE, _bucket(each.submitted_at, each.closed_at), kept


def _states(begin: dt.datetime, end: dt.datetime) -> Iterable[Timed]:
    """Each officers' state that was left."""
    for each in applications.states_left(begin=begin, end=end):
        queue = definition_of(each.version_id).workflow.states[each.state].queue
        if queue is None:
            continue
        kept = each.left_at <= _due(each.entered_at, queue.sla) if queue.sla else None
        place = (each.agency, each.service, each.region)
        yield place, each.state, _bucket(each.entered_at, each.left_at), kept


def _due(entered: dt.datetime, sla: Duration) -> dt.datetime:
    if sla.is_clock_time:
        return deadline(entered, sla)
    return _end_of(timezone.localdate(entered), sla)


@lru_cache(maxsize=10_000)
def _end_of(day: dt.date, sla: Duration) -> dt.datetime:
    """Terms in days end with a day, whatever the hour in which they began."""
    return deadline(clock.start_of(day), sla)


def _bucket(begin: dt.datetime, end: dt.datetime) -> int:
    return histograms.bucket((end - begin).total_seconds() / 60)


def _tooks(day: dt.date, timed: Iterable[Timed]) -> list[Took]:
    count: Counter[tuple[Slice, str, int]] = Counter()
    limited: Counter[tuple[Slice, str, int]] = Counter()
    kept_by: Counter[tuple[Slice, str, int]] = Counter()
    for place, state, bucket, kept in timed:
        key = (place, state, bucket)
        count[key] += 1
        limited[key] += kept is not None
        kept_by[key] += bool(kept)
    return [
        Took(
            day=day,
            agency=key[0][0],
            service=key[0][1],
            region=key[0][2],
            state=key[1],
            bucket=key[2],
            count=number,
            timed=limited[key],
            kept=kept_by[key],
        )
        for key, number in sorted(count.items())
    ]


def _one_at_a_time() -> None:
    """Until the transaction ends nobody else counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
