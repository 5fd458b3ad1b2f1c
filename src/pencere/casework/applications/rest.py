"""What a person's app can do with applications: the same calls and rules as the pages.

Answers travel as the form keeps them (`definitions.model` says how each type looks); a wrong
answer comes back with its error and is kept as it was typed.
"""

from __future__ import annotations

from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.params.functions import Header, Query

from pencere.blocks.identity.api import asking, may
from pencere.casework.applications import api
from pencere.casework.applications.rest_shapes import (
    Act,
    ApplicationDetail,
    ApplicationList,
    ApplicationShort,
    Checked,
    Declaration,
    FileShape,
    FormPage,
    NewApplication,
    PageAnswers,
    Saved,
    answer_shape,
    application_detail,
    application_short,
    file_shape,
)
from pencere.kernel.errors import NotFound
from pencere.kernel.files.api import as_download
from pencere.ui.api import PROBLEMS, words

router = Router(tags=["Applications"])
READ, APPLY = may("read"), may("apply")


@router.post(
    "/applications", response={200: ApplicationShort, **PROBLEMS}, auth=APPLY, summary="Begin"
)
def begin(request: HttpRequest, new: NewApplication) -> dict[str, Any]:
    """A new draft, or the one that there is: a repeat changes nothing."""
    actor = asking(request)
    made = api.start(actor=actor, service=new.service, start=new.start)
    return application_detail(api.view(actor=actor, reference=str(made.pk)))


