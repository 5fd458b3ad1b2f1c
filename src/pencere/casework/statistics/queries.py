"""Adding up the small tables for a head's dashboard."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from pencere.casework.applications import api as applications
from pencere.casework.definitions.api import all_current
from pencere.casework.statistics import rules
from pencere.casework.statistics.models import Counted, Flow, Open, Took
from pencere.casework.statistics.shapes import AgeLine, Dashboard, Line, Period, Speed
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.histograms import quantile
from pencere.kernel.text import Text

HEAD = "head"
DAY_MINUTES = 24 * 60
LONGEST_BY_WEEK = dt.timedelta(days=120)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a head asks for."""

    period: Period
    service: str = ""
    region: str = ""


def dashboard(*, actor: Actor, asked: Asked) -> Dashboard:
    """Figures of the head's agency. NotFound for who is no head."""
    if actor.kind != "officer" or HEAD not in actor.roles or actor.agency is None:
        raise NotFound
    tables = Tables.of(asked, agency=actor.agency)
    services, states = _titles()
    regions = applications.region_titles()
    return Dashboard(
        period=asked.period,
        total=tables.total(),
        spans=tuple(_spans(tables, asked.period)),
        ages=tuple(tables.ages()),
        steps=tuple(
            Line(
                f"{service}/{state}",
                _step_title(services, states, service, state),
                speed=speed(counts),
            )
            for (service, state), counts in sorted(tables.by_step().items())
        ),
        services=tuple(tables.lines("service", services)),
        regions=tuple(tables.lines("region", regions, unknown=_("not known"))),
        counted_at=Counted.objects.aggregate(last=Max("at"))["last"],
    )


class Tables:
    """The rows of the small tables that a question is about."""

    def __init__(self, flow: QuerySet[Flow], took: QuerySet[Took], opened: QuerySet[Open]) -> None:
        self.flow, self.took, self.open = flow, took, opened

    @classmethod
    def of(cls, asked: Asked, *, agency: str | None = None) -> Tables:
        """The rows for what is asked; `agency` None for all."""
        where = {"agency": agency, "service": asked.service, "region": asked.region}
        given = {name: value for name, value in where.items() if value}
        days = {"day__gte": asked.period.first, "day__lte": asked.period.last}
        last = Open.objects.aggregate(last=Max("day"))["last"]
        return cls(
            Flow.objects.filter(**given, **days),
            Took.objects.filter(**given, **days),
            Open.objects.filter(**given, day=last),
        )

    def total(self) -> Line:
        """All together."""
        flows = self.flows("kind")
        opened = self.open.aggregate(count=Sum("count"), overdue=Sum("overdue"))
        whole = self.took.filter(state=Took.WHOLE)
        return Line(
            "",
            "",
            came=flows.get((Flow.CAME,), 0),
            closed=sum(count for (kind,), count in flows.items() if kind != Flow.CAME),
            open=opened["count"] or 0,
            overdue=opened["overdue"] or 0,
            speed=speed(_buckets(whole)),
        )

    def flows(self, *by: str) -> dict[tuple[Any, ...], int]:
        """Counts of what came and was closed, by columns."""
        rows = self.flow.order_by().values_list(*by).annotate(total=Sum("count"))
        return {tuple(row[:-1]): row[-1] for row in rows}

    def ages(self) -> Iterable[AgeLine]:
        """What is open by class of age, young first."""
        rows = self.open.order_by().values_list("age").annotate(n=Sum("count"), o=Sum("overdue"))
        found = {age: (count, overdue) for age, count, overdue in rows}
        for number, limit in enumerate((*rules.AGES, None)):
            count, overdue = found.get(number, (0, 0))
            yield AgeLine(up_to_days=limit, count=count, overdue=overdue)

    def by_step(self) -> Mapping[tuple[str, str], Mapping[int, tuple[int, int, int]]]:
        """By service and state, its classes of duration."""
        rows = (
            self.took.exclude(state=Took.WHOLE)
            .order_by()
            .values_list("service", "state", "bucket")
            .annotate(n=Sum("count"), t=Sum("timed"), k=Sum("kept"))
        )
        found: dict[tuple[str, str], dict[int, tuple[int, int, int]]] = defaultdict(dict)
        for service, state, bucket, count, timed, kept in rows:
            found[service, state][bucket] = (count, timed, kept)
        return found

    def lines(
        self, column: str, titles: Mapping[str, Text], *, unknown: str = ""
    ) -> Iterable[Line]:
        """A row for each value of a column, what came most on top."""
        came, closed = Counter[str](), Counter[str]()
        for (code, kind), count in self.flows(column, "kind").items():
            (came if kind == Flow.CAME else closed)[code] += count
        opened = dict(self.open.order_by().values_list(column).annotate(n=Sum("count")))
        overdue = dict(self.open.order_by().values_list(column).annotate(n=Sum("overdue")))
        speeds = self._speeds(column)
        codes = sorted({*came, *closed, *opened}, key=lambda code: (-came[code], code))
        for code in codes:
            yield Line(
                code,
                titles.get(code, code or unknown),
                came=came[code],
                closed=closed[code],
                open=opened.get(code, 0),
                overdue=overdue.get(code, 0),
                speed=speed(speeds.get(code, {})),
            )

    def _speeds(self, column: str) -> Mapping[str, Mapping[int, tuple[int, int, int]]]:
        rows = (
            self.took.filter(state=Took.WHOLE)
            .order_by()
            .values_list(column, "bucket")
            .annotate(n=Sum("count"), t=Sum("timed"), k=Sum("kept"))
        )
        found: dict[str, dict[int, tuple[int, int, int]]] = defaultdict(dict)
        for code, bucket, count, timed, kept in rows:
            found[code][bucket] = (count, timed, kept)
        return found


