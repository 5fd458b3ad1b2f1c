"""A person's own appointments: list, download, and the address for their calendar."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.casework.appointments import access, calendars
from pencere.casework.appointments.queries import shown
from pencere.kernel import clock
from pencere.ui.api import is_language_switch, render

SHOWN = 50
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "POST"])
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What lies ahead and what was; a POST makes, renews or ends the calendar's address."""
    actor = actor_of(request)
    address = ""
    if request.method == "POST" and not is_language_switch(request):
        if "_end" in request.POST:
            calendars.end_feed(actor=actor)
            messages.success(request, _("The address no longer works."))
            return redirect("appointments:mine")
        address = feed_address(calendars.renew_feed(actor=actor))
    rows = [shown(row) for row in access.own_rows(actor=actor)]
    now = clock.now()
    ahead = [each for each in rows if each.ends_at > now and each.status == "booked"]
    context = {
        "ahead": ahead[::-1][:SHOWN],
        "past": [each for each in rows if each not in ahead][:SHOWN],
        "address": address,
        "feed_since": calendars.feed_since(actor=actor),
    }
    return render(request, "appointments/mine.html", context)


@require_GET
@signed_in
def download(request: HttpRequest, id: UUID) -> HttpResponse:
    """One appointment as a file for a calendar."""
    content = calendars.download(actor=actor_of(request), id=id)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar for a program: the address is the key."""
    response = HttpResponse(calendars.feed(secret=secret), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def feed_address(secret: str) -> str:
    """The full address of a feed."""
    return str(settings.BASE_URL) + reverse("appointments:feed", args=[secret])
