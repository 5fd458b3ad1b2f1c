"""Two open cases of one applicant for the same become one; a head may undo it within a day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.casework.applications import access, journal_actions, rules, texts
from pencere.casework.applications.actions.entering import ask_opinions, no_longer_asked
from pencere.casework.applications.actions.holding import ask_later
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.links import application_link
from pencere.casework.applications.matters import matter_of
from pencere.casework.applications.models import Application, CaseLink
from pencere.casework.appointments import api as appointments
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.text import Text

MERGED = "merged"
"""The outcome of a case that goes on in another one."""
UNDO_WITHIN = dt.timedelta(days=1)
LONGEST = 2_000
OPEN = (Application.Stage.TO_DO, Application.Stage.WAITING)
KEPT = ("stage", "queue_at", "due_at", "stopped_at", "assignee_id")
"""Columns that a merge changes and its undoing puts back."""


@transaction.atomic
def merge(*, actor: Actor, application_id: UUID, duplicate_id: UUID, reason: str) -> Application:
    """Close `duplicate_id` since it asks for the same as `application_id`, which goes on.

    Merging again changes nothing. Raises NotFound, Refused (own application, taken by a
    colleague), Invalid (`reason`), Conflict (not the same applicant and service, closed).
    """
    kept, duplicate, definition = _both(actor, application_id, duplicate_id)
    reason = reason.replace("\r\n", "\n").replace("\0", "").strip()
    if not reason or len(reason) > LONGEST:
        raise Invalid(fields={"reason": [_("Write why these are the same.")]}, code="reason")
    if _link(kept, duplicate) is not None:
        return kept
    _require_same(kept, duplicate)
    progress = Progress(duplicate, definition, duplicate.steps.order_by("id"))
    CaseLink.objects.create(
        kind=CaseLink.Kind.MERGED,
        earlier=kept,
        later=duplicate,
        at=progress.now,
        account_id=actor.account_id,
        reason=reason,
        before={key: _plain(getattr(duplicate, key)) for key in KEPT},
    )
    no_longer_asked(duplicate, progress.now)
    if definition.workflow.has_appointments:
        matter = matter_of(duplicate, definition)
        appointments.end_stay(actor=progress.automaton(), matter=matter, is_closed=True)
    duplicate.stage, duplicate.outcome = Application.Stage.CLOSED, MERGED
    duplicate.closed_at, duplicate.queue_at, duplicate.stopped_at = progress.now, None, None
    progress.journal(actor, journal_actions.MERGED, into=kept.reference)
    progress.note(actor, texts.MERGED, by=duplicate.queue_role, note=reason)
    progress.write()
    _tell(kept, duplicate, definition)
    return kept


@transaction.atomic
def undo_merge(*, actor: Actor, application_id: UUID) -> Application:
    """Open the merged case again as it was; for a head of its agency, within a day.

    Raises NotFound (not merged), Refused (no head, own application), Conflict (too late).
    """
    application, definition = access.case_of(
        actor=actor, application_id=application_id, locked=True
    )
    link = (
        CaseLink.objects.select_for_update()
        .filter(later=application, kind=CaseLink.Kind.MERGED, undone_at__isnull=True)
        .first()
    )
    if link is None:
        raise NotFound
    access.require_impartial(actor=actor, application=application)
    if rules.HEAD not in actor.roles:
        raise Refused(_("Only a head can undo this."), code="not-your-role")
    progress = Progress(application, definition, application.steps.order_by("id"))
    if progress.now - link.at > UNDO_WITHIN:
        raise Conflict(_("This can be undone within a day only."), code="too-late")
    link.undone_at = progress.now
    link.save(update_fields=["undone_at"])
    _reopen(application, link.before)
    progress.journal(actor, journal_actions.UNMERGED)
    progress.note(actor, texts.UNMERGED, by=rules.HEAD)
    if progress.state.opinions:
        ask_opinions(application, definition, progress.situation, progress.state, progress.now)
        progress.refresh_facts()
    opened = progress.write()
    if application.awaits:
        ask_later(application, 0)
    return opened


def _both(
    actor: Actor, application_id: UUID, duplicate_id: UUID
) -> tuple[Application, Application, ServiceDefinition]:
    """Both cases, locked in the order of their ids: two merges never wait for each other."""
    found = {
        each: access.case_of(actor=actor, application_id=each, locked=True)
        for each in sorted({application_id, duplicate_id})
    }
    for application, _definition in found.values():
        access.require_impartial(actor=actor, application=application)
        access.require_free(actor=actor, application=application)
    kept, (duplicate, definition) = found[application_id][0], found[duplicate_id]
    return kept, duplicate, definition


def _require_same(kept: Application, duplicate: Application) -> None:
    is_same = (
        kept.pk != duplicate.pk
        and kept.applicant_id == duplicate.applicant_id
        and kept.service == duplicate.service
    )
    if not is_same:
        raise Conflict(_("These are not two applications for the same."), code="not-the-same")
    if kept.stage not in OPEN or duplicate.stage not in OPEN:
        raise Conflict(_("One of the two is closed already."), code="closed")


def _link(kept: Application, duplicate: Application) -> CaseLink | None:
    return CaseLink.objects.filter(
        earlier=kept, later=duplicate, kind=CaseLink.Kind.MERGED, undone_at__isnull=True
    ).first()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value and str(value)


def _reopen(application: Application, before: dict[str, Any]) -> None:
    for key in ("queue_at", "due_at", "stopped_at"):
        setattr(application, key, before[key] and dt.datetime.fromisoformat(before[key]))
    application.stage = before["stage"]
    application.assignee_id = before["assignee_id"] and UUID(before["assignee_id"])
    application.outcome, application.closed_at = "", None


def _tell(kept: Application, duplicate: Application, definition: ServiceDefinition) -> None:
    words = texts.default_notice("merged")
    assert words is not None  # noqa: S101 - it is in the table
    values: dict[str, Text | str] = {
        "reference": duplicate.reference,
        "service": definition.title,
        "comment": kept.reference,
    }
    notices.send(
        party=duplicate.applicant_id,
        kind="application.merged",
        title=texts.filled(words.title, values),
        body=texts.filled(words.body, values),
        link=application_link(kept.reference),
        about=duplicate.about,
    )
