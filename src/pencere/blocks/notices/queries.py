"""Reads of the inbox: always the reader's own, or that of whom they act for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.rows import select

PAGE = 20
UNREAD = """
SELECT count(*) FROM (
    SELECT FROM notices_notice WHERE party_id = %s AND read_at IS NULL LIMIT 100
) AS unread
"""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some notices, the newest first."""

    rows: tuple[Notice, ...]
    next: UUID | None
    """Pass as `before` for the next page; None on the last."""


def of_reader(actor: Actor) -> QuerySet[Notice]:
    """The notices that this actor may read: those of the party in whose name they act, as far as
    their mandate covers what a notice is about."""
    if actor.kind != "person" or actor.applicant_id is None:
        return Notice.objects.none()
    found = Notice.objects.filter(party_id=actor.applicant_id)
    if parties.sees_all(actor):
        return found
    matters = parties.matters_of(actor.applicant_id)
    seen = Q(about__in=[about for about, names in matters.items() if parties.sees(actor, names)])
    if parties.sees(actor, ()):
        seen |= ~Q(about__in=list(matters))
    return found.filter(seen)


def inbox(
    *, actor: Actor, only_unread: bool = False, before: UUID | None = None, limit: int = PAGE
) -> InboxPage:
    """A page of the inbox."""
    found = of_reader(actor).order_by("-id")
    if only_unread:
        found = found.filter(read_at__isnull=True)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = tuple(found[: limit + 1])
    has_more = len(rows) > limit
    rows = rows[:limit]
    return InboxPage(rows=rows, next=rows[-1].pk if has_more else None)


def unread_count(*, party: UUID) -> int:
    """How many notices of a party are unread, counted to at most 100."""
    return int(select(UNREAD, [party])[0][0])


def unread_of(actor: Actor) -> int:
    """How many unread notices this actor may read, counted to at most 100."""
    if not parties.sees_all(actor):
        return of_reader(actor).filter(read_at__isnull=True)[:100].count()
    return unread_count(party=actor.applicant_id) if actor.applicant_id else 0
