"""The applicant's pages from sending on: what happens next, the list, one application.

Views only parse, call and show; who may do what is decided in the actions and queries.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.documents import api as documents
from pencere.blocks.identity.api import actor_of, carried, signed_in
from pencere.casework.applications import api, forms
from pencere.casework.applications.one_case import may_let_act
from pencere.casework.applications.shapes import (
    MineKind,
)
from pencere.casework.definitions.api import road_ahead
from pencere.kernel.errors import Invalid, NotFound
from pencere.ui.api import FormErrors, Pager, changed_address, is_language_switch, render

KINDS: tuple[MineKind, ...] = ("all", "waiting", "drafts", "open", "closed")


@require_GET
@signed_in
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens next and by when; the same page again on a reload."""
    view = api.view(actor=actor_of(request), reference=reference)
    if view.submitted_at is None:
        raise NotFound
    context = {"view": view, "document": _document(request, view)}
    return render(request, "applications/sent.html", context)


def _document(request: HttpRequest, view: api.ApplicantView) -> documents.IssuedDocument | None:
    """What the application brought; made by the worker, so it may still be in preparation."""
    if view.document_id is None:
        return None
    return documents.document(actor=actor_of(request), id=view.document_id)


@require_GET
@signed_in
def applications(request: HttpRequest) -> HttpResponse:
    """The applicant's own applications, by what they wait for."""
    kind: MineKind = next((each for each in KINDS if each == request.GET.get("show")), "all")
    page = api.mine(actor=actor_of(request), kind=kind, cursor=request.GET.get("cursor", "")[:200])
    pager = Pager(
        next_address=changed_address(request, cursor=page.next_cursor) if page.next_cursor else "",
        first_address=changed_address(request, cursor=None) if "cursor" in request.GET else "",
    )
    context = {"rows": page.rows, "kind": kind, "kinds": KINDS, "pager": pager}
    return render(request, "applications/list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def show(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One application: where it stands, what was answered, what can be done."""
    actor = actor_of(request)
    view = api.view(actor=actor, reference=reference)
    if request.method == "POST" and not is_language_switch(request):
        return _act(request, view)
    if view.submitted_at is None:
        return redirect("applications:resume", application_id=view.id)
    comment = request.POST.get("comment", "")  # when only the language changes
    lost = carried(request)
    if lost is not None:
        messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
        comment = lost.fields.get("comment", "")
    return _show_application(request, view, comment=comment)


def _act(request: HttpRequest, view: api.ApplicantView) -> HttpResponseBase:
    actor = actor_of(request)
    comment = request.POST.get("comment", "")
    try:
        changed = api.act(
            actor=actor,
            application_id=view.id,
            action=request.POST.get("_action", ""),
            row_version=forms.whole_number(request.POST.get("_row_version", "")),
            comment=comment,
            receipt=request.POST.get("receipt", "")[:60],
        )
    except Invalid as problem:
        errors = FormErrors(problem.fields, form=() if problem.fields else [problem.message])
        return _show_application(request, view, errors=errors, comment=comment, status=422)
    except api.ChangedMeanwhile as conflict:
        fresh = api.view(actor=actor, reference=view.reference)
        errors = FormErrors(form=[conflict.message])
        return _show_application(request, fresh, errors=errors, comment=comment, status=409)
    messages.success(request, _("Done. The agency has your answer."))
    return redirect("applications:show", reference=changed.reference)


def _show_application(
    request: HttpRequest,
    view: api.ApplicantView,
    *,
    errors: FormErrors | None = None,
    comment: str = "",
    status: int = 200,
) -> HttpResponse:
    replies = [action for action in view.actions if action.code != "withdraw"]
    context = {
        "view": view,
        "errors": errors or FormErrors(),
        "comment": comment,
        "receipt": request.POST.get("receipt", "")[:60],
        "replies": replies,
        "form_languages": bool(replies),
        "document": _document(request, view),
        "ahead": road_ahead(
            view.service, here=view.state, passed={step.from_state for step in view.steps}
        ),
        "visit": api.visit(actor=actor_of(request), reference=view.reference)
        if view.service.workflow.has_appointments
        else None,
        "may_be_represented": _may_be_represented(request, view),
        "agreements_address": request.build_absolute_uri(reverse("applications:agreements")),
    }
    return render(request, "applications/show.html", context, status=status)


def _may_be_represented(request: HttpRequest, view: api.ApplicantView) -> bool:
    """Whether to show the way to letting somebody else act in this application alone."""
    return view.closed_at is None and may_let_act(actor_of(request), view.service)


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Ask once, then take the application back."""
    actor = actor_of(request)
    view = api.view(actor=actor, reference=reference)
    if request.method == "POST" and not is_language_switch(request):
        row_version = forms.whole_number(request.POST.get("_row_version", ""))
        api.withdraw(actor=actor, application_id=view.id, row_version=row_version)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("applications:show", reference=reference)
    return render(request, "applications/withdraw.html", {"view": view})
