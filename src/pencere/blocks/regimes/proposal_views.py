"""Pages of one proposal: writing it, looking at it, deciding about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.blocks.regimes import (
    access,
    actions,
    drafts,
    forms,
    queries,
    rules,
    shown,
    trials,
    trying,
    wording,
)
from pencere.blocks.regimes.kinds import RegimeKind, checked, completed, kind_of
from pencere.blocks.regimes.models import Proposal
from pencere.blocks.regimes.views import STATUS
from pencere.kernel.errors import Conflict, Invalid, PencereError, Refused
from pencere.ui.api import FormErrors, is_language_switch, show_at_desk

_officer = officer_with([rules.ROLE])


@require_http_methods(["GET", "POST"])
@_officer
def edit(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The form of a draft. What is typed is kept with each button; "Continue" checks it."""
    actor = actor_of(request)
    row = access.own(actor=actor, proposal_id=proposal_id)
    if row.status != Proposal.Status.DRAFT:
        return redirect("regimes:proposal", proposal_id=row.pk)
    kind = kind_of(row.regime_id)
    if request.method == "GET":
        return _form(request, row, kind, FormErrors())
    posted = forms.typed_of(request.POST)
    is_button = forms.changes_rows(posted)
    typed = forms.without_rows_button(kind, posted) if is_button else posted
    values, errors = _checked(row, kind, typed)
    row = drafts.save(actor=actor, draft_id=row.pk, typed=typed, values=values)
    if is_button or is_language_switch(request) or "_refresh" in request.POST:
        return _form(request, row, kind, FormErrors())
    if "_save" in request.POST:
        messages.success(request, _("The draft is kept. Only you see it."))
        return redirect("regimes:regime", code=row.regime_id)
    if errors:
        return _form(request, row, kind, errors, status=422)
    return redirect("regimes:proposal", proposal_id=row.pk)


@require_GET
@_officer
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """What is proposed, what it changes, whom it would have refused; the decision."""
    row = access.proposal(actor=actor_of(request), proposal_id=proposal_id)
    return _page(request, row)


