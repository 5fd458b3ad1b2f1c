"""The rules that hold, for everybody: as a page, as JSON and as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pencere.blocks.parties import api as parties
from pencere.blocks.regimes import queries, wording
from pencere.blocks.regimes.fields import JSON, Field, Table
from pencere.blocks.regimes.kinds import RegimeKind, kind_of, kinds
from pencere.blocks.regimes.models import Regime
from pencere.blocks.regimes.writing import in_languages
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.ui.api import render, spreadsheet


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The regimes, and since when the rules of each hold."""
    known = kinds()
    rows = Regime.objects.filter(code__in=known).order_by("code")
    found = [(known[row.code], queries.period_now(queries.periods(row.code))) for row in rows]
    return render(request, "regimes/public_list.html", {"regimes": found})


@require_GET
def rules_of(request: HttpRequest, code: str) -> HttpResponse:
    """What holds now, from when, by which decision; and what is to come."""
    kind, regime = _regime(code)
    now = clock.now()
    versions, periods = queries.versions(code), queries.periods(code)
    current = queries.in_force(versions)
    ahead = [each for each in versions if any(span.starts_at > now for span in each.spans)]
    base = current.values if current else {}
    context = {
        "kind": kind,
        "agency": parties.agency(regime.agency_id),
        "current": current,
        "period": queries.period_now(periods),
        "sections": _public(kind, current) if current else [],
        "periods": periods,
        "ahead": [
            (each, wording.differences(_public_fields(kind), base, each.values))
            for each in reversed(ahead)
            if each is not current
        ],
    }
    return render(request, "regimes/public.html", context)


@require_GET
def rules_json(request: HttpRequest, code: str) -> JsonResponse:
    """The timeline with the values of each version that held, holds or will hold."""
    kind, regime = _regime(code)
    content = {
        "code": code,
        "title": in_languages(kind.title),
        "agency": regime.agency_id,
        "versions": [
            {
                "number": each.number,
                "periods": [
                    {
                        "from": span.starts_at.isoformat(),
                        "until": span.ends_at.isoformat() if span.ends_at else None,
                    }
                    for span in each.spans
                ],
                "reason": dict(each.reason),
                "law": dict(each.law),
                "values": {
                    field.key: _public_value(field, each.values[field.key])
                    for field in _public_fields(kind)
                },
            }
            for each in queries.versions(code)
            if each.spans
        ],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_GET
def rules_csv(request: HttpRequest, code: str) -> HttpResponse:
    """What holds now, a line for each value."""
    kind, _regime_row = _regime(code)
    current = queries.in_force(queries.versions(code))
    rows: list[list[Any]] = []
    for section in _public(kind, current) if current else []:
        for said in section.values:
            rows.append([section.title, said.title, "" if said.table else said.words])
            columns, lines = said.table or ((), ())
            for number, line in enumerate(lines, start=1):
                for title, words in zip(columns, line, strict=True):
                    rows.append([said.title, f"{number}. {title}", words])
    return spreadsheet(f"{code}-rules", [_("Under"), _("What"), _("Value")], rows)


def _regime(code: str) -> tuple[RegimeKind, Regime]:
    kind = kind_of(code)
    found = Regime.objects.filter(pk=code).first()
    if found is None:
        raise NotFound
    return kind, found


def _public_fields(kind: RegimeKind) -> list[Field]:
    return [_public_columns(field) for field in kind.fields if field.is_public]


def _public_columns(field: Field) -> Field:
    if not isinstance(field, Table):
        return field
    return replace(field, columns=[column for column in field.columns if column.is_public])


def _public_value(field: Field, value: JSON) -> JSON:
    if not isinstance(field, Table):
        return value
    return [{column.key: row.get(column.key) for column in field.columns} for row in value or ()]


def _public(kind: RegimeKind, shown: queries.VersionView) -> list[wording.Section]:
    return wording.sections(_public_fields(kind), shown.values, shown.marks)
