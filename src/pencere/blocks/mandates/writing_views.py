"""Pages on which a mandate is offered, passed on, asked for or extended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, needs_assurance, signed_in
from pencere.blocks.mandates import (
    access,
    answering,
    cases,
    ending,
    forms,
    offering,
    queries,
    rules,
    shown,
)
from pencere.blocks.mandates.access import Authority
from pencere.blocks.mandates.cases import Case
from pencere.blocks.mandates.forms import Frame
from pencere.blocks.mandates.models import Proposal
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.pack import pack
from pencere.ui.api import FieldView, FormErrors, is_language_switch, parse_date, render

KINDS = {
    "person": gettext_lazy("A person"),
    "organisation": gettext_lazy("An organisation"),
}


@require_http_methods(["GET", "POST"])
@never_cache
@needs_assurance("substantial")
def new(request: HttpRequest) -> HttpResponseBase:
    """Let somebody act in one's name, or in that of whom one acts for; in one case only where
    the address names it."""
    right = access.authority(actor_of(request))
    about = request.GET.get("case", "")[:60]
    case = cases.case(actor=right.actor, about=about) if about else None
    if case is not None and not case.may_be_represented:
        raise Refused(_("In this matter nobody else may act for you."), code="not-represented")
    frame = Frame(
        grantor_kind=right.grantor.kind,
        parent_scopes=right.parent.scopes if right.parent else frozenset({"*"}),
        case=about,
        last_day=right.parent.valid_until if right.parent else None,
    )
    return _offer(request, right, frame, case)


@require_http_methods(["GET", "POST"])
@never_cache
@needs_assurance("high")
def new_seal(request: HttpRequest) -> HttpResponseBase:
    """Entrust the seal of the organisation that one leads and acts for now."""
    right = access.authority(actor_of(request))
    if right.parent is not None or right.grantor.is_person:
        raise NotFound
    return _offer(request, right, Frame(grantor_kind=right.grantor.kind, is_seal=True), None)


def _offer(
    request: HttpRequest, right: Authority, frame: Frame, case: Case | None
) -> HttpResponseBase:
    def send() -> Proposal:
        return offering.grant(
            actor=actor_of(request),
            holder_identifier=request.POST.get("holder", "")[:40],
            terms=forms.terms_of(request.POST, frame),
            key=request.POST.get("_key", ""),
            note=request.POST.get("note", ""),
        )

    context = {
        "grantor": right.grantor,
        "case": case,
        "parent": right.parent,
        "is_seal": frame.is_seal,
        "may_entrust_seal": right.parent is None
        and not right.grantor.is_person
        and not frame.is_seal
        and case is None,
    }
    return _form(request, "mandates/new.html", frame, send, context)


@require_http_methods(["GET", "POST"])
@never_cache
@needs_assurance("substantial")
def pass_on(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """Pass on a mandate that one holds, or a part of it."""
    actor = actor_of(request)
    right = access.authority(actor, by=mandate_id)
    if right.parent is None:
        raise NotFound
    frame = Frame(
        grantor_kind=right.grantor.kind,
        parent_scopes=right.parent.scopes,
        may_be_passed_on=len(queries.chain(right.parent)) + 2 < rules.MOST_LINKS,
        last_day=right.parent.valid_until,
    )

    def send() -> Proposal:
        return offering.delegate(
            actor=actor,
            mandate_id=mandate_id,
            holder_identifier=request.POST.get("holder", "")[:40],
            terms=forms.terms_of(request.POST, frame),
            key=request.POST.get("_key", ""),
            note=request.POST.get("note", ""),
        )

    context = {"grantor": right.grantor, "case": None, "parent": right.parent}
    return _form(request, "mandates/new.html", frame, send, context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask a person or an organisation to let one act in its name."""
    chosen = request.POST.get("grantor_kind") or request.GET.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    if not kind:
        return render(request, "mandates/ask_kind.html", {"kinds": KINDS.items()})
    frame = Frame(grantor_kind=kind)

    def send() -> Proposal:
        return offering.request(
            actor=actor_of(request),
            grantor_kind=kind,
            grantor_identifier=request.POST.get("grantor", "")[:40],
            terms=forms.terms_of(request.POST, frame),
            key=request.POST.get("_key", ""),
            note=request.POST.get("note", ""),
        )

    return _form(request, "mandates/ask.html", frame, send, {"kind": kind})