@require_POST
@_officer
def propose(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Put one's own draft before the other officers."""
    actor = actor_of(request)
    row = access.own(actor=actor, proposal_id=proposal_id)
    kind = kind_of(row.regime_id)
    if row.status != Proposal.Status.DRAFT:
        return redirect("regimes:proposal", proposal_id=row.pk)
    try:
        proposed = forms.proposed(row, kind)
        actions.propose(actor=actor, code=row.regime_id, proposed=proposed, draft_id=row.pk)
    except Invalid as problem:
        errors = _errors(problem, kind)
        return _form(request, row, kind, errors, status=422)
    messages.success(request, _("Proposed. The other officers have been told."))
    return redirect("regimes:proposal", proposal_id=row.pk)


@require_POST
@_officer
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back, or delete a draft."""
    row = access.proposal(actor=actor_of(request), proposal_id=proposal_id)
    was_draft, code = row.status == Proposal.Status.DRAFT, row.regime_id
    try:
        actions.withdraw(actor=actor_of(request), proposal_id=proposal_id)
    except (Conflict, Refused) as problem:
        return _page(request, row, problem)
    messages.success(
        request, _("The draft is deleted.") if was_draft else _("The proposal is withdrawn.")
    )
    if was_draft:
        return redirect("regimes:regime", code=code)
    return redirect("regimes:proposal", proposal_id=proposal_id)


@require_POST
@_officer
def decide(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Approve or reject (`decision`), with words (`answer`)."""
    actor = actor_of(request)
    row = access.proposal(actor=actor, proposal_id=proposal_id)
    answer = request.POST.get("answer", "")
    decision = request.POST.get("decision", "")
    try:
        if is_language_switch(request):
            return _page(request, row)
        if decision == "approve":
            actions.approve(actor=actor, proposal_id=proposal_id, answer=answer)
            messages.success(request, _("Approved. The new rules are on the timeline."))
        elif decision == "reject":
            actions.reject(actor=actor, proposal_id=proposal_id, answer=answer)
            messages.success(request, _("Rejected. Who proposed it has been told."))
        else:
            raise Invalid(fields={"decision": [_("Choose one of the two.")]})
    except (Conflict, Refused, Invalid) as problem:
        return _page(request, row, problem)
    return redirect("regimes:proposal", proposal_id=proposal_id)


@require_POST
@_officer
def rebase(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Carry what a proposal changes over to the rules that were decided on meanwhile."""
    row = access.proposal(actor=actor_of(request), proposal_id=proposal_id)
    try:
        made = drafts.rebase(actor=actor_of(request), proposal_id=proposal_id)
    except Conflict as problem:
        return _page(request, row, problem)
    return redirect("regimes:edit", proposal_id=made.pk)


@require_POST
@_officer
def try_it(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Try it on yesterday's decisions, by a job."""
    row = access.proposal(actor=actor_of(request), proposal_id=proposal_id)
    try:
        trying.ask(actor=actor_of(request), proposal_id=proposal_id)
    except (Conflict, Invalid) as problem:
        return _page(request, row, problem)
    return redirect("regimes:proposal", proposal_id=proposal_id)


def _page(request: HttpRequest, row: Proposal, problem: PencereError | None = None) -> HttpResponse:
    actor, kind = actor_of(request), kind_of(row.regime_id)
    if problem is not None:
        row = access.proposal(actor=actor, proposal_id=row.pk)
    is_open = row.status in (Proposal.Status.DRAFT, Proposal.Status.WAITING)
    context = {
        "row": row,
        "kind": kind,
        "asked": forms.asked(row) if row.status == Proposal.Status.DRAFT else None,
        "status": STATUS.get(row.status, ""),
        "is_own": row.proposed_by_id == actor.account_id,
        "is_open": is_open,
        "is_outdated": _is_outdated(row),
        "periods": _periods_after(row, kind) if is_open else [],
        "problem": problem,
        "errors": _errors(problem, kind) if problem else FormErrors(),
        "typed": request.POST,
        "form_languages": request.method == "POST",
        **_differences(row, kind),
        **_trial(row),
    }
    return show_at_desk(
        request, "regimes/proposal.html", context, status=problem.status if problem else 200
    )


def _is_outdated(row: Proposal) -> bool:
    if row.status == Proposal.Status.DRAFT:
        return drafts.is_outdated(row)
    return row.status == Proposal.Status.WAITING and queries.is_outdated(row)


def _differences(row: Proposal, kind: RegimeKind) -> dict[str, Any]:
    """What it changes, compared with what would hold then; of a decided one, with its base."""
    if row.values is None:
        return {"differences": [], "base": None}
    is_open = row.status in (Proposal.Status.DRAFT, Proposal.Status.WAITING)
    base = (queries.underneath(row) if is_open else None) or row.based_on
    before = completed(kind, base.values) if base else {}
    return {
        "base": base,
        "differences": wording.differences(kind.fields, before, completed(kind, row.values)),
    }


def _trial(row: Proposal) -> dict[str, Any]:
    found = trials.latest(row)
    counts = trials.counts_of(found) if found else []
    return {
        "can_try": trials.can_try(row),
        "trial": found,
        "is_stale": trials.is_stale(row, found),
        "counts": counts,
        "refused": sum(each.count for each in counts if each.would_be),
        "newly_refused": sum(each.count for each in counts if each.would_be and not each.was),
        "newly_granted": sum(each.count for each in counts if each.was and not each.would_be),
    }


def _periods_after(row: Proposal, kind: RegimeKind) -> list[queries.PeriodView]:
    """The timeline were it approved; of a draft, by what is typed in it."""
    if row.status == Proposal.Status.DRAFT and row.typed:
        try:
            given = forms.proposed(row, kind)
        except Invalid:
            return []
        row.valid_from, row.valid_until = given.valid_from, given.valid_until
        row.ends_regime = given.ends_regime
    return queries.timeline_after(row)


def _form(
    request: HttpRequest, row: Proposal, kind: RegimeKind, errors: FormErrors, *, status: int = 200
) -> HttpResponse:
    is_lift = row.kind == Proposal.Kind.LIFT
    marks = row.based_on.marks if row.based_on else {}
    raw = forms.current_values(row, kind)
    context = {
        "row": row,
        "kind": kind,
        "sections": [] if is_lift else shown.sections(kind.fields, raw, errors, marks),
        "of_the_form": shown.of_the_form(forms.asked(row), errors, is_lift=is_lift),
        "clashes": _clashes(row, kind),
        "is_outdated": drafts.is_outdated(row),
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(request, "regimes/edit.html", context, status=status)


def _clashes(row: Proposal, kind: RegimeKind) -> list[wording.Difference]:
    fields = {each.key: each for each in kind.fields}
    return [
        difference
        for key, own, theirs in drafts.clashes(row)
        for difference in wording.differences([fields[key]], {key: theirs}, {key: own})
    ]


def _checked(
    row: Proposal, kind: RegimeKind, typed: forms.Typed
) -> tuple[dict[str, Any] | None, FormErrors]:
    """The values where they are right, and the problems of the whole form."""
    values, problems = None, {}
    if row.kind == Proposal.Kind.CHANGE:
        try:
            values = checked(kind, forms.raw_values(kind, typed))
        except Invalid as problem:
            problems.update(problem.fields)
    row.typed = {name: list(said) for name, said in typed.items()}
    given = forms.asked(row)
    try:
        proposed = forms.proposed(row, kind)
    except Invalid as problem:
        problems.update(problem.fields)
        proposed = actions.Proposed(reason=given.reason, law=given.law)
    problems.update(actions.problems_of(proposed))
    return values, _form_errors(problems, kind)


def _errors(problem: PencereError, kind: RegimeKind) -> FormErrors:
    fields = problem.fields if isinstance(problem, Invalid) else {}
    return _form_errors(fields, kind) if fields else FormErrors(form=[problem.message])


def _form_errors(fields: Mapping[str, Sequence[Any]], kind: RegimeKind) -> FormErrors:
    order = [*shown.order_of(kind.fields), "decision", "answer"]
    return FormErrors(fields, order=order, titles=shown.titles_of(kind.fields, fields))