def speed(buckets: Mapping[int, tuple[int, int, int]]) -> Speed:
    """Median, ninth decile and kept limits out of classes of duration."""
    counts = {bucket: count for bucket, (count, _timed, _kept) in buckets.items()}
    return Speed(
        count=sum(counts.values()),
        median_days=_days(quantile(counts, 0.5)),
        p90_days=_days(quantile(counts, 0.9)),
        timed=sum(timed for _count, timed, _kept in buckets.values()),
        kept=sum(kept for _count, _timed, kept in buckets.values()),
    )


def _days(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes / DAY_MINUTES, 1)


def _buckets(took: QuerySet[Took]) -> Mapping[int, tuple[int, int, int]]:
    rows = (
        took.order_by()
        .values_list("bucket")
        .annotate(n=Sum("count"), t=Sum("timed"), k=Sum("kept"))
    )
    return {bucket: (count, timed, kept) for bucket, count, timed, kept in rows}


def _spans(tables: Tables, period: Period) -> Iterable[Line]:
    """What came and was closed, by week in a short period, else by month."""
    is_short = period.last - period.first <= LONGEST_BY_WEEK
    return _by_span(tables, period, _week if is_short else _month)


def spans_by_month(tables: Tables, period: Period) -> Iterable[Line]:
    """What came and was closed, by month."""
    return _by_span(tables, period, _month)


def _by_span(tables: Tables, period: Period, begin: Callable[[dt.date], dt.date]) -> Iterable[Line]:
    came, closed = Counter[dt.date](), Counter[dt.date]()
    for (day, kind), count in tables.flows("day", "kind").items():
        (came if kind == Flow.CAME else closed)[begin(day)] += count
    spans = {begin(period.first + DAY * number) for number in range(_length(period))}
    for span in sorted(spans):
        yield Line(span.isoformat(), span.isoformat(), came=came[span], closed=closed[span])


def _length(period: Period) -> int:
    return (period.last - period.first).days + 1


def _week(day: dt.date) -> dt.date:
    return day - DAY * day.weekday()


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _titles() -> tuple[dict[str, Text], dict[tuple[str, str], Text]]:
    """Titles of services and of their states, as they are called now."""
    services: dict[str, Text] = {}
    states: dict[tuple[str, str], Text] = {}
    for each in all_current():
        definition = each.definition
        services[definition.id] = definition.title
        for code, state in definition.workflow.states.items():
            states[definition.id, code] = state.title
    return services, states


def _step_title(
    services: Mapping[str, Text], states: Mapping[tuple[str, str], Text], service: str, state: str
) -> str:
    return f"{services.get(service, service)}: {states.get((service, state), state)}"


def last_days(count: int) -> Period:
    """The last so many days, today among them."""
    today = clock.today()
    return Period(today - DAY * (count - 1), today)
