"""What callers of this package are given: plain values, ready to be shown.

They hold no rows, so a template can't reach further than the access check that made them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pencere.casework.applications.shapes_waiting import (
    AppealOffer,
    LinkShown,
    PaymentShown,
)
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.casework.applications.shapes_agreement import CoApplicantShown
    from pencere.casework.applications.sketches import Sketch
    from pencere.casework.definitions.api import Action, Choice, Field, Page, ServiceDefinition
    from pencere.casework.definitions.model import FeeShown
    from pencere.kernel.workdays.api import Duration

Json = Any
"""A value as JSON has it: what a form answer or a register's field may be."""

Stage = Literal["draft", "todo", "waiting", "closed"]
MineKind = Literal["all", "drafts", "open", "closed", "waiting"]


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file attached to a field."""

    attachment_id: UUID
    field: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    added_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer of the form, beside the question that it answers."""

    field: Field
    value: Json
    """As it is stored; None when nothing was entered."""
    text: str
    """As people read it, in the active language; "" when nothing was entered or for files."""
    is_locked: bool
    """Whether a register gave it, so that it can't be typed over."""
    source: str
    """Name of the definition's data source that prefilled it, "" when a person typed it."""
    files: tuple[FileShown, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What can be chosen, also where the definition takes the list from elsewhere."""
    rows: tuple[tuple[Shown, ...], ...] = ()
    """Of a group: each row's questions that apply to it."""
    sketch: Sketch | None = None
    """Of a place or an outline: a small picture of where it is."""


@dataclass(frozen=True, slots=True)
class SectionShown:
    """The answers of one form page."""

    page: Page
    answers: tuple[Shown, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of what was typed on one form page."""

    values: Mapping[str, Json]
    """What is kept now, key by key; what was wrong is here as it was typed."""
    errors: Mapping[str, tuple[Text, ...]]
    """By field, in the page's order; empty when all is right (always, when not strict)."""
    row_version: int
    next_page: str | None
    """Key of the page that follows under what is answered now; None after the last."""

    @property
    def is_valid(self) -> bool:
        """Whether one may go on to the next page."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A register that an answer was taken from, and when it said so."""

    register_title: Text
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a draft's (or a correction's) form, ready to be drawn."""

    application_id: UUID
    reference: str
    service: ServiceDefinition
    page: Page
    questions: tuple[Shown, ...]
    """The fields that are shown under what is answered now, in order."""
    row_version: int
    previous_page: str | None
    next_page: str | None
    number: int
    """1 for the first page that is shown."""
    pages: int
    unavailable: tuple[str, ...]
    """Registers that could not be read just now; their fields are left to be typed or empty."""
    barred: tuple[Text, ...] = ()
    """Why this can't be granted whatever is answered; said before anything is asked."""
    sources: Mapping[str, SourceRead] = field(default_factory=dict)
    """By data source, what register was read for it."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """The page "check your answers"."""

    application_id: UUID
    reference: str
    service: ServiceDefinition
    sections: tuple[SectionShown, ...]
    missing: tuple[tuple[str, str], ...]
    """(page, field) of required answers that are not there yet."""
    verdict: Literal["ok", "review", "reject"]
    reasons: tuple[Text, ...]
    """Why the verdict is not "ok"."""
    fee: FeeShown | None
    """What is to be paid, line by line; None when the service has no fee."""
    term: Duration | None
    """Within what time the answer is promised, by what is answered; None where it isn't."""
    row_version: int
    unavailable: tuple[str, ...]

    @property
    def can_submit(self) -> bool:
        """Whether submitting would be taken now."""
        return not self.missing and self.verdict != "reject"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer, and whether they differ from the other side."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer before and after a correction."""

    title: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """One line of the timeline."""

    at: dt.datetime
    title: Text
    by: str
    """applicant, system, or an officer's role."""
    label: Text
    from_state: str
    to_state: str
    state_title: Text
    """Title of the state that it led to: the public one for the applicant."""
    comment: str
    note: str
    """Always "" for the applicant."""
    reason: Text | None
    changes: Mapping[str, tuple[Json, Json]]
    grounds: Text | None = None
    """Why the platform itself decided so."""
    differences: tuple[Difference, ...] = ()
    """What the applicant changed, for the officer to read."""
    findings: tuple[Shown, ...] = ()
    """What was found with it."""


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action that this person may take now."""

    action: Action
    code: str
    title: Text
    needs_comment: bool
    needs_note: bool
    needs_reason: bool
    reasons: Mapping[str, Text]
    """Choices of reasons by code; empty when the reason is not asked for."""
    style: str
    needs_receipt: bool = False
    findings: tuple[Shown, ...] = ()
    """What an officer enters with it."""


@dataclass(frozen=True, slots=True)
class MineRow:
    """One application in the applicant's list."""

    id: UUID
    reference: str
    service: str
    title: Text
    stage: Stage
    state: str
    state_title: Text
    agency: str
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    needs_you: bool
    """Whether the applicant has the next move: a draft to finish, a question to answer, a time
    to choose."""
    chooses_time: bool
    """Whether that is the time of a visit."""
    page: str
    """Where a draft was left."""


@dataclass(frozen=True, slots=True)
class MinePage:
    """A page of the applicant's list, newest first."""

    rows: tuple[MineRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """An application as its applicant sees it."""

    id: UUID
    reference: str
    service: ServiceDefinition
    stage: Stage
    state: str
    state_title: Text
    state_text: Text | None
    """What this state means for the applicant, in a sentence."""
    agency: str
    sections: tuple[SectionShown, ...]
    steps: tuple[StepShown, ...]
    actions: tuple[ActionShown, ...]
    """What the applicant can do now: answer a request for correction, withdraw."""
    question: str
    """What the officer asks, while the applicant has the next move; else ""."""
    is_editable: bool
    """Whether the form can be changed now (`api.page`, `api.save`): draft or correction."""
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    is_clock_stopped: bool
    closed_at: dt.datetime | None
    outcome: str
    outcome_reason: Text | None
    document_id: UUID | None
    fee: FeeShown | None
    """What is to be paid, line by line; None when the service has no fee."""
    row_version: int
    co_applicants: tuple[CoApplicantShown, ...] = ()
    """Who has to agree, and how it stands."""
    payment: PaymentShown | None = None
    appeal: AppealOffer | None = None
    findings: tuple[Shown, ...] = ()
    """What the agency found, as far as the applicant is shown it."""
    links: tuple[LinkShown, ...] = ()
