"""The applicant's pages "Choose a time": days and times, the chosen one once more, cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.casework.applications import api
from pencere.casework.applications.links import application_link
from pencere.casework.appointments.api import Booked, TimeTaken, code_of, instant_of
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import new_id
from pencere.ui.api import FormErrors, is_language_switch, render


@require_http_methods(["GET", "POST"])
@signed_in
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """The free days, and the times of one; a chosen time is kept and shown once more."""
    if request.method == "GET" or is_language_switch(request):
        return _show(request, reference)
    try:
        api.keep_time(actor=actor_of(request), reference=reference, **_chosen(request))
    except TimeTaken as problem:
        return _show(request, reference, problem)
    return redirect("applications:confirm_time", reference=reference)


@require_http_methods(["GET", "POST"])
@signed_in
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """The kept time once more, and the button that books it."""
    actor = actor_of(request)
    if request.method == "POST" and not is_language_switch(request):
        key = request.POST.get("_key", "")[:64]
        try:
            api.book_time(actor=actor, reference=reference, key=key, **_chosen(request))
        except TimeTaken as problem:
            return _show(request, reference, problem)
        messages.success(request, _("The time is booked."))
        return redirect("applications:show", reference=reference)
    shown, _choosing = api.choose(actor=actor, reference=reference)
    kept = api.kept_time(actor=actor, reference=reference)
    if kept is None:
        messages.info(request, _("The time was kept for 10 minutes. Choose one again."))
        return redirect("applications:choose_time", reference=reference)
    return render(request, "appointments/confirm.html", _confirming(shown, kept))


def _confirming(shown: api.VisitShown, kept: Booked) -> dict[str, Any]:
    return {
        **_frame(shown.reference, shown),
        "held": kept,
        "code": code_of(kept.starts_at),
        "key": new_id(),
        "change_until": shown.limit_of(kept.starts_at),
        "action": reverse("applications:confirm_time", args=[shown.reference]),
        "again": reverse("applications:choose_time", args=[shown.reference]),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once, then give the time back."""
    actor = actor_of(request)
    shown = api.visit(actor=actor, reference=reference)
    if shown is None or shown.last is None:
        raise NotFound
    if request.method == "POST" and not is_language_switch(request):
        api.cancel_time(actor=actor, reference=reference)
        messages.success(request, _("The appointment is cancelled."))
        return redirect("applications:show", reference=shown.reference)
    if not shown.can_cancel:
        raise NotFound
    context = {
        **_frame(shown.reference, shown),
        "current": shown.last,
        "action": reverse("applications:cancel_time", args=[shown.reference]),
        "back": application_link(shown.reference),
    }
    return render(request, "appointments/cancel.html", context)


def _show(request: HttpRequest, reference: str, problem: TimeTaken | None = None) -> HttpResponse:
    """The page of days and times, with what went wrong above it."""
    asked = request.POST if problem else request.GET
    at = instant_of(asked.get("time", ""))
    shown, choosing = api.choose(
        actor=actor_of(request),
        reference=reference,
        place=asked.get("place", "")[:80],
        day=str(timezone.localdate(at)) if at else asked.get("day", "")[:10],
    )
    context = {
        **_frame(shown.reference, shown),
        "choosing": choosing,
        "current": shown.last if shown.fact == "booked" else None,
        "errors": FormErrors(form=[problem.message] if problem else ()),
        "action": reverse("applications:choose_time", args=[shown.reference]),
        "back": application_link(shown.reference),
    }
    status = problem.status if problem else 200
    return render(request, "appointments/choose.html", context, status=status)


def _frame(reference: str, shown: api.VisitShown) -> dict[str, Any]:
    return {
        "reference": reference,
        "service": shown.service,
        "crumbs": [
            {"title": _("My applications"), "address": reverse("applications:list")},
            {"title": reference, "address": application_link(reference)},
            {"title": _("Appointment")},
        ],
    }


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """Place and time out of a form's button. Raises TimeTaken for what was never offered."""
    at = instant_of(request.POST.get("time", ""))
    if at is None:
        raise TimeTaken
    return {"place": request.POST.get("place", "")[:80], "starts_at": at}
