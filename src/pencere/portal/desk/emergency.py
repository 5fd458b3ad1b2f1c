"""Emergency access: opening one person's registers for half an hour, and its review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.emergency import api
from pencere.blocks.identity.api import (
    actor_of,
    demand_second_step,
    officer,
    second_step_at,
)
from pencere.blocks.registers.api import declaration
from pencere.kernel.errors import Conflict, Invalid, Refused, TooMany
from pencere.kernel.ids import new_id
from pencere.portal.cabinet.api import full_record
from pencere.portal.desk import asked
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    is_language_switch,
    show_at_desk,
)

add_desk_entry(
    DeskEntry("desk:emergency", gettext_lazy("Emergency access"), order=70, is_for=api.may_use)
)
add_desk_entry(
    DeskEntry(
        "desk:emergency_reviews",
        gettext_lazy("Reviews of emergency access"),
        order=71,
        is_for=api.may_review,
    )
)


@require_http_methods(["GET", "POST"])
@officer
def emergency(request: HttpRequest) -> HttpResponseBase:
    """The access that is open, or else the form for one."""
    running = api.open_now(actor=actor_of(request))
    if request.method == "GET" and running is not None:
        return redirect("desk:emergency_opened", access_id=running.pk)
    if request.method == "GET" and not api.is_fresh(second_step_at(request)):
        return demand_second_step(request)
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            return redirect("desk:emergency_opened", access_id=_open(request))
        except (Invalid, Conflict, TooMany, Refused) as problem:
            errors, status = _errors(problem), problem.status
    context = {
        "registers": api.open_to_emergencies(),
        "typed": request.POST,
        "chosen": request.POST.getlist("registers"),
        "key": asked.id_or_none(request.POST.get("key", "")) or new_id(),
        "is_fresh": api.is_fresh(second_step_at(request)),
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/emergency.html", context, status=status)


def _open(request: HttpRequest) -> UUID:
    access = api.open_access(
        actor=actor_of(request),
        asked=api.Asked(
            person=request.POST.get("person", ""),
            registers=request.POST.getlist("registers"),
            reason=request.POST.get("reason", ""),
            key=asked.id_of(request, "key"),
        ),
        second_step_at=second_step_at(request),
    )
    return access.pk


def _errors(problem: Invalid | Conflict | TooMany | Refused) -> FormErrors:
    fields = problem.fields if isinstance(problem, Invalid) else {}
    return FormErrors(
        fields, form=() if fields else [problem.message], order=("person", "registers", "reason")
    )


@require_GET
@officer
def opened(request: HttpRequest, access_id: UUID) -> HttpResponse:
    """What the registers say, read anew each time; once it has ended, only that it has."""
    try:
        access, answers = api.read(actor=actor_of(request), access_id=access_id)
    except Refused as problem:
        if problem.code != "no-emergency":
            raise
        return show_at_desk(request, "desk/emergency_ended.html", {}, status=403)
    found = [
        {
            "title": declaration(code).title,
            "is_available": answer.is_available,
            "records": [full_record(declaration(code), record) for record in answer.records],
        }
        for code, answer in answers.items()
    ]
    response = show_at_desk(
        request, "desk/emergency_opened.html", {"access": access, "found": found}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@officer
def end(request: HttpRequest, access_id: UUID) -> HttpResponse:
    """The officer needs it no longer."""
    api.end(actor=actor_of(request), access_id=access_id)
    messages.success(request, _("The emergency access has ended."))
    return redirect("desk:queue")


@require_GET
@officer
def reviews(request: HttpRequest) -> HttpResponse:
    """The agency's emergency accesses: those to be reviewed first."""
    after = request.GET.get("after", "")
    found, place = api.reviews(
        actor=actor_of(request), after=api.Place.parse(after[:100]) if after else None
    )
    pager = Pager(
        next_address=changed_address(request, after=place) if place else "",
        first_address=changed_address(request, after=None) if after else "",
    )
    context = {"accesses": found, "pager": pager}
    return show_at_desk(request, "desk/emergency_reviews.html", context)


@require_http_methods(["GET", "POST"])
@officer
def review(request: HttpRequest, access_id: UUID) -> HttpResponse:
    """One access with what was read by it, and the form for its review."""
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            _review(request, access_id)
        except (Invalid, Conflict, Refused) as problem:
            fields = problem.fields if isinstance(problem, Invalid) else {}
            errors = FormErrors(fields, form=() if fields else [problem.message])
            status = problem.status
        else:
            messages.success(request, _("The review is saved."))
            return redirect("desk:emergency_reviews")
    access, reads = api.look(actor=actor_of(request), access_id=access_id)
    context = {
        "access": access,
        "is_own": access.account_id == actor_of(request).account_id,
        "registers": [declaration(code).title for code in access.registers],
        "reads": [(row.at, declaration(row.register).title) for row in reads],
        "typed": request.POST,
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/emergency_review.html", context, status=status)


def _review(request: HttpRequest, access_id: UUID) -> None:
    answer = {"yes": True, "no": False}.get(request.POST.get("is_justified", ""))
    api.review(
        actor=actor_of(request),
        access_id=access_id,
        is_justified=answer,
        words=request.POST.get("review", ""),
    )
