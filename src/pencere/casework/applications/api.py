"""What other packages may ask of applications.

Who may do what is decided here, not in views. An applicant's call for an application that is
not theirs, and an officer's for one of another agency or without a role in it, is NotFound.
Every function that changes something is one transaction: all of it holds, or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO
from uuid import UUID

from pencere.casework.applications.errors import AlreadySubmitted, ChangedMeanwhile
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes import (
    ActionShown,
    ApplicantView,
    CaseView,
    CheckView,
    Colleague,
    Count,
    Counts,
    Evidence,
    FileShown,
    MineKind,
    MinePage,
    MineRow,
    PageView,
    QueueFilters,
    QueuePage,
    QueueRow,
    SaveResult,
    SectionShown,
    Shown,
    StepShown,
)
from pencere.kernel.actors import Actor
from pencere.kernel.files.api import StoredFile
from pencere.kernel.text import Text


def start(*, actor: Actor, service: str, start: Mapping[str, str] | None = None) -> Application:
    """Begin an application to `service` (its id or slug); the draft that exists is given back.

    `start` holds what the link brought along (`definition.starts.requires`); other keys are
    dropped. A draft that was begun with other `start` values takes the new ones, and loses
    the answers that hung on the old ones.
    Raises NotFound (no such service), Refused (this kind of applicant, no mandate, too weak a
    sign-in; code "applicant-kind", "mandate", "assurance"), Invalid (code "start-missing":
    show `definition.starts.help`).
    """
    ...


def page(*, actor: Actor, application_id: UUID, page: str = "") -> PageView:
    """One form page of a draft, or of an application in an editable state (a correction).

    `page` "" is the page that the applicant left, else the first. Raises NotFound also for a
    page that does not exist or is not shown under what is answered now; Conflict
    (AlreadySubmitted) when the form can't be changed any more.
    """
    ...


def save(
    *,
    actor: Actor,
    application_id: UUID,
    page: str,
    raw: Mapping[str, Any],
    row_version: int,
    strict: bool = True,
) -> SaveResult:
    """Keep what was typed on `page`. `raw`: a value, or a list of values, by field key
    (`{key: request.POST.getlist(key)}` is right); files come by `attach`.

    What is right is stored even when something else on the page is wrong. With `strict`
    False (language switch, "save and come back later") nothing is complained of and wrong
    input is kept as typed. Keys that the page doesn't show, and locked fields, are ignored.
    `row_version` is PageView.row_version. Raises ChangedMeanwhile when the page was saved
    elsewhere since, with both sides; NotFound; AlreadySubmitted.
    """
    ...


def attach(
    *, actor: Actor, application_id: UUID, field: str, content: BinaryIO, name: str
) -> FileShown:
    """Add a file to a file field. Kind by its content and size are checked.

    Raises Invalid or TooLarge (field=`field`), NotFound, AlreadySubmitted. The same content
    twice in one field is one file.
    """
    ...


def detach(*, actor: Actor, application_id: UUID, attachment_id: UUID) -> None:
    """Take a file off a draft. Raises NotFound, AlreadySubmitted."""
    ...


def check(*, actor: Actor, application_id: UUID) -> CheckView:
    """All answers, what is missing, and what the automatic checks would say now."""
    ...


def submit(
    *, actor: Actor, application_id: UUID, idempotency_key: str, declaration: bool
) -> Application:
    """Send the application: validate all again, read the evidence, decide what is automatic.

    `idempotency_key`: random, made when the check page was drawn (≤64 characters). A repeat
    with the same key gives the first answer, also under a race. Raises AlreadySubmitted (sent
    before with another key), Invalid (`fields` by field key; code "declaration" when not
    ticked; code "rejected" with the reasons as message when the checks say no), NotFound,
    Refused, Unavailable (a register that the service can't do without is silent).
    """
    ...


def discard(*, actor: Actor, application_id: UUID) -> None:
    """Delete a draft with its files. Raises NotFound, AlreadySubmitted."""
    ...


def act(
    *,
    actor: Actor,
    application_id: UUID,
    action: str,
    row_version: int,
    comment: str = "",
    note: str = "",
    reason: str = "",
) -> Application:
    """Take an action of the definition, as an officer of its agency or as the applicant.

    `comment` is read by the applicant, `note` by the agency alone, `reason` is a code of
    ActionShown.reasons. An applicant's action out of an editable state validates the form
    again. Raises NotFound (stranger, other agency, no such action here), Refused (role
    missing, four eyes, own application, taken by a colleague), Invalid (comment, note or
    reason missing; fields), ChangedMeanwhile.
    """
    ...


def withdraw(*, actor: Actor, application_id: UUID, row_version: int) -> Application:
    """The applicant takes the application back. Raises Conflict when it is too late."""
    ...


def take(*, actor: Actor, application_id: UUID) -> Application:
    """Make the case this officer's. Taking one's own again changes nothing.

    Raises NotFound, Refused, Conflict (a colleague has it).
    """
    ...


def release(*, actor: Actor, application_id: UUID) -> Application:
    """Give the case back to the queue: one's own, or as head anybody's."""
    ...


def reassign(*, actor: Actor, application_id: UUID, to: UUID) -> Application:
    """Hand the case to a colleague (account id out of `colleagues`)."""
    ...


def mine(
    *, actor: Actor, kind: MineKind = "all", cursor: str = "", limit: int = 20
) -> MinePage:
    """The applicant's applications, newest first. "waiting": those that need the applicant."""
    ...


def view(*, actor: Actor, reference: str) -> ApplicantView:
    """The applicant's view by reference number (as typed) or id; NotFound for strangers."""
    ...


def queue(*, actor: Actor, filters: QueueFilters) -> QueuePage:
    """The officer's queue in their agency and roles. Refused for one who is no officer."""
    ...


def queue_services(*, actor: Actor) -> Mapping[str, Text]:
    """Services, with titles, that can stand in this officer's queue: choices of the filter."""
    ...


def counts(*, actor: Actor) -> Counts:
    """The desk's head line; counting stops at 99."""
    ...


def case(*, actor: Actor, reference: str) -> CaseView:
    """The whole case for an officer. Each call leaves "who looked" rows for the applicant."""
    ...


def colleagues(*, actor: Actor, application_id: UUID) -> Sequence[Colleague]:
    """Officers who could take the case: same agency, with the role of its queue."""
    ...


def attachment(*, actor: Actor, attachment_id: UUID) -> StoredFile:
    """The file of an attachment, for its applicant or the case's officers (journaled)."""
    ...


__all__ = [
    "ActionShown",
    "AlreadySubmitted",
    "ApplicantView",
    "Application",
    "CaseView",
    "ChangedMeanwhile",
    "CheckView",
    "Colleague",
    "Count",
    "Counts",
    "Evidence",
    "FileShown",
    "MineKind",
    "MinePage",
    "MineRow",
    "PageView",
    "QueueFilters",
    "QueuePage",
    "QueueRow",
    "SaveResult",
    "SectionShown",
    "Shown",
    "StepShown",
    "act",
    "attach",
    "attachment",
    "case",
    "check",
    "colleagues",
    "counts",
    "detach",
    "discard",
    "mine",
    "page",
    "queue",
    "queue_services",
    "reassign",
    "release",
    "save",
    "start",
    "submit",
    "take",
    "view",
    "withdraw",
]
