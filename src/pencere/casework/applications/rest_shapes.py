"""How applications look as JSON: what the endpoints of `rest.py`, and the desk's, take and give."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pencere.casework.applications import shapes
from pencere.ui.api import Words, words


class NewApplication(Schema):
    """Begin, or go on with the draft that there is."""

    service: str = Field(max_length=120)
    """Id or slug of the service."""
    start: dict[str, str] = Field(default={}, max_length=20)
    """What the service needs to begin (`start_needs`)."""


class ApplicationShort(Schema):
    """An application in a list."""

    id: UUID
    reference: str
    service: str
    title: Words
    stage: str
    """draft, todo (with the agency), waiting (for you or another), closed."""
    state: str
    state_title: Words
    agency: str
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    needs_you: bool


class ApplicationList(Schema):
    """A page of the list; `next` is the cursor of the page that follows."""

    applications: list[ApplicationShort]
    next: str | None


class FileShape(Schema):
    """A file that answers a question."""

    id: UUID
    field: str
    name: str
    media_type: str
    size: int


class AnswerShape(Schema):
    """A question that is asked now, with what is answered."""

    key: str
    type: str
    title: Words
    value: Any
    text: str
    """As people read it, in the request's language."""
    is_locked: bool
    """Whether a register gave it, so that it can't be changed."""
    choices: dict[str, Words]
    files: list[FileShape]


class FormPage(Schema):
    """One page of the form under what is answered now."""

    key: str
    title: Words
    number: int
    pages: int
    previous: str | None
    next: str | None
    row_version: int
    """Send it back with PUT, so that nobody's changes are lost."""
    questions: list[AnswerShape]
    barred: list[Words]
    """Why this can't be granted whatever is answered."""


class PageAnswers(Schema):
    """What was typed on one page."""

    answers: dict[str, Any] = Field(max_length=500)
    row_version: int = Field(ge=0)
    is_strict: bool = True
    """False keeps what is there without complaining, as saving for later does."""


class Saved(Schema):
    """What is kept, and what is wrong with it."""

    values: dict[str, Any]
    errors: dict[str, list[Words]]
    row_version: int
    next: str | None


class FeeLineShape(Schema):
    """A line of the fee; a discount is negative."""

    key: str
    title: Words | None
    minor: int
    law: Words | None


class Checked(Schema):
    """Whether it could be sent now."""

    can_submit: bool
    missing: list[tuple[str, str]]
    """(page, question)."""
    verdict: str
    reasons: list[Words]
    term: str | None
    """Within what time an answer is promised (`P5WD` working days, else ISO 8601); null: none."""
    fee_minor: int | None
    """In minor units of the country's currency; null while an answer that it hangs on lacks."""
    fee_lines: list[FeeLineShape]
    row_version: int


class Declaration(Schema):
    """The applicant declares that what is said is true."""

    declaration: bool


class Act(Schema):
    """Take an action: a reply to a question, a withdrawal, an officer's decision."""

    row_version: int = Field(ge=0)
    comment: str = Field(default="", max_length=20_000)
    note: str = Field(default="", max_length=20_000)
    reason: str = Field(default="", max_length=80)
    findings: dict[str, Any] = Field(default_factory=dict, max_length=100)
    """What an officer found, by key of the action's `findings`."""
    receipt: str = Field(default="", max_length=80)
    """Number of the bank's receipt, where the action `needs` one."""


class StepShape(Schema):
    """One line of the history."""

    at: dt.datetime
    title: Words
    by: str
    label: Words
    state: str
    state_title: Words
    comment: str
    reason: Words | None
    findings: list[AnswerShape]
    """What was found with it, as far as the reader is shown it."""


class ActionShape(Schema):
    """An action that one may take now."""

    code: str
    title: Words
    needs: list[str]
    reasons: dict[str, Words]
    findings: list[AnswerShape]
    """What an officer enters with it, with what is known."""


class ApplicationDetail(ApplicationShort):
    """An application with its history and what can be done."""

    state_text: Words | None
    question: str
    """What the officer asks, while it waits for the applicant."""
    is_editable: bool
    findings: list[AnswerShape]
    """What the agency found, as far as the applicant is shown it."""
    steps: list[StepShape]
    actions: list[ActionShape]
    document_id: UUID | None
    row_version: int


def application_short(row: shapes.MineRow) -> dict[str, Any]:
    """A line of the list as JSON."""
    return {
        "id": row.id,
        "reference": row.reference,
        "service": row.service,
        "title": dict(row.title),
        "stage": row.stage,
        "state": row.state,
        "state_title": dict(row.state_title),
        "agency": row.agency,
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
        "outcome": row.outcome,
        "needs_you": row.needs_you,
    }


def application_detail(view: shapes.ApplicantView) -> dict[str, Any]:
    """An application with all that its applicant may know, as JSON."""
    return {
        "id": view.id,
        "reference": view.reference,
        "service": view.service.id,
        "title": dict(view.service.title),
        "stage": view.stage,
        "state": view.state,
        "state_title": dict(view.state_title),
        "agency": view.agency,
        "created_at": view.created_at,
        "submitted_at": view.submitted_at,
        "due_at": view.due_at,
        "closed_at": view.closed_at,
        "outcome": view.outcome,
        "needs_you": view.stage in ("draft", "waiting") and bool(view.actions),
        "state_text": words(view.state_text),
        "question": view.question,
        "is_editable": view.is_editable,
        "findings": [answer_shape(each) for each in view.findings],
        "steps": [step_shape(each) for each in view.steps],
        "actions": [action_shape(each) for each in view.actions],
        "document_id": view.document_id,
        "row_version": view.row_version,
    }


def step_shape(step: shapes.StepShown) -> dict[str, Any]:
    """One line of the history as JSON."""
    return {
        "at": step.at,
        "title": dict(step.title),
        "by": step.by,
        "label": dict(step.label),
        "state": step.to_state,
        "state_title": dict(step.state_title),
        "comment": step.comment,
        "reason": words(step.reason),
        "findings": [answer_shape(each) for each in step.findings],
    }


def action_shape(action: shapes.ActionShown) -> dict[str, Any]:
    """An action as JSON."""
    return {
        "code": action.code,
        "title": dict(action.title),
        "needs": list(action.action.needs),
        "reasons": {code: dict(each) for code, each in action.reasons.items()},
        "findings": [answer_shape(each) for each in action.findings],
    }


def answer_shape(shown: shapes.Shown) -> dict[str, Any]:
    """A question with its answer as JSON."""
    return {
        "key": shown.field.key,
        "type": shown.field.type,
        "title": dict(shown.field.title),
        "value": shown.value,
        "text": shown.text,
        "is_locked": shown.is_locked,
        "choices": {each.code: dict(each.title) for each in shown.choices},
        "files": [file_shape(each) for each in shown.files],
    }


def file_shape(file: shapes.FileShown) -> dict[str, Any]:
    """An attached file as JSON."""
    return {
        "id": file.attachment_id,
        "field": file.field,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
    }
