"""Notes on a case, and the list of what mentions an officer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.notes import api
from pencere.kernel.errors import Invalid
from pencere.portal.desk import asked
from pencere.portal.desk.views import show_case
from pencere.ui.api import FormErrors, show_at_desk

NOTE_FIELDS = ("csrfmiddlewaretoken", "_id", "_row_version", "_key", "text")
"""What the page's one form sends with each note, whatever else was typed."""


@require_http_methods(["GET", "POST"])
@officer
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note; what was typed stays when it can't be, and what was begun for an action
    stays in any case."""
    if request.method != "POST":  # the address of a page that still has words in it
        return redirect("desk:case", reference=reference)
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
    begun = _left(request.POST)
    if begun:
        return show_case(request, reference, typed=begun)
    return redirect(f"{reverse('desk:case', args=[reference])}#notes")


def _left(typed: QueryDict) -> QueryDict:
    """What was typed for the case's actions and not sent with the note; empty when nothing was."""
    left = typed.copy()
    for name in NOTE_FIELDS:
        left.pop(name, None)
    begun = (name for name in left if not name.startswith("template-"))
    return left if any(left.get(name, "").strip() for name in begun) else QueryDict()


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
    return show_at_desk(
        request, "desk/mentions.html", {"mentions": api.mentions(actor=actor_of(request))}
    )
