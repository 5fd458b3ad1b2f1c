"""Figures for everybody: the last twelve months that are over, no persons, small counts hidden.

Only whole months that are over are published, in tables of one dimension that share their
total: by service, by region. There is no choice of a period or of a service, so nobody can take
one answer from another; within a table `rules.hidden` sees to it. How many came in all, and in
each month, is told always: it says nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from pencere.casework.applications import api as applications
from pencere.casework.definitions.api import all_current
from pencere.casework.statistics import rules
from pencere.casework.statistics.queries import Asked, Tables, spans_by_month
from pencere.casework.statistics.shapes import Line, Period, PublicFigures, PublicLine
from pencere.kernel import clock

MONTHS = 12


def public_figures() -> PublicFigures:
    """What everybody may see."""
    period = last_months(MONTHS)
    tables = Tables.of(Asked(period))
    current = {each.definition.id: each.definition for each in all_current()}
    titles = {code: definition.title for code, definition in current.items()}
    agencies = {code: definition.agency for code, definition in current.items()}
    regions = applications.region_titles()
    services = list(tables.lines("service", titles))
    by_region = list(tables.lines("region", regions, unknown=_("not known")))
    months = list(spans_by_month(tables, period))
    return PublicFigures(
        period=period,
        came=sum(line.came for line in months),
        closed=sum(line.closed for line in months),
        services=_public(services, agencies),
        regions=_public(by_region),
        months=tuple(_told(line) for line in months),
    )


def last_months(count: int) -> Period:
    """The last so many whole months before the present one."""
    last = clock.today().replace(day=1) - dt.timedelta(days=1)
    begin = clock.today().replace(day=1)
    for _month in range(count):
        begin = (begin - dt.timedelta(days=1)).replace(day=1)
    return Period(begin, last)


def _public(
    lines: Sequence[Line], agencies: dict[str, str] | None = None
) -> tuple[PublicLine, ...]:
    """The rows of one table, with what must not be shown left out."""
    came = _hidden([line.came for line in lines])
    closed = _hidden([line.closed for line in lines])
    return tuple(
        PublicLine(
            code=line.code,
            title=line.title,
            agency=(agencies or {}).get(line.code, ""),
            came=None if place in came else line.came,
            closed=None if place in closed else line.closed,
            median_days=_median(line) if place not in closed else None,
            kept_percent=_kept(line) if place not in closed else None,
        )
        for place, line in enumerate(lines)
    )


def _hidden(counts: Sequence[int]) -> frozenset[int]:
    """Which counts must not stand beside their sum, which is told: all of them where it would
    give one away."""
    hiding = rules.hidden(counts)
    return frozenset(range(len(counts))) if hiding.total else hiding.places


def _told(line: Line) -> PublicLine:
    """A month: its counts alone."""
    return PublicLine(
        code=line.code,
        title=line.title,
        agency="",
        came=line.came,
        closed=line.closed,
        median_days=None,
        kept_percent=None,
    )


def _median(line: Line) -> float | None:
    """A median of few is nearly one person's own."""
    return line.speed.median_days if line.speed.count >= rules.LEAST else None


def _kept(line: Line) -> int | None:
    late = line.speed.timed - line.speed.kept
    return line.speed.kept_percent if rules.may_share(line.speed.kept, late) else None
