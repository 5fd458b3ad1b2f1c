"""The applicant's pages until an application is sent: the form page by page, check, discard.

Views only parse, call and show; who may do what is decided in the actions and queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import (
    Carried,
    actor_of,
    carried,
    signed_in,
)
from pencere.casework.applications import api, field_views, forms
from pencere.casework.applications.shapes import (
    PageView,
)
from pencere.kernel.errors import Invalid, NotFound, Unavailable
from pencere.kernel.files.api import as_download
from pencere.kernel.ids import new_id
from pencere.ui.api import FormErrors, is_language_switch, render

KEEPS = {"_save", "_detach", "_refresh", *forms.ROW_BUTTONS}
"""Buttons of a form page that don't ask whether it is complete."""
MAPPED = {"coordinates", "outline"}
"""Types of questions that are answered on a map."""


@require_http_methods(["GET", "POST"])
@signed_in
def form_page(request: HttpRequest, application_id: UUID, page: str = "") -> HttpResponseBase:
    """One page of the form: shown, or what was typed on it taken."""
    if request.method == "POST" and page:
        return _take_page(request, application_id, page)
    actor = actor_of(request)
    try:
        view = api.page(actor=actor, application_id=application_id, page=page)
    except api.AlreadySubmitted as sent_before:
        return redirect("applications:show", reference=sent_before.reference)
    if not page:
        return redirect("applications:page", application_id=application_id, page=view.page.key)
    lost = carried(request)
    if lost is not None:
        return _show_restored(request, view, lost)
    return _show_page(request, view)


def _show_restored(request: HttpRequest, view: PageView, lost: Carried) -> HttpResponse:
    """Keep what was typed when the session had ended, as a draft, and say so."""
    actor = actor_of(request)
    messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    if lost.files:
        messages.warning(request, _("Choose your files again: they could not be kept."))
    try:
        api.save(
            actor=actor,
            application_id=view.application_id,
            page=view.page.key,
            raw=forms.raw_fields(lost.fields),
            row_version=forms.whole_number(lost.fields.get("_row_version", "")),
            strict=False,
        )
    except api.ChangedMeanwhile as conflict:
        return _show_conflict(request, view, conflict)
    fresh = api.page(actor=actor, application_id=view.application_id, page=view.page.key)
    return _show_page(request, fresh)


def _take_page(request: HttpRequest, application_id: UUID, page: str) -> HttpResponseBase:
    actor = actor_of(request)
    try:
        before = api.page(actor=actor, application_id=application_id, page=page)
        if "_detach" in request.POST:
            _detach(request, application_id)
        return _save_page(request, before)
    except api.AlreadySubmitted as sent_before:
        messages.info(request, _("You have sent this application already."))
        return redirect("applications:show", reference=sent_before.reference)


def _detach(request: HttpRequest, application_id: UUID) -> None:
    """Take a file away. One that is gone already (a double click) is what was wanted."""
    with suppress(NotFound):
        api.detach(
            actor=actor_of(request),
            application_id=application_id,
            attachment_id=_uuid(request.POST["_detach"]),
        )


def _save_page(request: HttpRequest, before: PageView) -> HttpResponseBase:
    actor = actor_of(request)
    # Changing the language, leaving or taking a file away keeps things as typed, unasked.
    is_strict = not is_language_switch(request) and not KEEPS & request.POST.keys()
    file_errors = forms.take_files(
        request=request,
        actor=actor,
        application_id=before.application_id,
        file_fields=[shown.field.key for shown in before.questions if shown.field.type == "file"],
    )
    try:
        saved = api.save(
            actor=actor,
            application_id=before.application_id,
            page=before.page.key,
            raw=forms.typed_fields(request, before),
            row_version=forms.whole_number(request.POST.get("_row_version", "")),
            strict=is_strict,
        )
    except api.ChangedMeanwhile as conflict:
        return _show_conflict(request, before, conflict)
    errors: dict[str, list[Any]] = {key: list(found) for key, found in saved.errors.items()}
    errors.update(file_errors)  # why a file was not taken says more than that it is missing
    appeared = _appeared(before, saved.values, errors) if is_strict else set()
    if errors or appeared or not is_strict:
        told = {key: found for key, found in errors.items() if key not in appeared}
        return _again(request, before, told, saved.values, has_more=bool(appeared))
    return _go_on(request, before, saved.next_page)


