"""Notes on a case, and the list of what mentions an officer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.notes import api
from pencere.kernel.errors import Invalid
from pencere.portal.desk import asked
from pencere.portal.desk.navigation import show
from pencere.portal.desk.views import show_case
from pencere.ui.api import FormErrors


@require_POST
@officer
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note; what was typed stays when it can't be."""
    try:
        api.write(
            actor=actor_of(request),
            application_id=asked.id_of(request),
            text=request.POST.get("text", ""),
            key=request.POST.get("_key", ""),
        )
    except Invalid as problem:
        errors = FormErrors(problem.fields, form=() if problem.fields else [problem.message])
        return show_case(request, reference, errors=errors, status=422)
    messages.success(request, _("The note is written."))
    return redirect(f"{reverse('desk:case', args=[reference])}#notes")


@require_POST
@officer
def strike(request: HttpRequest, reference: str, note_id: UUID) -> HttpResponse:
    """Strike one's own note out."""
    api.strike(actor=actor_of(request), note_id=note_id)
    messages.success(request, _("The note is struck out."))
    return redirect(f"{reverse('desk:case', args=[reference])}#notes")


@require_GET
@officer
def mentions(request: HttpRequest) -> HttpResponse:
    """What mentions me, newest first."""
    return show(request, "desk/mentions.html", {"mentions": api.mentions(actor=actor_of(request))})