def _form(
    request: HttpRequest,
    template: str,
    frame: Frame,
    send: Callable[[], Proposal],
    context: dict[str, Any],
) -> HttpResponseBase:
    """Show the form, or send it; what was typed stays where something is wrong with it."""
    errors = FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            proposal = send()
        except (Invalid, Refused) as problem:
            errors = _errors(problem)
        else:
            return redirect("mandates:sent", proposal_id=proposal.pk)
    # A link may say what the mandate would be for; nothing of it is sent before it is posted.
    typed = request.POST or request.GET
    fields = forms.fields(typed, frame, errors)
    fields["holder"] = forms.person_field("holder", _("Who is to act?"), typed, errors)
    fields["grantor"] = _grantor(frame.grantor_kind, request, errors)
    context |= {
        "errors": errors,
        "fields": fields,
        "key": typed.get("_key") or str(new_id()),
        "form_languages": True,
    }
    return render(request, template, context, status=422 if errors else 200)


def _errors(problem: PencereError) -> FormErrors:
    found = problem.fields if isinstance(problem, Invalid) else {}
    return FormErrors(found, form=() if found else [problem.message], order=forms.ORDER)


def _grantor(kind: str, request: HttpRequest, errors: FormErrors) -> FieldView:
    is_organisation = kind == "organisation"
    known = pack().organisation_identifier if is_organisation else pack().person_identifier
    return FieldView(
        key="grantor",
        type="organisation" if is_organisation else "person",
        label=_("Whom do you ask?"),
        hint=known,
        value=request.POST.get("grantor", ""),
        errors=errors.of("grantor"),
    )


@require_GET
@never_cache
@signed_in
def sent(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """What was sent, and what happens next."""
    proposal = queries.sent(actor=actor_of(request), proposal_id=proposal_id)
    context = {
        "proposal": proposal,
        "is_offer": proposal.direction == Proposal.Direction.OFFER,
        "rows": shown.proposal_definitions(proposal, is_mine=True),
        "is_waiting": proposal.state == Proposal.State.WAITING,
    }
    return render(request, "mandates/sent.html", context)


@require_http_methods(["POST"])
@signed_in
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    """Take it back before it is answered."""
    answering.withdraw(actor=actor_of(request), proposal_id=proposal_id)
    messages.success(request, _("It is taken back. Nobody can accept it any more."))
    return redirect("mandates:overview")


@require_http_methods(["GET", "POST"])
@never_cache
@needs_assurance("substantial")
def extend(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """Let a mandate hold until a later day."""
    actor = actor_of(request)
    reach = queries.one(actor=actor, mandate_id=mandate_id)
    if not reach.may_end:
        raise NotFound
    errors = FormErrors()
    typed = request.POST.get("valid_until", reach.mandate.valid_until)
    if request.method == "POST" and not is_language_switch(request):
        try:
            _extend(request, mandate_id)
        except (Invalid, Refused, Conflict) as problem:
            errors = _errors(problem)
        else:
            messages.success(request, _("The mandate is extended."))
            return redirect("mandates:show", mandate_id=mandate_id)
    field = FieldView(
        key="valid_until",
        type="date",
        label=_("Until which day?"),
        hint=_("Five years at most. You can end it any day."),
        value=typed,
        errors=errors.of("valid_until"),
    )
    context = {"mandate": reach.mandate, "field": field, "errors": errors, "form_languages": True}
    return render(request, "mandates/extend.html", context, status=422 if errors else 200)


def _extend(request: HttpRequest, mandate_id: UUID) -> None:
    day = parse_date(request.POST.get("valid_until", ""))
    if day is None:
        raise Invalid(_("Enter a date."), field="valid_until")
    ending.extend(actor=actor_of(request), mandate_id=mandate_id, valid_until=day)