def _appeared(
    before: PageView, values: Mapping[str, Any], errors: Mapping[str, list[Any]]
) -> set[str]:
    """Questions that were not on the page, but that these answers call for. They are not wrong:
    nobody was asked them yet."""
    asked = field_views.asked_keys(before)
    typed = {each.key for each in before.page.fields if not each.is_given}
    return ({key for key in values if key in typed} | errors.keys()) - asked


def _again(
    request: HttpRequest,
    before: PageView,
    errors: Mapping[str, list[Any]],
    values: Mapping[str, Any],
    *,
    has_more: bool = False,
) -> HttpResponseBase:
    if "_save" in request.POST and not errors:
        messages.success(request, _("Saved. You find it under My applications."))
        return redirect("applications:list")
    view = api.page(
        actor=actor_of(request), application_id=before.application_id, page=before.page.key
    )
    status = 422 if errors else 200
    return _show_page(request, view, errors=errors, typed=values, status=status, has_more=has_more)


def _go_on(request: HttpRequest, before: PageView, next_page: str | None) -> HttpResponse:
    if next_page is None or request.GET.get("return") == "check":
        return redirect("applications:check", application_id=before.application_id)
    return redirect("applications:page", application_id=before.application_id, page=next_page)


def _show_conflict(
    request: HttpRequest, before: PageView, conflict: api.ChangedMeanwhile
) -> HttpResponse:
    """Show both: what stands in the fields is what was typed here, above it what is kept."""
    view = api.page(
        actor=actor_of(request), application_id=before.application_id, page=before.page.key
    )
    kept = [
        (shown.field.title, shown.text)
        for shown in view.questions
        if shown.field.key in conflict.theirs
    ]
    return _show_page(
        request,
        view,
        typed=conflict.mine,
        status=409,
        row_version=conflict.row_version,
        conflict=conflict,
        kept=kept,
    )


def _show_page(
    request: HttpRequest,
    view: PageView,
    *,
    errors: Mapping[str, list[Any]] | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    found = FormErrors(errors or {}, order=[shown.field.key for shown in view.questions])
    context = {
        "view": view,
        "fields": field_views.field_views(view, errors=found, typed=typed),
        "errors": found,
        "row_version": view.row_version,
        "form_languages": True,
        "has_files": any(shown.field.type == "file" for shown in view.questions),
        "has_map": any(shown.field.type in MAPPED for shown in view.questions),
        **more,
    }
    return render(request, "applications/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """All answers once more, and the button that sends them."""
    actor = actor_of(request)
    try:
        if request.method == "POST" and not is_language_switch(request):
            return _submit(request, application_id)
        view = api.check(actor=actor, application_id=application_id)
    except api.AlreadySubmitted as sent_before:
        messages.info(request, _("You have sent this application already."))
        return redirect("applications:show", reference=sent_before.reference)
    return _show_check(request, view)


def _submit(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    actor = actor_of(request)
    try:
        application = api.submit(
            actor=actor,
            application_id=application_id,
            idempotency_key=request.POST.get("_key", "")[:64] or str(new_id()),
            declaration=request.POST.get("declaration") == "true",
        )
    except (Invalid, Unavailable) as problem:
        view = api.check(actor=actor, application_id=application_id)
        return _show_check(request, view, problem=problem)
    return redirect("applications:sent", reference=application.reference)


def _show_check(
    request: HttpRequest,
    view: api.CheckView,
    *,
    problem: Invalid | Unavailable | None = None,
) -> HttpResponse:
    context = {
        "view": view,
        "problem": problem,
        "key": request.POST.get("_key") or new_id(),
        "is_declared": request.POST.get("declaration") == "true",
        "form_languages": True,
    }
    status = problem.status if problem else 200
    return render(request, "applications/check.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def discard(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Ask once, then delete the draft."""
    actor = actor_of(request)
    try:
        view = api.check(actor=actor, application_id=application_id)
        if request.method == "POST" and not is_language_switch(request):
            api.discard(actor=actor, application_id=application_id)
            messages.success(request, _("The draft is deleted."))
            return redirect("applications:list")
    except api.AlreadySubmitted as sent_before:
        messages.info(request, _("You have sent this application already."))
        return redirect("applications:show", reference=sent_before.reference)
    return render(request, "applications/discard.html", {"view": view})


@require_GET
@signed_in
def file(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """A file that was attached, always as a download."""
    actor = actor_of(request)
    return as_download(api.attachment(actor=actor, attachment_id=attachment_id))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
