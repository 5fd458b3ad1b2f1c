"""Sending a kept file: always as a download, never as a page of ours."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.store import file_store

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def open_file(file: StoredFile) -> BinaryIO:
    """The content for reading; NotFound when the store has lost it, Refused when the virus
    scanner found something in it."""
    if file.infection:
        raise Refused(
            _("The virus scanner found something harmful in this file, so it is closed."),
            code="file-infected",
        )
    try:
        return file_store().open(file.sha256)
    except FileNotFoundError as error:
        raise NotFound(code="file-lost") from error


def as_download(file: StoredFile) -> HttpResponseBase:
    """A streamed response that a browser saves and never shows as a page of this site."""
    response = FileResponse(open_file(file), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
