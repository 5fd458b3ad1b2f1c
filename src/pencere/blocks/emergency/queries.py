"""Which emergency access is open, which wait for their review, and what was read by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from pencere.blocks.emergency import journal_actions, rules
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal import api as journal

MOST = 50
"""Accesses on a page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list of accesses: the last one of a page."""

    is_waiting: bool
    opened_at: dt.datetime
    pk: UUID

    def __str__(self) -> str:
        """The form for addresses."""
        return f"{self.is_waiting:d}.{self.opened_at.isoformat()}.{self.pk.hex}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place that an address carries; Invalid when it is none."""
        waiting, _dot, rest = text.partition(".")
        opened_at, _dot, pk = rest.rpartition(".")
        try:
            moment = dt.datetime.fromisoformat(opened_at)
            if moment.tzinfo is None or waiting not in ("0", "1"):
                raise ValueError(text)
            return cls(waiting == "1", moment, UUID(hex=pk))
        except (ValueError, OverflowError) as error:
            raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error


def officer_of(actor: Actor) -> tuple[UUID, str]:
    """Account and agency of who may open emergency accesses. Raises NotFound for anybody else."""
    if not rules.may_use(actor) or actor.account_id is None or actor.agency is None:
        raise NotFound
    return actor.account_id, actor.agency


def may_use(actor: Actor) -> bool:
    """Whether the actor's post lets them open an emergency access."""
    return rules.may_use(actor)


def may_review(actor: Actor) -> bool:
    """Whether the actor reviews the emergency accesses of their agency."""
    return rules.may_review(actor)


def is_fresh(second_step_at: dt.datetime | None) -> bool:
    """Whether the second factor was given lately enough to open an access."""
    return rules.is_fresh(second_step_at, clock.now())


def open_to_emergencies() -> Sequence[registers.RegisterDeclaration]:
    """The registers about people, which an emergency may open."""
    return [each for each in registers.declarations().values() if each.subject == "person"]


def open_now(*, actor: Actor) -> EmergencyAccess | None:
    """The officer's access that is open now in this agency. Raises NotFound without the role."""
    account, agency = officer_of(actor)
    return (
        EmergencyAccess.objects.select_related("subject")
        .filter(
            account_id=account,
            agency_id=agency,
            ended_at=None,
            until__gt=clock.now(),
        )
        .first()
    )


def own(actor: Actor, access_id: UUID) -> EmergencyAccess:
    """An access that this officer opened in this post's agency. Raises NotFound."""
    account, agency = officer_of(actor)
    found = (
        EmergencyAccess.objects.select_related("subject")
        .filter(pk=access_id, account_id=account, agency_id=agency)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def to_review(actor: Actor, access_id: UUID, *, is_locked: bool = False) -> EmergencyAccess:
    """An access of the reviewer's agency. Raises NotFound."""
    if not rules.may_review(actor):
        raise NotFound
    rows = EmergencyAccess.objects.select_related("subject", "account__party")
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=access_id, agency_id=actor.agency).first()
    if found is None:
        raise NotFound
    return found


def reviews(
    *, actor: Actor, after: Place | None = None
) -> tuple[Sequence[EmergencyAccess], Place | None]:
    """One page of the agency's accesses, those that wait for a review first, then the newest;
    and where the next page begins. Raises NotFound for who reviews none."""
    if not rules.may_review(actor):
        raise NotFound
    rows = EmergencyAccess.objects.select_related("account__party").filter(agency_id=actor.agency)
    rows = rows.annotate(is_waiting=IsNull(F("reviewed_at"), True))
    if after is not None:
        later = Q(opened_at__lt=after.opened_at) | Q(opened_at=after.opened_at, pk__lt=after.pk)
        later &= Q(is_waiting=after.is_waiting)
        rows = rows.filter(later | Q(is_waiting=False) if after.is_waiting else later)
    found = list(rows.order_by("-is_waiting", "-opened_at", "-pk")[: MOST + 1])
    last = found[MOST - 1] if len(found) > MOST else None
    place = Place(last.reviewed_at is None, last.opened_at, last.pk) if last else None
    return found[:MOST], place


def look(*, actor: Actor, access_id: UUID) -> tuple[EmergencyAccess, Sequence[journal.Row]]:
    """An access with each read by it, the oldest first, for its reviewer; journaled.
    Raises NotFound."""
    access = to_review(actor, access_id)
    reads = [row for row in journal.about_object(about=access.about) if row.register]
    journal.record(
        actor=actor,
        action=journal_actions.REVIEW_READ,
        subject=access.subject_id,
        about=access.about,
        justification=journal.Justification("duty", access.about),
    )
    return access, reads
