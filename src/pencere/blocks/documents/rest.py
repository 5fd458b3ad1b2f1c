"""Documents for programs: one's own, and the public check of anybody's."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Router, Schema

from pencere.blocks.documents import checks, queries, throttling
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.identity.api import asking, may
from pencere.kernel.errors import NotFound
from pencere.kernel.files.api import as_download
from pencere.ui.api import PROBLEMS, Words

router = Router(tags=["Documents"])


class DocumentShape(Schema):
    """A document that an agency issued."""

    id: UUID
    number: str
    title: Words
    agency: str
    state: str
    """preparing, issued, revoked, …"""
    valid_from: dt.date | None
    valid_until: dt.date | None
    application: str
    """Reference number of the application that it came from."""


class DocumentCheck(Schema):
    """What anybody may know of a document by its number."""

    number: str
    state: str
    title: Words | None
    valid_until: dt.date | None


@router.get(
    "/documents",
    response={200: list[DocumentShape], **PROBLEMS},
    auth=may("read"),
    summary="My documents",
)
def documents(request: HttpRequest) -> list[dict[str, Any]]:
    """Of the person, or of whom the key acts for; the newest first."""
    actor = asking(request)
    if actor.applicant_id is None:
        raise NotFound
    found = queries.documents_of(actor=actor, holder=actor.applicant_id)
    return [_shape(each) for each in found]


@router.get(
    "/documents/{document_id}/file", auth=may("read"), response=PROBLEMS, summary="Download"
)
def file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The sealed PDF (journaled). 409 while it is being prepared."""
    return as_download(queries.download(actor=asking(request), id=document_id))


@router.get(
    "/documents/check/{number}",
    response={200: DocumentCheck, **PROBLEMS},
    auth=None,
    summary="Is it genuine?",
)
def check(request: HttpRequest, number: str) -> dict[str, Any]:
    """What the public page says of the number; nothing about the holder."""
    throttling.count_check(address=str(request.META.get("REMOTE_ADDR") or ""))
    found = checks.check_number(number[:40])
    return {
        "number": found.number,
        "state": str(found.state),
        "title": dict(found.title) if found.title else None,
        "valid_until": found.valid_until,
    }


def _shape(document: IssuedDocument) -> dict[str, Any]:
    return {
        "id": document.pk,
        "number": document.number,
        "title": dict(document.name),
        "agency": document.agency_id,
        "state": str(document.state),
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "application": document.about,
    }
