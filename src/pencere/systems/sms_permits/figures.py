"""Figures for the dashboard: added up out of small tables, exact at this instant, no persons."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pencere.blocks.sms import api as sms
from pencere.kernel import clock, rows
from pencere.kernel.histograms import quantile
from pencere.systems.sms_permits import rollups
from pencere.systems.sms_permits.regime import short_number

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
LONGEST = 366
"""Days that one question may be about."""
LAST_MINUTES = 60
OUTCOMES = ("granted", "repeated", "refused", "told")
_BY = ("district", "purpose", "channel", "outcome", "reason")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dashboard is about."""

    first: dt.date
    last: dt.date
    """Included."""
    district: str = ""
    purpose: str = ""
    channel: str = ""
    """Empty for all, as the others."""

    @property
    def is_one_day(self) -> bool:
        """Whether it is about a single day, of which the hours are known."""
        return self.first == self.last

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves out some districts, purposes or channels."""
        return bool(self.district or self.purpose or self.channel)

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Count:
    """Decisions by outcome."""

    granted: int = 0
    repeated: int = 0
    refused: int = 0
    told: int = 0

    @property
    def all(self) -> int:
        """All together."""
        return self.granted + self.repeated + self.refused + self.told

    @property
    def refused_percent(self) -> float | None:
        """Share of refusals in what asked for a permit; None where nothing did."""
        asked = self.all - self.told
        return round(100 * self.refused / asked, 1) if asked else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    code: str
    count: Count


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast answers left, in milliseconds."""

    answered: int = 0
    p50_ms: float | None = None
    p99_ms: float | None = None

    @classmethod
    def of(cls, delays: Mapping[int, int]) -> Speed:
        """Out of classes of duration."""
        return cls(sum(delays.values()), quantile(delays, 0.5), quantile(delays, 0.99))


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day."""

    hour: int
    count: Count
    before: int
    """All decisions in that hour of the day before."""
    speed: Speed


@dataclass(frozen=True, slots=True)
class Board:
    """All that the dashboard shows."""

    asked: Asked
    at: dt.datetime
    total: Count
    before: Count | None
    """The day before, until the same time of the day where the day is today; None for a span."""
    received: int
    """Messages that came to the number."""
    speed: Speed
    queue: sms.ChannelState | None
    """How the channel stands now; None where the span doesn't reach today."""
    reasons: Sequence[tuple[str, int]]
    purposes: Sequence[Line]
    districts: Sequence[Line]
    channels: Sequence[Line]
    hours: Sequence[Hour] = ()
    days: Sequence[Line] = ()
    minutes: Sequence[tuple[dt.datetime, Count]] = ()
    """The last hour minute by minute, where the day is today."""


