"""What the agency granted, at the desk: found, looked at, suspended, restored, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, carried, officer
from pencere.casework.entitlements import api
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError
from pencere.kernel.pack import pack
from pencere.ui.api import (
    DeskEntry,
    FieldView,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    is_language_switch,
    parse_date,
    show_at_desk,
)

add_desk_entry(DeskEntry("desk:entitlements", gettext_lazy("Licences and permits"), order=40))

DO: dict[str, tuple[Promise | str, Promise | str]] = {
    "suspend": (gettext_lazy("Suspend"), gettext_lazy("It is suspended.")),
    "restore": (gettext_lazy("Put in force again"), gettext_lazy("It is in force again.")),
    "revoke": (gettext_lazy("Revoke"), gettext_lazy("It is revoked.")),
}


@require_GET
@officer
def entitlements(request: HttpRequest) -> HttpResponse:
    """What this agency granted; all filters stand in the address."""
    filters = api.Filters.of(request.GET)
    errors = FormErrors()
    try:
        page = api.of_agency(actor=actor_of(request), filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = api.ListPage(rows=(), next_cursor=None)
    context = {
        "page": page,
        "errors": errors,
        "filters": filters,
        "states": api.STATES.items(),
        "activities": activities(),
        "regions": pack().addresses().regions().items(),
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next_cursor)
            if page.next_cursor
            else "",
            first_address=changed_address(request, cursor=None) if filters.cursor else "",
        ),
    }
    return show_at_desk(request, "desk/entitlements.html", context, status=422 if errors else 200)


@require_GET
@officer
def entitlement(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """One with its history; each opening is journaled for whom it is about."""
    view = api.case_view(actor=actor_of(request), entitlement_id=entitlement_id)
    context = {
        "view": view,
        "timeline": api.timeline(view.events),
        "actions": [(code, DO[code][0]) for code in view.actions],
        "proposed": DO[view.proposal.action][0] if view.proposal else "",
    }
    return show_at_desk(request, "desk/entitlement.html", context)


@require_http_methods(["GET", "POST"])
@officer
def decide(request: HttpRequest, entitlement_id: UUID, action: str) -> HttpResponseBase:
    """Asks for reason and words, then does it or hands it to a second officer."""
    if action not in DO:
        raise NotFound
    if request.method == "POST" and not is_language_switch(request):
        return _decide(request, entitlement_id, action)
    lost = carried(request)
    if lost is not None:
        messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    typed = lost.fields if lost else request.POST
    return _form(request, entitlement_id, action, typed, FormErrors())


def _decide(request: HttpRequest, entitlement_id: UUID, action: str) -> HttpResponseBase:
    typed = request.POST.get("until", "").strip()
    until = parse_date(typed) if typed else None
    try:
        if typed and until is None:
            raise Invalid(_("Enter a real date."), field="until")
        proposal = api.decide(
            actor=actor_of(request),
            entitlement_id=entitlement_id,
            action=action,  # type: ignore[arg-type]  # one of DO
            reason=request.POST.get("reason", "")[:80],
            comment=request.POST.get("comment", ""),
            until=until,
        )
    except Invalid as found:
        errors = FormErrors(found.fields, order=["reason", "comment", "until"])
        return _form(request, entitlement_id, action, request.POST, errors, status=422)
    except Conflict as found:
        messages.warning(request, found.message)
        return redirect("desk:entitlement", entitlement_id=entitlement_id)
    done = _("A second officer has to confirm it now.") if proposal else DO[action][1]
    messages.success(request, str(done))
    return redirect("desk:entitlement", entitlement_id=entitlement_id)


def _form(
    request: HttpRequest,
    entitlement_id: UUID,
    action: str,
    typed: QueryDict,
    errors: FormErrors,
    status: int = 200,
) -> HttpResponse:
    view = api.case_view(actor=actor_of(request), entitlement_id=entitlement_id)
    if action not in view.actions:
        raise NotFound
    context: dict[str, Any] = {
        "view": view,
        "action": action,
        "words": DO[action][0],
        "typed": typed,
        "errors": errors,
        "needs_second": action in view.four_eyes,
        "form_languages": True,
        "until": FieldView(
            key="until",
            type="date",
            label=_("Last day of the suspension"),
            hint=_("Leave it empty when it ends only by a decision."),
            value=typed.get("until", ""),
            errors=errors.of("until"),
            required=False,
        ),
    }
    return show_at_desk(request, "desk/entitlement_decide.html", context, status=status)


@require_POST
@officer
def confirm(request: HttpRequest, entitlement_id: UUID, proposal_id: UUID) -> HttpResponse:
    """The second pair of eyes: carry out, or leave it as it is."""
    does = api.confirm if "confirm" in request.POST else api.decline
    try:
        does(actor=actor_of(request), proposal_id=proposal_id)
    except NotFound:
        raise
    except PencereError as problem:
        messages.warning(request, problem.message)
    else:
        messages.success(request, _("Done."))
    return redirect("desk:entitlement", entitlement_id=entitlement_id)


def activities() -> list[tuple[str, Any]]:
    """All activities that public registers know, for the filter."""
    found: dict[str, Any] = {}
    for register in pack().public_registers().values():
        found.update(register.activities)
    return list(found.items())
