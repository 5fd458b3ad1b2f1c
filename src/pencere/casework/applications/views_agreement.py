"""Pages for who is asked to agree to somebody's application."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, carried, signed_in
from pencere.casework.applications import api
from pencere.casework.applications.shapes_agreement import AgreementView
from pencere.kernel.errors import Conflict, Invalid
from pencere.ui.api import FormErrors, is_language_switch, render


@require_GET
@signed_in
def agreements(request: HttpRequest) -> HttpResponse:
    """What waits for this person's agreement, and what they have answered."""
    rows = api.agreements(actor=actor_of(request))
    return render(request, "applications/agreements.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@signed_in
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponseBase:
    """Who asks, what the application says, and: agree or decline."""
    view = api.agreement(actor=actor_of(request), agreement_id=agreement_id)
    if request.method == "POST" and not is_language_switch(request):
        return _answer(request, view)
    lost = carried(request)
    reason = lost.fields.get("reason", "") if lost else request.POST.get("reason", "")
    return _show(request, view, reason=reason)


def _answer(request: HttpRequest, view: AgreementView) -> HttpResponseBase:
    reason = request.POST.get("reason", "")
    agrees = request.POST.get("answer") == "agree"
    try:
        if not agrees and request.POST.get("answer") != "decline":
            raise Invalid(_("Say whether you agree."), code="answer", field="answer")
        api.answer_agreement(
            actor=actor_of(request),
            agreement_id=view.id,
            agrees=agrees,
            declaration=request.POST.get("declaration") == "true",
            reason=reason,
            fingerprint=request.POST.get("_seen", ""),
        )
    except Invalid as problem:
        return _show(request, view, errors=FormErrors(problem.fields), reason=reason, status=422)
    except Conflict as conflict:
        fresh = api.agreement(actor=actor_of(request), agreement_id=view.id)
        errors = FormErrors(form=[conflict.message])
        return _show(request, fresh, errors=errors, reason=reason, status=409)
    said = _("You have agreed.") if agrees else _("You have not agreed; the applicant is told.")
    messages.success(request, said)
    return redirect("applications:agreements")


def _show(
    request: HttpRequest,
    view: AgreementView,
    *,
    errors: FormErrors | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "view": view,
        "errors": errors or FormErrors(),
        "reason": reason,
        "answer": request.POST.get("answer", ""),
        "is_declared": request.POST.get("declaration") == "true",
        "form_languages": view.is_waiting,
    }
    return render(request, "applications/agreement.html", context, status=status)
