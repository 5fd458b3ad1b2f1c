"""Public registers: what agencies granted, for anyone to search and take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of
from pencere.blocks.parties import api as parties
from pencere.casework.entitlements import api
from pencere.casework.entitlements.api import Filters, Row
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import PublicRegister, pack
from pencere.ui.api import Crumb, FormErrors, Pager, changed_address, render, spreadsheet_lines


@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All public registers, with how much each holds in force."""
    found = [
        (each, parties.agency(each.agency).title, api.counted(each))
        for each in api.public_registers().values()
    ]
    return render(request, "window/registers.html", {"registers": found})


@require_GET
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Search of one register; everything stands in the address."""
    found = api.public_register(slug)
    filters = Filters.of(request.GET)
    errors = FormErrors()
    try:
        page = api.search(register=found, filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = api.ListPage(rows=(), next_cursor=None)
    context = {
        "register": found,
        "agency": parties.agency(found.agency).title,
        "page": page,
        "errors": errors,
        "filters": filters,
        "states": api.STATES.items(),
        "regions": pack().addresses().regions().items(),
        "most": api.EXPORT_LIMIT,
        "query": _query(request),
        "crumbs": _crumbs(found.title),
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next_cursor)
            if page.next_cursor
            else "",
            first_address=changed_address(request, cursor=None) if filters.cursor else "",
        ),
    }
    return render(request, "window/register.html", context, status=422 if errors else 200)


@require_GET
def entry(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One entry, with what happened to it; not who did it, nor what they wrote."""
    found = api.public_register(slug)
    row, events = api.entry(register=found, number=number)
    context = {
        "register": found,
        "row": row,
        "agency": parties.agency(row.agency).title,
        "timeline": api.timeline(events, is_public=True),
        "crumbs": _crumbs(
            row.number, Crumb(found.title, reverse("window:register", args=[found.slug]))
        ),
    }
    return render(request, "window/register_entry.html", context)


@require_GET
def export(request: HttpRequest, slug: str, form: str) -> StreamingHttpResponse:
    """A search as a file, read from the database while it is sent. TooMany for who asks often."""
    found = api.public_register(slug)
    api.count_export(address=actor_of(request).address or request.META.get("REMOTE_ADDR", ""))
    rows = api.exported(register=found, filters=Filters.of(request.GET))
    if form == "csv":
        content, kind = _csv(rows, _headings(), get_language() or ""), "text/csv"
    else:
        content, kind = _json(found, rows), "application/json"
    response = StreamingHttpResponse(content, content_type=f"{kind}; charset=utf-8")
    name = f"{found.slug}-{clock.today().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Row-Limit"] = str(api.EXPORT_LIMIT)
    return response


def _headings() -> list[str]:
    return [
        _("Number"), _("What"), _("Holder"), _("Activity"), _("Region"), _("In force from"),
        _("In force until"), _("State"),
    ]  # fmt: skip


def _csv(rows: Iterator[Row], headings: list[str], language: str) -> Iterator[str]:
    """Lines of CSV. They are made while they are sent, when no language is active any more."""
    with override(language):
        states = {code: str(words) for code, words in api.STATES.items()}
    cells = (
        [
            row.number,
            row.title.in_language(language),
            row.holder_name,
            row.activity.in_language(language) if row.activity else None,
            row.region.in_language(language) if row.region else None,
            row.valid_from.isoformat(),
            row.valid_until.isoformat() if row.valid_until else None,
            states[row.state],
        ]
        for row in rows
    )
    return spreadsheet_lines(headings, cells)


def _json(register: PublicRegister, rows: Iterator[Row]) -> Iterator[str]:
    head = {
        "register": register.code,
        "title": dict(register.title),
        "as_of": clock.now().isoformat(),
        "limit": api.EXPORT_LIMIT,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": ['
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(_plain(row), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _plain(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "title": dict(row.title),
        "holder": row.holder_name or None,
        "activity": dict(row.activity) if row.activity else None,
        "region": dict(row.region) if row.region else None,
        "agency": row.agency,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "state": row.state,
        "suspended_until": row.suspended_until.isoformat() if row.suspended_until else None,
    }


def _query(request: HttpRequest) -> str:
    """The search without its page, for the addresses of the files."""
    query = request.GET.copy()
    query.pop("cursor", None)
    return f"?{query.urlencode()}" if query else ""


def _crumbs(title: object, *between: Crumb) -> list[Crumb]:
    way = (Crumb(_("Public registers"), reverse("window:registers")), *between, Crumb(title))
    return [Crumb(_("Home"), "/"), *way]
