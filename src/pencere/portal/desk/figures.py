"""The head's dashboard: how many, how old, how long, in time; each table as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.casework.applications import api as applications
from pencere.casework.officers import api as officers
from pencere.casework.statistics import api
from pencere.casework.statistics.api import Asked, Dashboard, Line, Period
from pencere.kernel import clock
from pencere.portal.desk.queue import day_of
from pencere.ui.api import DeskEntry, add_desk_entry, show_at_desk, spreadsheet

HEADS = frozenset({"head"})
PERIODS: dict[str, tuple[int, Any]] = {
    "30": (30, gettext_lazy("30 days")),
    "90": (90, gettext_lazy("90 days")),
    "365": (365, gettext_lazy("A year")),
}
USUAL = "90"
LONGEST = 3 * 366
TABLES = ("spans", "ages", "steps", "services", "regions")

add_desk_entry(
    DeskEntry("desk:statistics", gettext_lazy("Statistics"), order=40, is_for=officers.is_head)
)


@require_GET
@officer_with(HEADS)
def statistics(request: HttpRequest) -> HttpResponse:
    """The dashboard of the head's agency; what is asked stands in the address."""
    asked = asked_of(request)
    board = api.dashboard(actor=actor_of(request), asked=asked)
    wanted = request.GET.get("table", "")
    if wanted:
        if wanted not in TABLES:
            raise Http404
        heads, *rows = rows_of(board, wanted)
        return spreadsheet(wanted, heads, rows)
    context = {
        "board": board,
        "asked": asked,
        "periods": {code: words for code, (_days, words) in PERIODS.items()},
        "period": request.GET.get("period", USUAL),
        "services": applications.queue_services(actor=actor_of(request)),
        "regions": applications.region_titles(),
        "spans": [(short_day(each.code), [each.came, each.closed]) for each in board.spans],
        "ages": [(age_words(each.up_to_days), [each.count]) for each in board.ages],
        "age_words": age_words,
    }
    return show_at_desk(request, "desk/statistics.html", context)


def asked_of(request: HttpRequest) -> Asked:
    """What an address asks for; what makes no sense there counts as not given."""
    first = day_of(request.GET.get("first", ""))
    last = day_of(request.GET.get("last", ""))
    days, _words = PERIODS.get(request.GET.get("period", ""), PERIODS[USUAL])
    period = api.last_days(days)
    if first and last and first <= last and (last - first).days < LONGEST:
        period = Period(first, min(last, clock.today()) if first <= clock.today() else last)
    texts = {
        name: request.GET.get(name, "").replace("\0", "")[:80] for name in ("service", "region")
    }
    return Asked(period, **texts)


def age_words(up_to: int | None) -> str:
    """How a class of age is called."""
    if up_to is None:
        return _("older")
    return _("up to %(days)s days") % {"days": up_to}


def short_day(code: str) -> str:
    """The first day of a week or a month, short enough for a chart."""
    return dt.date.fromisoformat(code).strftime("%d.%m.%y")


def rows_of(board: Dashboard, table: str) -> Iterable[list[Any]]:
    """A table of the dashboard, its head first."""
    if table == "ages":
        yield [_("Age"), _("Open"), _("Overdue")]
        yield from ([age_words(each.up_to_days), each.count, each.overdue] for each in board.ages)
        return
    if table == "steps":
        yield [
            _("Step"),
            _("Done"),
            _("Median, days"),
            _("Nine of ten, days"),
            _("In time (percent)"),
        ]
        yield from ([str(each.title), each.speed.count, *_speed(each)] for each in board.steps)
        return
    yield [
        *(_("From") if table == "spans" else _("What"), _("Came"), _("Finished")),
        *(
            _("Open"),
            _("Overdue"),
            _("Median, days"),
            _("Nine of ten, days"),
            _("In time (percent)"),
        ),
    ]
    for each in getattr(board, table):
        counts = [each.came, each.closed, each.open, each.overdue]
        yield [str(each.title), *counts, *_speed(each)]


def _speed(line: Line) -> list[Any]:
    speed = line.speed
    return [speed.median_days, speed.p90_days, speed.kept_percent]
