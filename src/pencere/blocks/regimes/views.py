"""Pages at the desk about what a regime sets: what holds, what held, what will, and the
differences."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import Account, actor_of, officer_with
from pencere.blocks.regimes import access, drafts, queries, rules, wording
from pencere.blocks.regimes.kinds import kind_of
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.paging import Cursor
from pencere.ui.api import (
    DeskEntry,
    Pager,
    add_desk_entry,
    changed_address,
    formatting,
    show_at_desk,
    spreadsheet,
)

add_desk_entry(
    DeskEntry(
        "regimes:overview",
        gettext_lazy("Rules of regimes"),
        order=60,
        is_for=access.is_regime_officer,
        group=access.DESK_GROUP,
    )
)
_officer = officer_with([rules.ROLE])
STATUS = {
    "waiting": gettext_lazy("Waits for a decision"),
    "approved": gettext_lazy("Approved by a second officer"),
    "rejected": gettext_lazy("Rejected by a second officer"),
    "withdrawn": gettext_lazy("Withdrawn by who proposed it"),
}


@require_GET
@_officer
def overview(request: HttpRequest) -> HttpResponse:
    """The regimes of the officer's agency, and what waits."""
    found = queries.regimes_of(actor_of(request))
    return show_at_desk(request, "regimes/overview.html", {"regimes": found})


@require_GET
@_officer
def regime(request: HttpRequest, code: str) -> HttpResponse:
    """What holds now and will hold, what waits, and the versions."""
    actor = actor_of(request)
    access.regime(actor=actor, code=code)
    kind, versions = kind_of(code), queries.versions(code)
    current = queries.in_force(versions)
    shown = current or (versions[0] if versions else None)
    older = _number(request, "older", 0)
    listed = [each for each in versions if not older or each.number < older][: queries.A_PAGE]
    has_older = bool(listed) and listed[-1].number > 1
    context = {
        "kind": kind,
        "current": current,
        "sections": _sections(shown) if shown else [],
        "periods": queries.periods(code)[: queries.A_PAGE],
        "versions": listed,
        "has_several": len(versions) > 1,
        "pager": Pager(
            next_address=changed_address(request, older=listed[-1].number) if has_older else "",
            first_address=changed_address(request, older=None) if older else "",
        ),
        "waiting": queries.waiting(code),
        "drafts": queries.drafts_of(actor, code),
        "actor": actor,
    }
    return show_at_desk(request, "regimes/regime.html", context)


@require_GET
@_officer
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: its values, who proposed and approved it and why, when it held."""
    access.regime(actor=actor_of(request), code=code)
    found = queries.version(code, number)
    before = queries.version(code, number - 1) if number > 1 else None
    kind = kind_of(code)
    context = {
        "kind": kind,
        "version": found,
        "is_in_force": found.is_in_force(clock.now()),
        "sections": _sections(found),
        "before": before,
        "differences": wording.differences(kind.fields, before.values, found.values)
        if before
        else [],
    }
    return show_at_desk(request, "regimes/version.html", context)


@require_GET
@_officer
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions side by side: `?one=1&other=3`, else the last two."""
    access.regime(actor=actor_of(request), code=code)
    numbers = [each.number for each in queries.versions(code)]
    if not numbers:
        raise NotFound
    other = _number(request, "other", numbers[0])
    one = _number(request, "one", numbers[1] if len(numbers) > 1 else numbers[0])
    before, after = queries.version(code, one), queries.version(code, other)
    kind = kind_of(code)
    context = {
        "kind": kind,
        "numbers": [(str(n), _("Version %(number)s") % {"number": n}) for n in numbers],
        "before": before,
        "after": after,
        "differences": wording.differences(kind.fields, before.values, after.values),
    }
    return show_at_desk(request, "regimes/compare.html", context)


@require_GET
@_officer
def history(request: HttpRequest, code: str) -> HttpResponse:
    """The versions as a file for spreadsheets: when, who, why."""
    access.regime(actor=actor_of(request), code=code)
    header = [
        _("Version"), _("Begins"), _("Ends"), _("Proposed by"), _("Approved by"), _("Reason"),
        _("Decision or law"),
    ]  # fmt: skip
    rows = [
        [
            each.number,
            span and formatting.date_and_time(span.starts_at),
            span and formatting.date_and_time(span.ends_at),
            _who(each.proposal.proposed_by if each.proposal else None),
            _who(each.proposal.decided_by if each.proposal else None),
            each.reason,
            each.law,
        ]
        for each in queries.versions(code)
        for span in each.spans or [None]
    ]
    return spreadsheet(f"{code}-versions", header, rows)


@require_GET
@_officer
def proposals(request: HttpRequest, code: str) -> HttpResponse:
    """All that was proposed, the newest first."""
    access.regime(actor=actor_of(request), code=code)
    status, before = request.GET.get("status", ""), request.GET.get("before", "")
    try:
        cursor = Cursor.parse(before) if before else None
        page = queries.proposals(code, status=status, before=cursor)
    except Invalid:
        return redirect("regimes:proposals", code=code)
    context = {
        "kind": kind_of(code),
        "page": page,
        "status": status,
        "statuses": STATUS,
        "pager": Pager(
            next_address=changed_address(request, before=str(page.next)) if page.next else "",
            first_address=changed_address(request, before=None) if before else "",
        ),
    }
    return show_at_desk(request, "regimes/proposals.html", context)


@require_POST
@_officer
def start(request: HttpRequest, code: str) -> HttpResponse:
    """A new draft: to change what holds, to let former rules hold again, or to lift."""
    typed = request.POST.get("version", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None
    if typed and number is None:
        raise NotFound
    try:
        made = drafts.start(
            actor=actor_of(request),
            code=code,
            number=number,
            is_lift=request.POST.get("kind") == "lift",
        )
    except Conflict as problem:
        return show_at_desk(
            request,
            "regimes/refused.html",
            {"problem": problem, "back": _page_of(code)},
            status=409,
        )
    return redirect("regimes:edit", proposal_id=made.pk)


def _who(account: Account | None) -> str:
    return account.party.name if account else ""


def _page_of(code: str) -> str:
    return reverse("regimes:regime", args=[code])


def _sections(shown: queries.VersionView) -> list[wording.Section]:
    return wording.sections(kind_of(shown.code).fields, shown.values, shown.marks)


def _number(request: HttpRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else default
