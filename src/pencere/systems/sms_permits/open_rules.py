"""What may be published of counts: by which days they are broken down, and what is left out.

The number of requests of each day is told always: it says nothing of anybody. Breakdowns are of
one dimension each (hour, district, purpose, result) and share that number. Each day belongs to
exactly one of them, so that nobody can take one answer from another: a day with many requests
stands alone, the other days of a week are taken together when the week is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
STANDS_ALONE = 500
"""Requests from which on a day is broken down by itself."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days that are broken down together."""

    days: tuple[dt.date, ...]
    count: int
    """All requests of these days."""

    @property
    def first(self) -> dt.date:
        """The first of the days."""
        return self.days[0]

    @property
    def last(self) -> dt.date:
        """The last of the days."""
        return self.days[-1]

    @property
    def code(self) -> str:
        """`2026-11-24` for a day, `2026-W47` for days of a week."""
        if len(self.days) == 1 and self.count >= STANDS_ALONE:
            return self.first.isoformat()
        year, week, _day = self.first.isocalendar()
        return f"{year}-W{week:02d}"


def periods(counts: Mapping[dt.date, int], *, today: dt.date) -> list[Period]:
    """The periods of days that are over, the oldest first. `counts` are the requests of each day,
    of whole weeks."""
    alone = [
        Period((day,), count)
        for day, count in counts.items()
        if count >= STANDS_ALONE and day < today
    ]
    weeks: dict[dt.date, list[dt.date]] = {}
    for day, count in sorted(counts.items()):
        monday = day - DAY * day.weekday()
        if 0 < count < STANDS_ALONE and monday + 7 * DAY <= today:
            weeks.setdefault(monday, []).append(day)
    together = [Period(tuple(days), sum(counts[day] for day in days)) for days in weeks.values()]
    return sorted([*alone, *together], key=lambda period: (period.first, period.last))


def shown(
    counts: Sequence[int], hiding: Callable[[Sequence[int]], tuple[frozenset[int], bool]]
) -> list[int | None]:
    """The counts that may stand beside their sum, which is told in any case; None for those that
    may not. `hiding` says which, and whether the sum would give one of them away: then none."""
    places, would_tell = hiding(counts)
    if would_tell:
        return [None] * len(counts)
    return [None if place in places else count for place, count in enumerate(counts)]
