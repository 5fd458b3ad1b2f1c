"""The officer's desk for programs: the queue, a case, and a decision. The same calls and rules
as the pages; each opening of a case is journaled for whom it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import Field

from pencere.blocks.identity.api import asking, may
from pencere.casework.applications import api
from pencere.casework.applications.api import Act, ActionShape, AnswerShape, StepShape
from pencere.ui.api import PROBLEMS, Words

router = Router(tags=["Desk"], auth=may("desk"))


class QueueRowShape(Schema):
    """One line of the queue."""

    id: UUID
    reference: str
    service: str
    title: Words
    state: str
    state_title: Words
    applicant_name: str
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    task_due_at: dt.datetime | None
    is_overdue: bool
    is_mine: bool
    assignee_name: str


class QueueShape(Schema):
    """A page of the queue; `next` is the cursor of the page that follows."""

    cases: list[QueueRowShape]
    next: str | None


class EvidenceShape(Schema):
    """What a register said when the application was submitted."""

    source: str
    register_code: str
    is_available: bool
    is_found: bool
    as_of: dt.datetime | None
    facts: dict[str, str]
    """By field, as people read it."""


class SectionShape(Schema):
    """The answers of one page of the form."""

    page: str
    title: Words
    answers: list[AnswerShape]


class CaseShape(Schema):
    """The whole case."""

    id: UUID
    reference: str
    service: str
    state: str
    state_title: Words
    stage: str
    applicant_name: str
    applicant_identifier: str
    applicant_kind: str
    is_on_behalf: bool
    sections: list[SectionShape]
    findings: list[AnswerShape]
    """What officers found."""
    evidence: list[EvidenceShape]
    verdict: str
    checks: list[Words]
    steps: list[StepShape]
    actions: list[ActionShape]
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    task_due_at: dt.datetime | None
    is_overdue: bool
    is_mine: bool
    can_take: bool
    outcome: str
    row_version: int


class Colleague(Schema):
    """To whom the case goes."""

    to: UUID = Field(description="Account of a colleague of the agency with the queue's role")


@router.get("/desk/cases", response={200: QueueShape, **PROBLEMS}, summary="The queue")
def cases(
    request: HttpRequest,
    kind: Literal["todo", "mine", "unassigned", "overdue", "waiting", "closed"] = "todo",
    service: str = Query("", max_length=80),
    text: str = Query("", max_length=80),
    cursor: str = Query("", max_length=200),
    limit: int = Query(25, ge=1, le=100),
) -> dict[str, Any]:
    """Cases of the officer's agency and roles, what is due first on top."""
    filters = api.QueueFilters(
        kind=kind, service=service, text=text.replace("\0", ""), cursor=cursor, limit=limit
    )
    page = api.queue(actor=asking(request), filters=filters)
    shown = QueueRowShape.model_fields
    rows = [{key: getattr(row, key) for key in shown} for row in page.rows]
    return {"cases": [_with_words(row) for row in rows], "next": page.next_cursor}


@router.get("/desk/cases/{reference}", response={200: CaseShape, **PROBLEMS}, summary="A case")
def case(request: HttpRequest, reference: str) -> dict[str, Any]:
    """By its reference number or id. Its applicant sees in the history who looked."""
    return _case(api.case(actor=asking(request), reference=reference[:64]))


@router.post(
    "/desk/cases/{reference}/take", response={200: CaseShape, **PROBLEMS}, summary="Take it"
)
def take(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Make the case mine; 409 when a colleague was faster."""
    actor = asking(request)
    view = api.case(actor=actor, reference=reference[:64])
    api.take(actor=actor, application_id=view.id)
    return _case(api.case(actor=actor, reference=view.reference))


@router.post(
    "/desk/cases/{reference}/release", response={200: CaseShape, **PROBLEMS}, summary="Give it back"
)
def release(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Back to the queue."""
    actor = asking(request)
    view = api.case(actor=actor, reference=reference[:64])
    api.release(actor=actor, application_id=view.id)
    return _case(api.case(actor=actor, reference=view.reference))


@router.post(
    "/desk/cases/{reference}/reassign",
    response={200: CaseShape, **PROBLEMS},
    summary="Hand it on",
)
def reassign(request: HttpRequest, reference: str, colleague: Colleague) -> dict[str, Any]:
    """To a colleague; 404 for who could not take it."""
    actor = asking(request)
    view = api.case(actor=actor, reference=reference[:64])
    api.reassign(actor=actor, application_id=view.id, to=colleague.to)
    return _case(api.case(actor=actor, reference=view.reference))


@router.post(
    "/desk/cases/{reference}/actions/{action}",
    response={200: CaseShape, **PROBLEMS},
    summary="Decide",
)
def decide(request: HttpRequest, reference: str, action: str, said: Act) -> dict[str, Any]:
    """Take one of the case's `actions`. 409 when it changed since `row_version`; four eyes and
    roles hold as at the desk."""
    actor = asking(request)
    view = api.case(actor=actor, reference=reference[:64])
    api.act(
        actor=actor,
        application_id=view.id,
        action=action[:40],
        row_version=said.row_version,
        comment=said.comment,
        note=said.note,
        reason=said.reason,
        findings=said.findings,
    )
    return _case(api.case(actor=actor, reference=view.reference))


def _with_words(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "title": dict(row["title"]), "state_title": dict(row["state_title"])}


PLAIN = [
    "id",
    "reference",
    "state",
    "stage",
    "applicant_name",
    "applicant_identifier",
    "applicant_kind",
    "is_on_behalf",
    "verdict",
    "submitted_at",
    "due_at",
    "task_due_at",
    "is_overdue",
    "is_mine",
    "can_take",
    "outcome",
    "row_version",
]
"""What a case says as it is."""


def _case(view: api.CaseView) -> dict[str, Any]:
    return {
        **{key: getattr(view, key) for key in PLAIN},
        "service": view.service.id,
        "state_title": dict(view.state_title),
        "sections": [
            {
                "page": each.page.key,
                "title": dict(each.page.title),
                "answers": [api.answer_shape(answer) for answer in each.answers],
            }
            for each in view.sections
        ],
        "findings": [api.answer_shape(each) for each in view.findings],
        "evidence": [
            {
                "source": each.source,
                "register_code": each.register,
                "is_available": each.is_available,
                "is_found": each.is_found,
                "as_of": each.as_of,
                "facts": {item.key: item.text for item in each.items},
            }
            for each in view.evidence
        ],
        "checks": [dict(each) for each in view.checks],
        "steps": [api.step_shape(each) for each in view.steps],
        "actions": [api.action_shape(each) for each in view.actions],
    }
