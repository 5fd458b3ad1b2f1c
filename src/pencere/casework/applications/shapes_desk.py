"""What the desk is given: the queue, a case on one page, what several cases have in common.

Plain values, as those of `shapes.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pencere.casework.applications.shapes import (
    ActionShown,
    FileShown,
    SectionShown,
    Shown,
    Stage,
    StepShown,
)
from pencere.casework.applications.shapes_waiting import (
    Duplicate,
    LinkShown,
    OpinionShown,
    PaymentShown,
)
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.casework.applications.shapes_agreement import CoApplicantShown
    from pencere.casework.definitions.api import ServiceDefinition
    from pencere.casework.definitions.model import FeeShown

QueueKind = Literal["todo", "mine", "unassigned", "overdue", "due_soon", "waiting", "closed"]
QueueOrder = Literal["due", "arrival"]


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What an officer asks of the queue; all of it fits into an address."""

    kind: QueueKind = "todo"
    service: str = ""
    text: str = ""
    """A reference number, or letters of the applicant's name (three or more)."""
    state: str = ""
    region: str = ""
    verdict: str = ""
    """What the automatic checks said: ok or review."""
    came_from: dt.date | None = None
    came_until: dt.date | None = None
    """First and last day on which it was sent."""
    due_before: dt.date | None = None
    """The last day by which the present step must be done."""
    version: UUID | None = None
    """The version of the service that the cases run on."""
    order: QueueOrder = "due"
    """`arrival`: what came first is on top; for lists of what is to do."""
    cursor: str = ""
    limit: int = 25


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of an officer's queue."""

    id: UUID
    reference: str
    service: str
    title: Text
    state: str
    state_title: Text
    queue_role: str
    applicant_name: str
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    """By when the applicant has an answer."""
    task_due_at: dt.datetime | None
    """By when the present step must be done; the order of the list."""
    is_overdue: bool
    is_due_soon: bool
    assignee_id: UUID | None
    assignee_name: str
    is_mine: bool
    closed_at: dt.datetime | None
    outcome: str
    region: str
    verdict: str
    row_version: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue, what is due first on top."""

    rows: tuple[QueueRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is not worth counting to its end."""

    value: int
    is_more: bool
    """Whether there are more than `value`."""

    def __str__(self) -> str:
        return f"{self.value}+" if self.is_more else str(self.value)


@dataclass(frozen=True, slots=True)
class Counts:
    """The head line of the desk."""

    todo: Count
    mine: Count
    unassigned: Count
    overdue: Count
    due_soon: Count
    waiting: Count


@dataclass(frozen=True, slots=True)
class CaseKey:
    """What names a case to packages that add something to it."""

    id: UUID
    reference: str
    about: str
    """How the journal names it."""
    service: str
    agency: str
    applicant_id: UUID


@dataclass(frozen=True, slots=True)
class Common:
    """What several chosen cases have in common: an action that all of them allow now."""

    code: str
    title: Text
    needs: frozenset[str]
    reasons: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Cases chosen in a list, as they are now, and what can be done with all of them."""

    cases: tuple[ChosenCase, ...]
    actions: tuple[Common, ...]


@dataclass(frozen=True, slots=True)
class ChosenCase:
    """One of the chosen cases."""

    id: UUID
    reference: str
    title: Text
    state_title: Text
    applicant_name: str
    row_version: int


@dataclass(frozen=True, slots=True)
class DoneWith:
    """What became of one of the chosen cases."""

    reference: str
    is_done: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer to whom a case can be handed."""

    account_id: UUID
    name: str
    post: Text


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One fact of a register's record."""

    key: str
    title: Text
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one register said when the application was submitted."""

    source: str
    """Name of the definition's data source."""
    register: str
    register_title: Text
    agency: str
    purpose: str
    is_available: bool
    is_found: bool
    """Whether the register has a record of this subject at all."""
    as_of: dt.datetime | None
    number: str
    items: tuple[EvidenceItem, ...]
    consent: str = ""
    """How a consent that lacks stands (asked, refused, withdrawn, ended); "" when none lacks."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """An application as the officer of its agency sees it: all on one page."""

    id: UUID
    reference: str
    service: ServiceDefinition
    agency: str
    stage: Stage
    state: str
    state_title: Text
    applicant_id: UUID
    applicant_name: str
    applicant_identifier: str
    applicant_kind: str
    applied_by_name: str
    is_on_behalf: bool
    applied_by_right: str
    """By which right somebody else applied: “as parent”; "" when nobody did."""
    sections: tuple[SectionShown, ...]
    evidence: tuple[Evidence, ...]
    verdict: Literal["ok", "review", "reject"]
    checks: tuple[Text, ...]
    """What the automatic checks found worth a look."""
    steps: tuple[StepShown, ...]
    actions: tuple[ActionShown, ...]
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    task_due_at: dt.datetime | None
    is_overdue: bool
    is_clock_stopped: bool
    closed_at: dt.datetime | None
    assignee_id: UUID | None
    assignee_name: str
    is_mine: bool
    can_take: bool
    can_release: bool
    outcome: str
    outcome_reason: Text | None
    document_id: UUID | None
    fee: FeeShown | None
    """What is to be paid, line by line; None when the service has no fee."""
    row_version: int
    language: str
    """The applicant's, in which they are written to."""
    files: tuple[FileShown, ...] = field(default=())
    co_applicants: tuple[CoApplicantShown, ...] = ()
    """Who has to agree, and how it stands."""
    findings: tuple[Shown, ...] = ()
    """What officers found."""
    opinions: tuple[OpinionShown, ...] = ()
    payment: PaymentShown | None = None
    links: tuple[LinkShown, ...] = ()
    is_due_soon: bool = False
    """Whether somebody was warned that its time runs out."""
    is_held: bool = False
    """Whether it waits for a register before its first state is begun."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with what stands around it on its page."""

    view: CaseView
    key: CaseKey
    colleagues: Sequence[Colleague]
    """To whom it can be handed."""
    duplicates: Sequence[Duplicate]
    """Other open cases of the same applicant for the same service."""
