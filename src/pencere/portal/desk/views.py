"""The case on one page, and what an officer does with it.

Whom a case is shown to and who may act on it is decided in `casework.applications`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.documents import api as documents
from pencere.blocks.identity.api import actor_of, carried, officer
from pencere.blocks.parties.api import agency
from pencere.casework.applications import api
from pencere.casework.applications.api import CaseKey, CaseView
from pencere.casework.definitions.api import diagram
from pencere.casework.entitlements import api as entitlements
from pencere.casework.notes import api as notes
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, PencereError
from pencere.kernel.files.api import as_download
from pencere.kernel.ids import new_id
from pencere.portal.desk import asked
from pencere.portal.desk.words import ready_words, with_inserted
from pencere.ui.api import FieldView, FormErrors, is_language_switch, show_at_desk

WRITTEN = ("comment", "note")


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What was typed for one action of the case; all actions stand in one form."""

    comment: str
    note: str
    reason: str
    template: str

    @classmethod
    def of(cls, typed: QueryDict, action: str) -> ActionWords:
        """The fields of that action."""
        return cls(**{name: typed.get(f"{name}-{action}", "") for name in cls.__annotations__})

    @property
    def is_begun(self) -> bool:
        """Whether there is something that would be lost."""
        return bool(self.comment.strip() or self.note.strip() or self.reason)