@router.get("/applications", response={200: ApplicationList, **PROBLEMS}, auth=READ, summary="Mine")
def mine(
    request: HttpRequest,
    kind: Literal["all", "drafts", "open", "closed", "waiting"] = "all",
    cursor: str = Query("", max_length=200),
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """One's own applications, newest first."""
    page = api.mine(actor=asking(request), kind=kind, cursor=cursor, limit=limit)
    return {"applications": [application_short(row) for row in page.rows], "next": page.next_cursor}


@router.get(
    "/applications/{reference}",
    response={200: ApplicationDetail, **PROBLEMS},
    auth=READ,
    summary="One application",
)
def show(request: HttpRequest, reference: str) -> dict[str, Any]:
    """By its reference number or id."""
    return application_detail(api.view(actor=asking(request), reference=reference[:64]))


@router.get(
    "/applications/{application_id}/pages/{page}",
    response={200: FormPage, **PROBLEMS},
    auth=APPLY,
    summary="A page of the form",
)
def form_page(request: HttpRequest, application_id: UUID, page: str) -> dict[str, Any]:
    """The questions that are asked now. `page` `_first` is where one goes on."""
    key = "" if page == "_first" else page[:80]
    view = api.page(actor=asking(request), application_id=application_id, page=key)
    return {
        "key": view.page.key,
        "title": dict(view.page.title),
        "number": view.number,
        "pages": view.pages,
        "previous": view.previous_page,
        "next": view.next_page,
        "row_version": view.row_version,
        "questions": [answer_shape(each) for each in view.questions if not each.field.hidden],
        "barred": [dict(each) for each in view.barred],
    }


@router.put(
    "/applications/{application_id}/pages/{page}",
    response={200: Saved, **PROBLEMS},
    auth=APPLY,
    summary="Answer a page",
)
def answer(
    request: HttpRequest, application_id: UUID, page: str, typed: PageAnswers
) -> dict[str, Any]:
    """Keep the answers. Wrong ones are kept as typed and named in `errors`; 409 when the page
    was changed elsewhere since `row_version`."""
    saved = api.save(
        actor=asking(request),
        application_id=application_id,
        page=page[:80],
        raw=typed.answers,
        row_version=typed.row_version,
        strict=typed.is_strict,
    )
    return {
        "values": dict(saved.values),
        "errors": {key: [dict(each) for each in found] for key, found in saved.errors.items()},
        "row_version": saved.row_version,
        "next": saved.next_page,
    }


@router.post(
    "/applications/{application_id}/files/{field}",
    response={200: FileShape, **PROBLEMS},
    auth=APPLY,
    summary="Attach a file",
)
def attach(
    request: HttpRequest, application_id: UUID, field: str, file: File[UploadedFile]
) -> dict[str, Any]:
    """The same content twice is one file."""
    return file_shape(
        api.attach(
            actor=asking(request),
            application_id=application_id,
            field=field[:80],
            content=cast(Any, file.file),
            name=file.name or "file",
        )
    )


@router.delete(
    "/applications/{application_id}/attachments/{attachment_id}",
    response={204: None, **PROBLEMS},
    auth=APPLY,
    summary="Take a file away",
)
def detach(request: HttpRequest, application_id: UUID, attachment_id: UUID) -> tuple[int, None]:
    """From a draft, or from an application that waits for its correction."""
    api.detach(actor=asking(request), application_id=application_id, attachment_id=attachment_id)
    return 204, None


@router.get("/files/{attachment_id}", auth=READ, summary="Download a file", response=PROBLEMS)
def download(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """Its content, for the applicant and the case's officers (journaled)."""
    return as_download(api.attachment(actor=asking(request), attachment_id=attachment_id))


@router.get(
    "/applications/{application_id}/check",
    response={200: Checked, **PROBLEMS},
    auth=APPLY,
    summary="Could it be sent?",
)
def check(request: HttpRequest, application_id: UUID) -> dict[str, Any]:
    """What is missing, what the automatic checks say, what it costs."""
    view = api.check(actor=asking(request), application_id=application_id)
    return {
        "can_submit": view.can_submit,
        "missing": [list(each) for each in view.missing],
        "verdict": view.verdict,
        "reasons": [dict(each) for each in view.reasons],
        "term": str(view.term) if view.term else None,
        "fee_minor": view.fee.total_minor if view.fee else 0,
        "fee_lines": [
            {
                "key": line.key,
                "title": words(line.title),
                "minor": line.minor,
                "law": words(line.law),
            }
            for line in (view.fee.lines if view.fee else ())
        ],
        "row_version": view.row_version,
    }


@router.post(
    "/applications/{application_id}/submit",
    response={200: ApplicationDetail, **PROBLEMS},
    auth=APPLY,
    summary="Send it",
)
def submit(
    request: HttpRequest,
    application_id: UUID,
    declared: Declaration,
    idempotency_key: str = Header(..., min_length=8, max_length=64),
) -> dict[str, Any]:
    """Send it to the agency. A repeat with the same Idempotency-Key gives the first answer."""
    actor = asking(request)
    sent = api.submit(
        actor=actor,
        application_id=application_id,
        idempotency_key=idempotency_key,
        declaration=declared.declaration,
    )
    return application_detail(api.view(actor=actor, reference=sent.reference))


@router.post(
    "/applications/{application_id}/actions/{action}",
    response={200: ApplicationDetail, **PROBLEMS},
    auth=APPLY,
    summary="Take an action",
)
def act(request: HttpRequest, application_id: UUID, action: str, said: Act) -> dict[str, Any]:
    """One of the `actions` of the application: answer a question, withdraw, …"""
    actor = asking(request)
    if actor.kind != "person":
        raise NotFound
    changed = api.act(
        actor=actor,
        application_id=application_id,
        action=action[:40],
        row_version=said.row_version,
        comment=said.comment,
        reason=said.reason,
        receipt=said.receipt,
    )
    return application_detail(api.view(actor=actor, reference=changed.reference))


@router.delete(
    "/applications/{reference}",
    response={204: None, **PROBLEMS},
    auth=APPLY,
    summary="Delete a draft",
)
def discard(request: HttpRequest, reference: str) -> tuple[int, None]:
    """With its files. What was sent can only be withdrawn."""
    actor = asking(request)
    found = api.view(actor=actor, reference=reference[:64])
    api.discard(actor=actor, application_id=found.id)
    return 204, None
