"""Figures of permits for everybody: days that are over, no persons, small counts left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from pencere.casework.statistics.api import hidden
from pencere.kernel import clock, rows
from pencere.kernel.spans.api import reached_at
from pencere.kernel.text import Text
from pencere.systems.sms_permits import figures_words, open_rules
from pencere.systems.sms_permits.open_rules import DAY, Period
from pencere.systems.sms_permits.rollups import NAME

KEPT = 600
"""Seconds for which figures, which change once a day, are not added up again."""
MOST_DAYS = {"days": 366, "hours": 31, "districts": 92, "purposes": 366, "results": 366}
"""Tables, and about how many days one request may be."""
LATE = dt.timedelta(minutes=10)
"""So long after midnight the last decisions of a day are surely counted."""
EARLIEST = dt.date(2000, 1, 2)
DIMENSIONS = ("hours", "districts", "purposes", "results")

_DAYS = (
    "SELECT day, sum(count)::bigint FROM sms_permits_day_margin"
    " WHERE day BETWEEN %s AND %s AND by = '' AND outcome <> 'told' GROUP BY day"
)
_BY = (
    "SELECT day, {code}, sum(count)::bigint FROM {source} day = ANY(%s) AND outcome <> 'told'"
    " GROUP BY 1, 2"
)
_SOURCES: Mapping[str, tuple[str, str]] = {
    "hours": ("lpad(hour::text, 2, '0')", "sms_permits_hour_count WHERE"),
    "districts": ("code", "sms_permits_day_margin WHERE by = 'district' AND"),
    "purposes": ("code", "sms_permits_day_margin WHERE by = 'purpose' AND"),
    "results": (
        "CASE outcome WHEN 'refused' THEN 'refused:' || code ELSE outcome END",
        "sms_permits_day_margin WHERE by = 'reason' AND",
    ),
}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One published count."""

    period: str
    first: dt.date
    last: dt.date
    code: str
    title: Text
    count: int | None
    """None where a small count could tell of somebody."""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table for everybody."""

    name: str
    first: dt.date
    last: dt.date
    rows: Sequence[OpenRow]


def today() -> dt.date:
    """The first day that is not published: a day is when it is over and all of it is counted."""
    counted = reached_at(NAME)
    if counted is None:
        return dt.date.min
    return min(clock.today(), timezone.localdate(counted - LATE))


def span(first: dt.date | None, last: dt.date | None, *, most: int) -> tuple[dt.date, dt.date]:
    """The days that are meant when a border is left out: the latest that are over."""
    yesterday = max(today(), EARLIEST) - DAY
    last = last or (min(first + (most - 1) * DAY, yesterday) if first else yesterday)
    return first or last - (min(most, 31) - 1) * DAY, last


def table(name: str, *, first: dt.date, last: dt.date) -> OpenTable:
    """One of the tables, about the days from `first` to `last` that are over; of breakdowns those
    whose periods begin there. The same question within ten minutes is not reckoned anew."""
    key = f"sms-permits.open:{name}:{first}:{last}:{today()}"
    found: OpenTable | None = cache.get(key)
    if found is None:
        made = _days(first, last) if name == "days" else _broken_down(name, first, last)
        found = OpenTable(name, first, last, made)
        cache.set(key, found, KEPT)
    return found


def periods(first: dt.date, last: dt.date) -> list[Period]:
    """The periods that begin on those days."""
    begin = first - DAY * first.weekday()
    end = last + DAY * (6 - last.weekday())
    counts = dict.fromkeys(_calendar(begin, end), 0)
    counts.update(rows.select(_DAYS, [begin, end]))
    found = open_rules.periods(counts, today=today())
    return [period for period in found if first <= period.first <= last]


def breakdown(name: str, period: Period) -> list[OpenRow]:
    """One period by one dimension, most first (hours in their order)."""
    found = [
        row for row in _broken_down(name, period.first, period.first) if row.period == period.code
    ]
    if name == "hours":
        return found
    return sorted(found, key=lambda row: (row.count is None, -(row.count or 0), row.code))


def _days(first: dt.date, last: dt.date) -> list[OpenRow]:
    counts = dict(rows.select(_DAYS, [first, last]))
    end = today()
    days = [day for day in _calendar(first, last) if day < end]
    nothing = Text({})
    return [
        OpenRow(day.isoformat(), day, day, "", nothing, int(counts.get(day, 0))) for day in days
    ]


def _calendar(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + DAY * number for number in range((last - first).days + 1))


def _broken_down(name: str, first: dt.date, last: dt.date) -> list[OpenRow]:
    wanted = periods(first, last)
    code, source = _SOURCES[name]
    statement = _BY.format(code=code, source=source)
    days = [day for period in wanted for day in period.days]
    by_day: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for day, value, count in rows.select(statement, [days]):
        by_day[day][value] = count
    titles = _titles(name)
    return [row for period in wanted for row in _of_period(period, by_day, titles, name)]


def _of_period(
    period: Period,
    by_day: Mapping[dt.date, Mapping[str, int]],
    titles: Mapping[str, Text],
    name: str,
) -> Iterable[OpenRow]:
    counts: dict[str, int] = dict.fromkeys(titles, 0)
    for day in period.days:
        for code, count in by_day[day].items():
            counts[code] = counts.get(code, 0) + count
    codes = list(counts)
    shown = open_rules.shown([counts[code] for code in codes], _hiding)
    title = _title_of(name)
    for code, told in zip(codes, shown, strict=True):
        words = titles.get(code) or title(code)
        yield OpenRow(period.code, period.first, period.last, code, words, told)


def _itself(code: str) -> str:
    return code


def _hiding(counts: Sequence[int]) -> tuple[frozenset[int], bool]:
    found = hidden(counts)
    return found.places, found.total


def _titles(name: str) -> Mapping[str, Text]:
    """Rows that a table has in any case, so that a missing row tells nothing."""
    if name == "hours":
        return {f"{hour:02d}": Text({}) for hour in range(24)}
    if name == "districts":
        return {
            **figures_words.districts_text(),
            "": figures_words.in_all(figures_words.district, ""),
        }
    if name == "purposes":
        return {
            **figures_words.purposes_text(),
            "": figures_words.in_all(figures_words.purpose, ""),
        }
    results = [*figures_words.RESULTS]
    return {code: figures_words.in_all(figures_words.result, code) for code in results}


def _title_of(name: str) -> Callable[[str], Text]:
    words: Callable[[str], str] = {
        "hours": _itself,
        "districts": figures_words.district,
        "purposes": figures_words.purpose,
        "results": figures_words.result,
    }[name]
    return lambda code: figures_words.in_all(words, code)
