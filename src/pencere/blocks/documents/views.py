"""The public check of a document by number or by file, and the download for those who may."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.documents import queries
from pencere.blocks.documents.checks import MAX_FILE_BYTES, check_file, check_number
from pencere.blocks.documents.presentation import verdict
from pencere.blocks.documents.throttling import FILE_WEIGHT, count_check
from pencere.blocks.identity import api as identity
from pencere.kernel.errors import Invalid, NotFound, TooLarge
from pencere.kernel.files import api as files
from pencere.ui import api as ui

FILE_FIELD = "file"
NUMBER_FIELD = "number"


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a number leads to its page, a file is answered here."""
    if request.method != "POST" or ui.is_language_switch(request):
        return _form(request, number=request.POST.get(NUMBER_FIELD, ""))
    if FILE_FIELD in files.too_large_fields(request):
        return _form(request, file_error=_too_large(), status=TooLarge.status)
    upload = request.FILES.get(FILE_FIELD)
    if upload is not None and not isinstance(upload, list):
        if (upload.size or 0) > MAX_FILE_BYTES:
            return _form(request, file_error=_too_large(), status=TooLarge.status)
        return _answer_file(request, upload.read())
    return _answer_number(request, request.POST.get(NUMBER_FIELD, ""))


@require_GET
def result(request: HttpRequest, number: str) -> HttpResponse:
    """How the document with this number stands, for anyone."""
    count_check(address=_address(request))
    try:
        status = check_number(number)
    except Invalid as error:
        return _form(request, number=number, number_error=error.message, status=Invalid.status)
    if status.number != number:
        return redirect("documents:result", status.number)
    context = {"document": status, "verdict": verdict(status.state), "report": None}
    return _private(
        ui.render(
            request,
            "documents/result.html",
            context,
            status=404 if status.state == "unknown" else 200,
        )
    )


@identity.signed_in
@require_GET
def download(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The sealed file, for its holder, who acts for them, or the agency's officers."""
    try:
        file = queries.download(actor=identity.actor_of(request), id=id)
    except NotFound:
        officer = identity.officer_of(request)
        if officer is None:
            raise
        file = queries.download(actor=officer, id=id)
    return files.as_download(file)


def _answer_number(request: HttpRequest, number: str) -> HttpResponse:
    if not number.strip():
        words = _("Enter the number of the document, or choose its file.")
        return _form(request, number_error=words, status=Invalid.status)
    count_check(address=_address(request))
    try:
        canonical = check_number(number).number
    except Invalid as error:
        return _form(request, number=number, number_error=error.message, status=Invalid.status)
    return redirect("documents:result", canonical)


def _answer_file(request: HttpRequest, content: bytes) -> HttpResponse:
    count_check(address=_address(request), weight=FILE_WEIGHT)
    report = check_file(content)
    context = {
        "document": report.document,
        "verdict": verdict(report.state, is_file=True),
        "report": report,
    }
    return _private(ui.render(request, "documents/result.html", context))


def _form(
    request: HttpRequest,
    *,
    number: str = "",
    number_error: Any = None,
    file_error: Any = None,
    status: int = 200,
) -> HttpResponse:
    errors = ui.FormErrors(
        {
            NUMBER_FIELD: [number_error] if number_error else [],
            FILE_FIELD: [file_error] if file_error else [],
        },
        order=[NUMBER_FIELD, FILE_FIELD],
    )
    context = {
        "errors": errors,
        "form_languages": request.method == "POST",
        "number": ui.FieldView(
            key=NUMBER_FIELD,
            type="text",
            label=_("Number of the document"),
            hint=_(
                "It stands at the top right of the document."
                " Small letters, spaces and O for 0 are fine."
            ),
            value=number[:100],
            errors=errors.of(NUMBER_FIELD),
            required=False,
            says_optional=False,
            width=20,
        ),
        "file": ui.FieldView(
            key=FILE_FIELD,
            type="file",
            label=_("The PDF file itself"),
            errors=errors.of(FILE_FIELD),
            accept=["pdf"],
            max_bytes=MAX_FILE_BYTES,
            required=False,
            says_optional=False,
        ),
    }
    return _private(ui.render(request, "documents/verify.html", context, status=status))


def _too_large() -> str:
    return _("The file is too large. It can have 20 MB at most.")


def _private(response: HttpResponse) -> HttpResponse:
    """Neither in search engines nor in caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest) -> str:
    return identity.actor_of(request).address or request.META.get("REMOTE_ADDR", "")
