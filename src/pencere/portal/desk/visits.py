"""The desk's part in appointments: a time chosen for a case, who came and who did not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.applications import api
from pencere.casework.appointments.api import TimeTaken, instant_of
from pencere.ui.api import FormErrors, is_language_switch, show_at_desk

LONGEST_REASON = 200


@require_http_methods(["GET", "POST"])
@officer
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """The free days, and the times of one; a press on a time books it for the applicant."""
    if request.method == "GET" or is_language_switch(request):
        return _show(request, reference)
    at = instant_of(request.POST.get("time", ""))
    try:
        if at is None:
            raise TimeTaken
        place = request.POST.get("place", "")[:80]
        api.book_time(actor=actor_of(request), reference=reference, place=place, starts_at=at)
    except TimeTaken as problem:
        return _show(request, reference, problem)
    messages.success(request, _("The time is booked, and the applicant is told."))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def mark(request: HttpRequest, reference: str) -> HttpResponse:
    """Note whether they came."""
    came = request.POST.get("came") == "yes"
    api.mark_visit(actor=actor_of(request), reference=reference, came=came)
    messages.success(request, _("It is noted."))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the time back; the applicant is told why."""
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]
    api.cancel_time(actor=actor_of(request), reference=reference, reason=reason)
    messages.success(request, _("The appointment is cancelled, and the applicant is told."))
    return redirect("desk:case", reference=reference)


def _show(request: HttpRequest, reference: str, problem: TimeTaken | None = None) -> HttpResponse:
    asked = request.POST if problem else request.GET
    at = instant_of(asked.get("time", ""))
    shown, choosing = api.choose(
        actor=actor_of(request),
        reference=reference,
        place=asked.get("place", "")[:80],
        day=str(timezone.localdate(at)) if at else asked.get("day", "")[:10],
    )
    case = reverse("desk:case", args=[shown.reference])
    context: dict[str, Any] = {
        "reference": shown.reference,
        "service": shown.service,
        "crumbs": [
            {"title": _("Desk"), "address": reverse("desk:queue")},
            {"title": shown.reference, "address": case},
            {"title": _("Appointment")},
        ],
        "choosing": choosing,
        "current": shown.last if shown.fact == "booked" else None,
        "errors": FormErrors(form=[problem.message] if problem else ()),
        "action": reverse("desk:choose_time", args=[shown.reference]),
        "back": case,
    }
    status = problem.status if problem else 200
    return show_at_desk(request, "appointments/choose.html", context, status=status)
