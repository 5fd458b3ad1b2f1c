"""Where an account is signed in now, and its sign-ins of all time."""

from __future__ import annotations

import datetime as dt

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity import history, open_sessions
from pencere.blocks.identity.access import signed_in
from pencere.kernel import clock
from pencere.kernel.journal.api import Cursor
from pencere.ui.api import Pager, changed_address, formatting, parse_date, render, spreadsheet

MOST_ROWS = 20_000
"""Of a file; who signs in ten times a day fills it in five years."""


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """The devices that are signed in; a POST signs out one (`session`), all others, or all
    (`everywhere`). A session that isn't the account's is 404."""
    account = authenticated_user(request)
    if request.method == "POST":
        label = request.POST.get("session")
        if label:
            open_sessions.end_one(request, account, label)
            messages.success(request, _("That device is signed out."))
            return HttpResponseRedirect(reverse("usersessions_list"))
        open_sessions.end_others(request, account)
        if "everywhere" in request.POST:
            logout(request)
            messages.success(request, _("You are signed out everywhere."))
            return HttpResponseRedirect("/")
        messages.success(request, _("You have been signed out everywhere else."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    context = {
        "sessions": open_sessions.of_account(request, account),
        "methods_in_words": lambda codes: ", ".join(str(history.METHODS[code]) for code in codes),
        "levels": history.LEVELS,
    }
    return render(request, "identity/sessions.html", context)


@require_GET
@never_cache
@signed_in
def sign_ins(request: HttpRequest) -> HttpResponse:
    """When, how, from where, to which service, and how it ended; page by page."""
    filters, before = _filters(request), request.GET.get("before")
    page = history.page_of(
        authenticated_user(request), filters, before=Cursor.parse(before) if before else None
    )
    context = {
        "rows": page.rows,
        "filters": filters,
        "typed": {key: request.GET.get(key, "")[:20] for key in ("since", "until")},
        "are_set": bool(filters.since or filters.until or filters.only_failed),
        "pager": Pager(
            next_address=changed_address(request, before=page.next) if page.next else "",
            first_address=changed_address(request, before=None) if before else "",
        ),
    }
    return render(request, "identity/sign_ins.html", context)


@require_GET
@never_cache
@signed_in
def sign_ins_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a file for a spreadsheet."""
    rows = history.everything(authenticated_user(request), _filters(request), most=MOST_ROWS)
    header = [_("When"), _("What"), _("How"), _("Level"), _("Address"), _("Ended"), _("When ended")]
    cells = (
        (
            _moment(row.at),
            row.words,
            ", ".join(row.methods),
            row.level,
            row.address,
            row.ended,
            _moment(row.ended_at) if row.ended_at else "",
        )
        for row in rows
    )
    return spreadsheet(f"sign-ins-{clock.today().isoformat()}", header, cells)


def _moment(at: dt.datetime) -> str:
    return f"{formatting.date_short(at)} {formatting.time_of_day(at)}"


def _filters(request: HttpRequest) -> history.Filters:
    """What the address asks for; what can't be read is left out."""
    return history.Filters(
        since=parse_date(request.GET.get("since", "")[:20]),
        until=parse_date(request.GET.get("until", "")[:20]),
        only_failed=request.GET.get("show") == "failed",
    )
