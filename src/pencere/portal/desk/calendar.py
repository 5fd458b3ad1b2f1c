"""The officers' calendar of a place: a day or a week of appointments, on screen, on paper and as
a table, and the place's closures and extra hours."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer, officer_with
from pencere.casework.appointments import api
from pencere.kernel import clock
from pencere.kernel.errors import Invalid, NotFound
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    add_desk_entry,
    is_language_switch,
    parse_date,
    render,
    show_at_desk,
    spreadsheet,
)

WEEK = 7
VIEWS = {"day": 1, "week": WEEK}
DAYS = dt.timedelta(days=1)
STATUS = {
    "booked": gettext_lazy("booked"),
    "held": gettext_lazy("took place"),
    "missed": gettext_lazy("missed"),
}

add_desk_entry(
    DeskEntry(
        "desk:calendar",
        gettext_lazy("Calendar"),
        order=40,
        is_for=lambda actor: bool(api.own_places(actor=actor)),
    )
)


@require_GET
@officer
def calendar(request: HttpRequest) -> HttpResponse:
    """A day or a week of a place; all of it stands in the address."""
    context = _context(request)
    if "print" in request.GET:
        return render(request, "desk/calendar_print.html", context)
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], address: str = "") -> HttpResponse:
    actor = actor_of(request)
    since = api.feed_since(actor=actor, place=context["place"].code)
    more = {"address": address, "feed_since": since, "is_head": "head" in actor.roles}
    return show_at_desk(request, "desk/calendar.html", {**context, **more})


@require_GET
@officer
def table(request: HttpRequest) -> HttpResponse:
    """The same days as a table for a spreadsheet."""
    context = _context(request)
    heads = [_("Day"), _("From"), _("To"), _("Number"), _("Service"), _("Applicant"), _("State")]
    lines = [_line(visit) for day in context["days"] for visit in day.visits]
    response = spreadsheet(f"{context['place'].code}-{context['first']}", heads, lines)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@officer
def feed(request: HttpRequest) -> HttpResponse:
    """Make, renew or end the secret address of the calendar of the place in the address."""
    actor = actor_of(request)
    context = _context(request)
    place = context["place"].code
    if "_end" in request.POST:
        api.end_feed(actor=actor, place=place)
        messages.success(request, _("The address no longer works."))
        return redirect(f"{reverse('desk:calendar')}?place={place}#feed")
    secret = api.renew_feed(actor=actor, place=place)
    return _page(request, context, address=api.feed_address(secret))


@require_http_methods(["GET", "POST"])
@officer_with({"head"})
def hours(request: HttpRequest, place: str) -> HttpResponse:
    """Closures and extra hours of a place, entered by its head."""
    actor = actor_of(request)
    errors = FormErrors()
    ahead = api.exceptions_ahead(actor=actor, place=place)
    if request.method == "POST" and not is_language_switch(request):
        try:
            _enter(request, place)
        except Invalid as problem:
            errors = FormErrors(problem.fields, order=["kind", "starts", "ends", "capacity"])
        else:
            messages.success(request, _("It is entered."))
            return redirect("desk:hours", place=place)
    context = {
        "place": api.place(place),
        "ahead": ahead,
        "errors": errors,
        "typed": request.POST,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/hours.html", context, status=422 if errors else 200)


@require_POST
@officer_with({"head"})
def restore(request: HttpRequest, place: str, id: UUID) -> HttpResponse:
    """Take back a closure or extra hours."""
    api.withdraw_exception(actor=actor_of(request), id=id)
    messages.success(request, _("It is taken back."))
    return redirect("desk:hours", place=place)


def _enter(request: HttpRequest, place: str) -> None:
    typed = request.POST
    capacity = typed.get("capacity", "").strip() or "1"
    api.enter_exception(
        actor=actor_of(request),
        place=place,
        kind=typed.get("kind", "")[:10],
        starts_at=_moment(typed.get("starts_day", ""), typed.get("starts_time", "")),
        ends_at=_moment(typed.get("ends_day", ""), typed.get("ends_time", "")),
        capacity=int(capacity) if capacity.isascii() and capacity.isdigit() else 0,
        reason=typed.get("reason", ""),
    )


def _moment(day: str, time: str) -> dt.datetime | None:
    """A day and a time of day in the country's time, None for what is none."""
    found = parse_date(day[:20])
    try:
        at = dt.time.fromisoformat(time.strip()[:5])
    except ValueError:
        return None
    if found is None:
        return None
    return dt.datetime.combine(found, at, tzinfo=timezone.get_default_timezone())


def _context(request: HttpRequest) -> dict[str, Any]:
    """Place, days and the ways to their neighbours, out of the address."""
    actor = actor_of(request)
    places = api.own_places(actor=actor)
    wanted = request.GET.get("place", "")
    if not places or (wanted and wanted not in {each.code for each in places}):
        raise NotFound
    place = next((each for each in places if each.code == wanted), places[0])
    view = request.GET.get("view", "week")
    count = VIEWS.get(view, WEEK)
    day = _day(request.GET.get("day", "")) or clock.today()
    first = day if count == 1 else day - dt.timedelta(days=day.weekday())
    return {
        "place": place,
        "places": [(each.code, each.title) for each in places],
        "view": view if view in VIEWS else "week",
        "day": day,
        "first": first,
        "last": first + dt.timedelta(days=count - 1),
        "before": first - dt.timedelta(days=count),
        "after": first + dt.timedelta(days=count),
        "today": clock.today(),
        "days": api.schedule(actor=actor, place=place.code, first=first, days=count),
        "status": STATUS,
    }


def _day(text: str) -> dt.date | None:
    """A day of the address; far ones, at the calendar's ends, are none."""
    found = parse_date(text[:20]) if text else None
    return found if found and 1900 <= found.year <= 9000 else None


def _line(visit: api.Visit) -> list[str]:
    booked = visit.booked
    begins, ends = timezone.localtime(booked.starts_at), timezone.localtime(booked.ends_at)
    return [
        f"{begins:%Y-%m-%d}",
        f"{begins:%H:%M}",
        f"{ends:%H:%M}",
        booked.reference,
        str(booked.title),
        visit.applicant,
        str(STATUS.get(booked.status, booked.status)),
    ]
