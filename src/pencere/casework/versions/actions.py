"""Moving open cases to the current version of their service, and undoing it: each case in a
transaction of its own, so that one that can't be moved stops no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import api as applications
from pencere.casework.definitions import api as definitions
from pencere.casework.versions import words
from pencere.casework.versions.models import MovedCase, VersionMove
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.journal import api as journal


@dataclass(slots=True)
class Outcome:
    """What became of a move or of its undoing."""

    move_id: UUID | None = None
    done: list[str] = field(default_factory=list)
    """Reference numbers."""
    left: Counter[str] = field(default_factory=Counter)
    """Why the others stay, and how many."""


class _DryRunError(Exception):
    """Takes back what a dry run did."""


def move_open_cases(
    *,
    actor: Actor,
    by: str,
    service: str,
    reason: str,
    states: Mapping[str, str] | None = None,
    is_dry_run: bool = False,
) -> Outcome:
    """Let the open cases of a service go on under its current version.

    `states` maps states that are called otherwise there. A dry run does all and takes it back.
    Raises NotFound (no such service), Invalid (no reason).
    """
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why the cases are moved."), code="reason")
    version = definitions.current(service)
    outcome = Outcome()
    waiting = applications.open_cases(service=service, other_than=version.pk)
    if not waiting:
        return outcome
    move = VersionMove(
        service=service,
        to_version=version.pk,
        reason=reason,
        by=by[:200],
        states=dict(states or {}),
    )
    if not is_dry_run:
        _begin(actor, move, version.number, len(waiting))
        outcome.move_id = move.pk
    for application_id in waiting:
        _move_one(actor, move, application_id, outcome, is_dry_run=is_dry_run)
    return outcome


@transaction.atomic
def _begin(actor: Actor, move: VersionMove, number: int, count: int) -> None:
    move.save(force_insert=True)
    journal.record(
        actor=actor,
        action=words.MOVED,
        about=f"service:{move.service}",
        params={"service": move.service, "number": number, "count": count, "reason": move.reason},
    )


def _move_one(
    actor: Actor, move: VersionMove, application_id: UUID, outcome: Outcome, *, is_dry_run: bool
) -> None:
    try:
        with transaction.atomic():
            moved = applications.move_over(
                actor=actor,
                application_id=application_id,
                version_id=move.to_version,
                states=move.states,
            )
            outcome.done.append(moved.reference)
            if is_dry_run:
                raise _DryRunError
            MovedCase.objects.create(
                move=move,
                application_id=application_id,
                reference=moved.reference,
                before=dict(moved.before),
                row_version=moved.row_version,
            )
    except _DryRunError:
        return
    except Conflict as conflict:
        outcome.left[str(conflict.message)] += 1


def undo_move(*, actor: Actor, move_id: UUID) -> Outcome:
    """Take a move back for every case that nobody touched since; a repeat goes on with what is
    left. Raises NotFound."""
    move = VersionMove.objects.filter(pk=move_id).first()
    if move is None:
        raise NotFound
    outcome = Outcome(move_id=move.pk)
    for case in move.cases.filter(undone_at__isnull=True).order_by("id"):
        _undo_one(actor, case, outcome)
    with transaction.atomic():
        VersionMove.objects.filter(pk=move.pk, undone_at__isnull=True).update(undone_at=clock.now())
        journal.record(
            actor=actor,
            action=words.UNDONE,
            about=f"service:{move.service}",
            params={"service": move.service, "count": len(outcome.done)},
        )
    return outcome


def _undo_one(actor: Actor, case: MovedCase, outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            applications.move_back(
                actor=actor,
                application_id=case.application_id,
                before=case.before,
                row_version=case.row_version,
            )
            MovedCase.objects.filter(pk=case.pk).update(undone_at=clock.now())
    except Conflict as conflict:
        outcome.left[str(conflict.message)] += 1
    else:
        outcome.done.append(case.reference)
