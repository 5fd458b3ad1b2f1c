"""Who is away, and who stands in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.officers import api
from pencere.kernel.errors import Invalid, NotFound
from pencere.portal.desk import asked
from pencere.portal.desk.queue import day_of
from pencere.ui.api import DeskEntry, FormErrors, add_desk_entry, is_language_switch, show_at_desk

add_desk_entry(DeskEntry("desk:absences", gettext_lazy("Absence"), order=60))


@require_http_methods(["GET", "POST"])
@officer
def absences(request: HttpRequest) -> HttpResponse:
    """Absences that are not over, and the form for one more."""
    actor = actor_of(request)
    errors = FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            _enter(request)
        except Invalid as problem:
            errors = FormErrors(problem.fields, form=() if problem.fields else [problem.message])
        else:
            messages.success(request, _("The absence is entered."))
            return redirect("desk:absences")
    context = {
        "absences": api.absences(actor=actor),
        "officers": api.officers_of(actor.agency or ""),
        "me": actor.account_id,
        "is_head": api.is_head(actor),
        "typed": request.POST,
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/absences.html", context, status=422 if errors else 200)


@require_POST
@officer
def end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Call an absence off."""
    api.end_absence(actor=actor_of(request), absence_id=absence_id)
    messages.success(request, _("The absence is called off."))
    return redirect("desk:absences")


def _enter(request: HttpRequest) -> None:
    actor = actor_of(request)
    if actor.account_id is None:
        raise NotFound
    who = request.POST.get("who", "")
    substitute = request.POST.get("substitute", "")
    api.enter_absence(
        actor=actor,
        account_id=asked.uuid(who) if who else actor.account_id,
        substitute_id=asked.uuid(substitute) if substitute else actor.account_id,
        first_day=day_of(request.POST.get("first_day", "")),
        last_day=day_of(request.POST.get("last_day", "")),
    )