@dataclass(slots=True)
class _Sums:
    """Counts by one column and outcome."""

    by: dict[str, dict[Any, dict[str, int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    )

    def lines(self, column: str) -> list[Line]:
        """A row for each value of a column, the most asked for on top."""
        made = [Line(str(code), Count(**counts)) for code, counts in self.by[column].items()]
        return sorted(made, key=lambda line: (-line.count.all, line.code))

    def total(self) -> Count:
        """All together."""
        return Count(**self.by[""][""])


def board(asked: Asked) -> Board:
    """The figures of a day or of a span of days, at this instant."""
    now = clock.now()
    is_today = asked.last == clock.today()
    sums = _sums(asked)
    number = short_number()
    traffic = sms.traffic(number, first=asked.first, last=asked.last)
    return Board(
        asked=asked,
        at=now,
        total=sums.total(),
        before=_day_before(asked, now) if asked.is_one_day else None,
        received=traffic.received,
        speed=Speed.of(traffic.delays),
        queue=sms.state() if is_today else None,
        reasons=_reasons(sums),
        purposes=sums.lines("purpose"),
        districts=sums.lines("district"),
        channels=sums.lines("channel"),
        hours=_hours(asked, sums, number) if asked.is_one_day else (),
        days=() if asked.is_one_day else _days(asked, sums),
        minutes=_minutes(now) if is_today and asked.is_one_day and not asked.is_filtered else (),
    )


def _where(asked: Asked) -> tuple[str, list[str]]:
    given = {name: getattr(asked, name) for name in ("district", "purpose", "channel")}
    chosen = {name: value for name, value in given.items() if value}
    condition = " AND ".join(f"{name} = %s" for name in chosen)
    return (f"WHERE {condition}" if chosen else ""), list(chosen.values())


def _sums(asked: Asked) -> _Sums:
    """All tables of the dashboard."""
    sums = _Sums()
    if asked.is_filtered:
        days = rollups.by_day(asked.first, asked.last)
        _add(sums, ("district", "purpose", "channel", "reason"), days, asked)
        if not asked.is_one_day:
            _add(sums, ("day",), days, asked)
    else:
        _add_all(sums, asked)
    if asked.is_one_day:
        _add(sums, ("hour",), rollups.by_hour(asked.first), asked)
    return sums


def _add_all(sums: _Sums, asked: Asked) -> None:
    """The same out of what is summed by one thing already."""
    table, values = rollups.by_one(asked.first, asked.last)
    statement = (
        "SELECT by, code, CASE WHEN by = '' THEN day END, outcome,"  # noqa: S608
        f" sum(count)::bigint FROM {table} GROUP BY 1, 2, 3, 4"
    )
    for by, code, day, outcome, count in rows.select(statement, values):
        if by:
            sums.by[by][code][outcome] = count
        else:
            sums.by["day"][day][outcome] = count
            sums.by[""][""][outcome] += count


def _add(sums: _Sums, columns: Sequence[str], table: rollups.Table, asked: Asked) -> None:
    """Sum a table by each of its columns and the outcome, and by the outcome alone."""
    where, chosen = _where(asked)
    names = ", ".join(columns)
    sets = ", ".join(["(outcome)", *(f"({column}, outcome)" for column in columns)])
    statement = (
        f"SELECT {names}, GROUPING({names}), outcome, sum(count)::bigint"  # noqa: S608
        f" FROM (SELECT {names}, outcome, sum(count) AS count FROM {table[0]} {where}"
        f" GROUP BY {names}, outcome) summed GROUP BY GROUPING SETS ({sets})"
    )
    for *keys, grouping, outcome, count in rows.select(statement, [*table[1], *chosen]):
        # the bit of a column is 0 where the row is about that column
        place = next(
            (n for n in range(len(columns)) if not grouping >> (len(columns) - 1 - n) & 1), None
        )
        name, key = ("", "") if place is None else (columns[place], keys[place])
        sums.by[name][key][outcome] = count


def _reasons(sums: _Sums) -> list[tuple[str, int]]:
    found = [(line.code, line.count.refused) for line in sums.lines("reason")]
    return sorted(((code, count) for code, count in found if count), key=lambda each: -each[1])


def _hours(asked: Asked, sums: _Sums, number: str) -> list[Hour]:
    found = sums.by["hour"]
    table, values = rollups.by_hour(asked.first - DAY)
    where, chosen = _where(asked)
    statement = f"SELECT hour, sum(count)::bigint FROM {table} {where} GROUP BY hour"  # noqa: S608
    earlier = dict(rows.select(statement, [*values, *chosen]))
    traffic = sms.traffic_by_hour(number, first=asked.first, last=asked.last)
    return [
        Hour(
            hour,
            Count(**found.get(hour, {})),
            before=earlier.get(hour, 0),
            speed=Speed.of(traffic[hour].delays),
        )
        for hour in range(24)
    ]


def _days(asked: Asked, sums: _Sums) -> list[Line]:
    found = sums.by["day"]
    days = (asked.first + DAY * number for number in range(asked.days))
    return [Line(day.isoformat(), Count(**found.get(day, {}))) for day in days]


def _day_before(asked: Asked, now: dt.datetime) -> Count:
    """The day before; for today, of which the rest is still to come, until this time of the day."""
    before = asked.first - DAY
    if asked.first == clock.today() and not asked.is_filtered:
        until = (now - DAY).replace(second=0, microsecond=0)
        return _of_minutes(clock.start_of(before), until)
    earlier = Asked(before, before, asked.district, asked.purpose, asked.channel)
    return _sums(earlier).total()


def _of_minutes(begin: dt.datetime, end: dt.datetime) -> Count:
    counts: dict[str, int] = defaultdict(int)
    for _minute, outcome, count in _by_minute(begin, end):
        counts[outcome] += count
    return Count(**counts)


def _minutes(now: dt.datetime) -> list[tuple[dt.datetime, Count]]:
    end = now.replace(second=0, microsecond=0)
    begin = end - LAST_MINUTES * MINUTE
    found: dict[dt.datetime, dict[str, int]] = defaultdict(dict)
    for minute, outcome, count in _by_minute(begin, end):
        found[minute][outcome] = count
    minutes = (begin + MINUTE * number for number in range(LAST_MINUTES))
    return [(minute, Count(**found.get(minute, {}))) for minute in minutes]


def _by_minute(begin: dt.datetime, end: dt.datetime) -> Iterable[tuple[dt.datetime, str, int]]:
    table, values = rollups.by_minute(begin, end)
    statement = (
        f"SELECT minute, outcome, sum(count)::bigint FROM {table}"  # noqa: S608
        " GROUP BY minute, outcome"
    )
    return rows.select(statement, values)
