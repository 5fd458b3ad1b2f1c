"""What the ministry watches: numbers over all employers, about nobody in particular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.rows import select
from pencere.systems.staff_permits import access
from pencere.systems.staff_permits.models import LIVE

DAYS = 30
TOP = 20

_BY = """
SELECT {column}, count(*), count(DISTINCT employer_id), count(DISTINCT employee_id)
FROM staff_permits_permit
WHERE state = ANY(%s) AND starts_on <= %s AND ends_on >= %s
GROUP BY 1 ORDER BY 2 DESC
"""
_TOTALS = """
SELECT count(*) FILTER (WHERE starts_on <= %(day)s AND ends_on >= %(day)s),
    count(DISTINCT employer_id) FILTER (WHERE starts_on <= %(day)s AND ends_on >= %(day)s),
    count(DISTINCT employee_id) FILTER (WHERE starts_on <= %(day)s AND ends_on >= %(day)s),
    count(*) FILTER (WHERE state <> 'received'),
    count(*) FILTER (WHERE plate <> '' AND starts_on <= %(day)s AND ends_on >= %(day)s)
FROM staff_permits_permit WHERE state = ANY(%(live)s)
"""
_DAILY = """
SELECT (at AT TIME ZONE %s)::date, kind, count(*)
FROM staff_permits_event
WHERE at >= %s AND kind = ANY(%s)
GROUP BY 1, 2
"""
_TOP = """
SELECT e.identifier, e.name, count(*) FROM staff_permits_permit p
JOIN staff_permits_employer e ON e.party_id = p.employer_id
WHERE p.state = ANY(%s) AND p.starts_on <= %s AND p.ends_on >= %s
GROUP BY 1, 2 ORDER BY 3 DESC LIMIT %s
"""
_DAILY_KINDS = ["confirmed", "extended", "received", "refused", "revoked", "ended"]


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a table."""

    code: str
    permits: int
    employers: int
    employees: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The monitoring page's numbers as of `at`."""

    at: dt.datetime
    permits: int
    """That hold today."""
    employers: int
    employees: int
    unacknowledged: int
    with_vehicle: int
    by_kind: tuple[Share, ...]
    by_activity: tuple[Share, ...]
    by_region: tuple[Share, ...]
    daily: Mapping[dt.date, Mapping[str, int]]
    """By day of the last `DAYS`, how often each thing happened."""
    largest: tuple[tuple[str, str, int], ...]
    """Identifier, name and permits of the employers with the most."""


def figures(*, actor: Actor) -> Figures:
    """The numbers of today, for the ministry's officers. Raises NotFound for others."""
    access.ministry(actor)
    today, now = clock.today(), clock.now()
    totals = select(_TOTALS, {"day": today, "live": list(LIVE)})[0]
    holding = [list(LIVE), today, today]
    return Figures(
        at=now,
        permits=totals[0],
        employers=totals[1],
        employees=totals[2],
        unacknowledged=totals[3],
        with_vehicle=totals[4],
        by_kind=_by("kind", holding),
        by_activity=_by("activity", holding),
        by_region=_by("region", holding),
        daily=_daily(today),
        largest=tuple((a, b, c) for a, b, c in select(_TOP, [*holding, TOP])),
    )


def _by(column: str, holding: list[object]) -> tuple[Share, ...]:
    return tuple(Share(*row) for row in select(_BY.format(column=column), holding))


def _daily(today: dt.date) -> Mapping[dt.date, Mapping[str, int]]:
    first = today - dt.timedelta(days=DAYS - 1)
    found: dict[dt.date, dict[str, int]] = {
        first + dt.timedelta(days=number): {} for number in range(DAYS)
    }
    for day, kind, count in select(
        _DAILY, [settings.TIME_ZONE, clock.start_of(first), _DAILY_KINDS]
    ):
        found.setdefault(day, {})[kind] = count
    return found
