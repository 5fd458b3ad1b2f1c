"""Public statistics: a page, and the same as JSON and CSV for whoever wants to reckon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pencere.blocks.parties import api as parties
from pencere.casework.statistics import api
from pencere.casework.statistics.api import PublicFigures, PublicLine
from pencere.kernel import clock
from pencere.ui.api import render, spreadsheet

TABLES = ("services", "regions", "months")
COLUMNS = ("code", "title", "came", "closed", "median_days", "kept_percent")
KEPT = 600
"""Seconds for which the figures, which change once a month, are not added up again."""


@require_GET
@cache_control(public=True, max_age=KEPT)
def statistics(request: HttpRequest) -> HttpResponse:
    """The page for everybody."""
    figures = _figures()
    agencies = parties.agencies()
    months = [(_month(each.code), [each.came or 0, each.closed or 0]) for each in figures.months]
    context = {
        "figures": figures,
        "months": months,
        "month": _month,
        "others": {name: _others(figures, name) for name in ("services", "regions")},
        "agency_titles": {code: each.title for code, each in agencies.items()},
    }
    return render(request, "window/statistics.html", context)


def _others(figures: PublicFigures, table: str) -> dict[str, Any]:
    """The rows of which a count is not told, all together: how many, and what their sum is."""
    lines: Sequence[PublicLine] = getattr(figures, table)
    return {
        "rows": sum(each.came is None or each.closed is None for each in lines),
        "are_all": all(each.came is None for each in lines),
        "came": figures.came - sum(each.came or 0 for each in lines),
        "closed": figures.closed - sum(each.closed or 0 for each in lines),
    }


@require_GET
@cache_control(public=True, max_age=KEPT)
def statistics_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON: null where a small count is not published."""
    figures = _figures()
    tables = {name: [_plain(each) for each in getattr(figures, name)] for name in TABLES}
    return JsonResponse(
        {
            "first_day": figures.period.first.isoformat(),
            "last_day": figures.period.last.isoformat(),
            "came": figures.came,
            "closed": figures.closed,
            **tables,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@require_GET
@cache_control(public=True, max_age=KEPT)
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """All tables in one file: a column says which; empty where a count is not published."""
    figures = _figures()
    rows = [row for name in TABLES for row in _rows(name, getattr(figures, name))]
    return spreadsheet("statistics", ["table", *COLUMNS], rows)


def _figures() -> PublicFigures:
    key = f"public-figures:{clock.today().isoformat()}:{get_language()}"
    found: PublicFigures | None = cache.get(key)
    if found is None:
        found = api.public_figures()
        cache.set(key, found, KEPT)
    return found


def _rows(table: str, lines: Iterable[PublicLine]) -> Iterable[list[Any]]:
    for line in lines:
        yield [table, *(getattr(line, column) for column in COLUMNS)]


def _plain(line: PublicLine) -> dict[str, Any]:
    return {**asdict(line), "title": str(line.title)}


def _month(code: str) -> str:
    return dt.date.fromisoformat(code).strftime("%m.%Y")