@require_http_methods(["GET", "POST"])
@officer
def case(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole case, and one action on it. Each opening is journaled for whom it is about."""
    if request.method == "POST" and not is_language_switch(request):
        return _act(request, reference)
    lost = carried(request)
    if lost is None:
        return show_case(request, reference)
    messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    return show_case(request, reference, typed=lost.fields)


def show_case(
    request: HttpRequest,
    reference: str,
    *,
    typed: QueryDict | None = None,
    errors: FormErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    page = api.case_page(actor=actor, reference=reference)
    view = page.view
    typed = typed or request.POST
    words = ready_words(actor, view) if view.actions else []
    if "_insert" in typed:
        typed = _with_ready_words(typed, words)
    codes = [action.code for action in view.actions]
    # The one that stands open: what was chosen, or the only one there is.
    chosen = typed.get("action", "") or typed.get("_insert", "") or _refreshed(typed)
    context = {
        "view": view,
        "errors": errors or FormErrors(),
        "typed": typed,
        "typed_for": {code: ActionWords.of(typed, code) for code in codes},
        "chosen": chosen or (codes[0] if len(codes) == 1 else ""),
        "findings": _findings(view, chosen, typed, errors or FormErrors()),
        "lost_words": _lost_words(typed, codes),
        "form_languages": True,
        "colleagues": page.colleagues,
        **_document(actor, view),
        "duplicates": page.duplicates,
        "opinion_agencies": {each.agency: agency(each.agency).title for each in view.opinions},
        "visit": api.visit(actor=actor, reference=reference)
        if view.service.workflow.has_appointments
        else None,
        "notes": _notes(actor, page.key),
        "note_key": typed.get("_key", "") or str(new_id()),
        "ready_words": words,
        "diagram": diagram(view.service, here=view.state, passed=_passed(view)),
    }
    return show_at_desk(request, "desk/case.html", context, status=status)


def _lost_words(typed: QueryDict, codes: Sequence[str]) -> list[str]:
    """What was written for an action that can't be taken any more."""
    possible = {f"{field}-{code}" for field in WRITTEN for code in codes}
    written = [name for name in typed if name.partition("-")[0] in WRITTEN]
    left = [typed.get(name, "") for name in written if name not in possible]
    return [words for words in left if words.strip()]


def _passed(view: CaseView) -> set[str]:
    """States of its definition in which the case was."""
    return {step.from_state for step in view.steps} - {view.state}


def _refreshed(typed: QueryDict) -> str:
    """The action at whose finding a list was asked for (the towns of a region), else ""."""
    return next(iter(typed.get("_refresh", "").split(".")[1:]), "")


def _findings(
    view: CaseView, chosen: str, typed: QueryDict, errors: FormErrors
) -> dict[str, list[FieldView]]:
    """What each action asks to be found; what was typed for any of them stays."""
    return {
        action.code: api.finding_views(
            action,
            errors=errors if action.code == chosen else FormErrors(),
            typed=api.posted_findings(action.code, typed) or None,
        )
        for action in view.actions
    }


def _notes(actor: Actor, case: CaseKey) -> Sequence[notes.NoteShown]:
    """The notes of the case; what speaks to the officer in them is read now."""
    found = notes.notes(actor=actor, case=case)
    if any(each.is_unread for each in found):
        notes.read(actor=actor, application_id=case.id)
    return found


def _document(actor: Actor, view: CaseView) -> dict[str, Any]:
    """What the case issued, where this officer may see it (another agency may have sealed it);
    the right that it proves, with which it is revoked; else whether they may revoke it."""
    document = entitlement = None
    if view.document_id is not None:
        with suppress(NotFound):
            document = documents.document(actor=actor, id=view.document_id)
            entitlement = entitlements.of_document(actor=actor, document_id=document.id)
    may_revoke = document is not None and documents.may_revoke(actor, document)
    return {
        "document": document,
        "entitlement": entitlement,
        "may_revoke": may_revoke and entitlement is None,
    }


def _act(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One action on the case; what was typed stays when it can't be taken."""
    actor = actor_of(request)
    if "_insert" in request.POST or "_refresh" in request.POST:
        return show_case(request, reference)
    action = request.POST.get("action", "")[:40]
    words = ActionWords.of(request.POST, action)
    try:
        changed = api.act(
            actor=actor,
            application_id=asked.id_of(request),
            action=action,
            row_version=asked.whole_number(request.POST.get("_row_version", "")),
            comment=words.comment,
            note=words.note,
            reason=words.reason[:80],
            findings=api.posted_findings(action, request.POST),
        )
    except NotFound:
        raise
    except Invalid as problem:
        fields = api.named_as_controls(action, problem.fields)
        errors = FormErrors(fields, form=() if fields else [problem.message])
        return show_case(request, reference, errors=errors, status=422)
    except PencereError as problem:
        errors = FormErrors(form=[problem.message])
        return show_case(request, reference, errors=errors, status=problem.status)
    messages.success(request, _("Done: %(reference)s") % {"reference": changed.reference})
    return redirect("desk:case", reference=changed.reference)


def _with_ready_words(typed: QueryDict, ready: list[tuple[str, str, str]]) -> QueryDict:
    """What was typed, with the words of the template chosen for an action after it."""
    action = typed.get("_insert", "")
    words = ActionWords.of(typed, action)
    chosen = next((text for code, _title, text in ready if code == words.template), "")
    inserted = typed.copy()
    inserted[f"comment-{action}"] = with_inserted(words.comment, chosen)
    return inserted


@require_POST
@officer
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the case mine."""
    api.take(actor=actor_of(request), application_id=asked.id_of(request))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it back to the queue."""
    api.release(actor=actor_of(request), application_id=asked.id_of(request))
    messages.success(request, _("The case is back in the queue."))
    return redirect("desk:queue")


@require_POST
@officer
def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the case to a colleague."""
    to = asked.uuid(request.POST.get("to", ""))
    api.reassign(actor=actor_of(request), application_id=asked.id_of(request), to=to)
    messages.success(request, _("The case is handed over."))
    return redirect("desk:case", reference=reference)


@require_http_methods(["GET", "POST"])
@officer
def revoke(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Revoke the document that the case issued, with a reason that the public page shows."""
    actor = actor_of(request)
    view = api.case(actor=actor, reference=reference)
    if view.document_id is None:
        raise NotFound
    document = documents.document(actor=actor, id=view.document_id)
    entitlement = entitlements.of_document(actor=actor, document_id=view.document_id)
    if entitlement is not None:  # what it proves ends with it, so that is where it is decided
        return redirect("desk:entitlement", entitlement_id=entitlement)
    errors = FormErrors()
    reason = request.POST.get("reason", "").strip()
    lost = carried(request)
    if lost is not None:
        messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
        reason = lost.fields.get("reason", "")
    if request.method == "POST" and not is_language_switch(request):
        try:
            documents.revoke(actor=actor, id=view.document_id, reason=reason)
        except Invalid as problem:
            errors = FormErrors(problem.fields or {"reason": [problem.message]})
        else:
            messages.success(request, _("The document is revoked."))
            return redirect("desk:case", reference=view.reference)
    context = {
        "view": view,
        "document": document,
        "errors": errors,
        "reason": reason,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/revoke.html", context, status=422 if errors else 200)


@require_GET
@officer
def file(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """An attachment of a case of this officer, always as a download."""
    return as_download(api.attachment(actor=actor_of(request), attachment_id=attachment_id))
