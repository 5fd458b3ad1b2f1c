"""The officer's desk: the queue with what is due first, and the case on one page.

Whom a case is shown to and who may act on it is decided in `casework.applications`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.documents import api as documents
from pencere.blocks.identity.api import actor_of, carried, officer, own_posts
from pencere.blocks.parties.api import agency
from pencere.casework.applications import api
from pencere.casework.applications.api import CaseView, QueueFilters
from pencere.casework.entitlements import api as entitlements
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused
from pencere.kernel.files.api import as_download
from pencere.portal.desk.navigation import DeskEntry, add, show
from pencere.ui.api import FormErrors, Pager, changed_address, is_language_switch

KINDS: dict[str, Any] = {
    "todo": gettext_lazy("To do"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Nobody's"),
    "overdue": gettext_lazy("Overdue"),
    "waiting": gettext_lazy("Waiting for others"),
    "closed": gettext_lazy("Finished"),
}

add(DeskEntry("desk:queue", gettext_lazy("Queue"), order=10))


def _filters(request: HttpRequest) -> QueueFilters:
    wanted = request.GET.get("show", "todo")
    return QueueFilters(
        kind=wanted if wanted in KINDS else "todo",  # type: ignore[arg-type]
        service=request.GET.get("service", "").replace("\0", "")[:80],
        text=request.GET.get("text", "").replace("\0", "").strip()[:80],
        cursor=request.GET.get("cursor", "")[:200],
    )


@require_GET
@officer
def queue(request: HttpRequest) -> HttpResponse:
    """The queue of this officer's agency and roles; all filters stand in the address."""
    actor = actor_of(request)
    filters = _filters(request)
    errors = FormErrors()
    try:
        page = api.queue(actor=actor, filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = api.QueuePage(rows=(), next_cursor=None)
    pager = Pager(
        next_address=changed_address(request, cursor=page.next_cursor) if page.next_cursor else "",
        first_address=changed_address(request, cursor=None) if filters.cursor else "",
    )
    context = {
        "rows": page.rows,
        "errors": errors,
        "filters": filters,
        "kinds": KINDS,
        "counts": api.counts(actor=actor),
        "services": api.queue_services(actor=actor),
        "pager": pager,
        "post": actor.label,
        "posts": [(each.id, agency(each.agency).title, each.title) for each in own_posts(request)],
        "post_id": actor.post_id,
    }
    return show(request, "desk/queue.html", context, status=422 if errors else 200)


@require_POST
@officer
def take_next(request: HttpRequest) -> HttpResponse:
    """Take what is due first of what nobody has; a colleague may be faster, then the next one."""
    actor = actor_of(request)
    for row in api.queue(actor=actor, filters=QueueFilters(kind="unassigned")).rows:
        try:
            api.take(actor=actor, application_id=row.id)
        except (Conflict, NotFound, Refused):
            continue
        return redirect("desk:case", reference=row.reference)
    messages.info(request, _("Nothing waits to be taken."))
    return redirect("desk:queue")


@require_http_methods(["GET", "POST"])
@officer
def case(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole case, and one action on it. Each opening is journaled for whom it is about."""
    if request.method == "POST" and not is_language_switch(request):
        return _act(request, reference)
    lost = carried(request)
    if lost is None:
        return _show_case(request, reference)
    messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    return _show_case(request, reference, typed=lost.fields)


def _show_case(
    request: HttpRequest,
    reference: str,
    *,
    typed: QueryDict | None = None,
    errors: FormErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    view = api.case(actor=actor, reference=reference)
    typed = typed or request.POST
    codes = [action.code for action in view.actions]
    # The form that stands open: what was chosen, or the only one there is.
    chosen = typed.get("action", "") or (codes[0] if len(codes) == 1 else "")
    lost_words = [typed.get(key, "") for key in ("comment", "note")] if chosen not in codes else []
    context = {
        "view": view,
        "errors": errors or FormErrors(),
        "typed": typed,
        "chosen": chosen,
        "lost_words": [words for words in lost_words if words.strip()],
        "form_languages": chosen in codes,
        "colleagues": api.colleagues(actor=actor, application_id=view.id),
        "document": _document(actor, view),
        "duplicates": api.duplicates(actor=actor, application_id=view.id),
        "opinion_agencies": {each.agency: agency(each.agency).title for each in view.opinions},
        "visit": api.visit(actor=actor, reference=reference)
        if view.service.workflow.has_appointments
        else None,
    }
    return show(request, "desk/case.html", context, status=status)


def _document(actor: Actor, view: CaseView) -> documents.IssuedDocument | None:
    """What the case issued, where this officer may see it: another agency may have sealed it."""
    if view.document_id is None:
        return None
    with suppress(NotFound):
        return documents.document(actor=actor, id=view.document_id)
    return None


def _act(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One action on the case; what was typed stays when it can't be taken."""
    actor = actor_of(request)
    try:
        changed = api.act(
            actor=actor,
            application_id=_id_of(request),
            action=request.POST.get("action", "")[:40],
            row_version=_whole_number(request.POST.get("_row_version", "")),
            comment=request.POST.get("comment", ""),
            note=request.POST.get("note", ""),
            reason=request.POST.get("reason", "")[:80],
        )
    except NotFound:
        raise
    except Invalid as problem:
        errors = FormErrors(problem.fields, form=() if problem.fields else [problem.message])
        return _show_case(request, reference, errors=errors, status=422)
    except PencereError as problem:
        errors = FormErrors(form=[problem.message])
        return _show_case(request, reference, errors=errors, status=problem.status)
    messages.success(request, _("Done: %(reference)s") % {"reference": changed.reference})
    return redirect("desk:case", reference=changed.reference)


@require_POST
@officer
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the case mine."""
    api.take(actor=actor_of(request), application_id=_id_of(request))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it back to the queue."""
    api.release(actor=actor_of(request), application_id=_id_of(request))
    messages.success(request, _("The case is back in the queue."))
    return redirect("desk:queue")


@require_POST
@officer
def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the case to a colleague."""
    to = _uuid(request.POST.get("to", ""))
    api.reassign(actor=actor_of(request), application_id=_id_of(request), to=to)
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
    return show(request, "desk/revoke.html", context, status=422 if errors else 200)


@require_GET
@officer
def file(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """An attachment of a case of this officer, always as a download."""
    return as_download(api.attachment(actor=actor_of(request), attachment_id=attachment_id))


def _id_of(request: HttpRequest) -> UUID:
    return _uuid(request.POST.get("_id", ""))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
