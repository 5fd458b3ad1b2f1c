"""Reads: which mandates one holds and gave, what waits for an answer, what was done by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from pencere.blocks.mandates import access, answering, journal_actions
from pencere.blocks.mandates.access import Reach
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.mandates.records import entries_about
from pencere.blocks.mandates.rules import ALL_SEEING
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView, PartyView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.journal import api as journal
from pencere.kernel.journal.api import Cursor, Row
from pencere.kernel.pack import pack
from pencere.kernel.paging import Page

PAGE = 20
EXPORT_LIMIT = 20_000
"""Rows of one export."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of mandates, and whether there are more after it."""

    rows: tuple[MandateView, ...]
    has_more: bool


def may_act(
    *,
    party_id: UUID,
    for_party: UUID,
    scope: str,
    amount_minor: int | None = None,
    currency: str = "",
) -> bool:
    """Whether a person may act for a party at this moment in what `scope` names, and spend
    `amount_minor` of `currency` in it; for oneself always."""
    if party_id == for_party:
        return True
    return any(
        each.grantor.id == for_party and each.covers(scope) and each.allows(amount_minor, currency)
        for each in parties.mandates_held(party_id, clock.today())
    )


def held(*, actor: Actor, named: str = "", start: int = 0, count: int = PAGE) -> Found:
    """For whom the person who acts may act today, by the grantors' names."""
    rows = parties.mandates_held(
        access.own_party(actor),
        clock.today(),
        named=named,
        start=start,
        count=count + 1,
    )
    return Found(rows[:count], len(rows) > count)


def given(
    *, actor: Actor, named: str = "", start: int = 0, count: int = PAGE, with_ended: bool = False
) -> Found:
    """Who may act for the person, or for whom they act now, the newest first.

    Whoever acts by a mandate that isn't of the head, a parent or a guardian sees only what they
    passed on themselves.
    """
    grantor = actor.applicant_id or access.own_party(actor)
    day = None if with_ended else clock.today()
    rows = [
        each for each in parties.mandates_of(grantor=grantor, live_on=day) if _is_named(each, named)
    ]
    if not sees_all(actor):
        own = set(_passed_on_by(actor, grantor))
        rows = [each for each in rows if each.id in own]
    return Found(tuple(rows[start : start + count]), len(rows) > start + count)


def sees_all(actor: Actor) -> bool:
    """Whether the actor may see all mandates of the party in whose name they act."""
    if actor.on_behalf_of is None:
        return True
    used = (
        parties.mandate_held(access.own_party(actor), actor.mandate_id, clock.today())
        if actor.mandate_id
        else None
    )
    return used is not None and used.kind in ALL_SEEING


def _passed_on_by(actor: Actor, grantor: UUID) -> Iterator[UUID]:
    """Mandates of `grantor` that derive from one that this person holds."""
    person = access.own_party(actor)
    all_of = {each.id: each for each in parties.mandates_of(grantor=grantor)}
    for each in all_of.values():
        at, seen = each.parent_id, {each.id}
        while at is not None and at in all_of and at not in seen:
            seen.add(at)
            if all_of[at].holder.id == person:
                yield each.id
                break
            at = all_of[at].parent_id


def _is_named(mandate: MandateView, named: str) -> bool:
    if not named:
        return True
    key = pack().fold(named)
    return key in pack().fold(mandate.holder.name) or (
        mandate.holder.identifier == named.strip().upper()
    )


def one(*, actor: Actor, mandate_id: UUID) -> Reach:
    """A mandate with what the actor may do about it. Raises NotFound for a stranger."""
    return access.reach(actor, parties.mandate(mandate_id))


def chain(mandate: MandateView) -> list[MandateView]:
    """The mandates that it derives from, the root first, itself not among them."""
    found: list[MandateView] = []
    at = mandate.parent_id
    while at is not None and len(found) < 10:
        found.insert(0, parties.mandate(at))
        at = found[0].parent_id
    return found


def offers_to(*, actor: Actor) -> list[Proposal]:
    """Offers that wait for the person who acts, the newest first."""
    return list(_open(answering.for_me(actor)).select_related("grantor", "proposed_by"))


def requests_to(*, actor: Actor) -> list[Proposal]:
    """Requests that wait for the party in whose name the actor gives mandates; none where they
    may not."""
    try:
        right = access.authority(actor)
    except (NotFound, Refused):
        return []
    return list(_open(answering.to_grantor(right.grantor)).select_related("proposed_by"))


def sent_by(*, actor: Actor) -> list[Proposal]:
    """What the person offered or asked for in the party's name in which they act now, and what
    waits: the newest first."""
    mine = Proposal.objects.filter(proposed_by_id=access.own_party(actor))
    if actor.on_behalf_of is not None:
        mine = mine.filter(grantor_id=actor.on_behalf_of)
    return list(_open(mine).select_related("grantor"))


def proposal(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """An offer or request that this actor may answer. Raises NotFound."""
    for found in (offers_to(actor=actor), requests_to(actor=actor)):
        for each in found:
            if each.pk == proposal_id:
                return each
    raise NotFound


def sent(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """A proposal that this person wrote, whatever became of it. Raises NotFound."""
    rows = Proposal.objects.filter(proposed_by_id=access.own_party(actor), pk=proposal_id)
    found = rows.select_related("grantor").first()
    if found is None:
        raise NotFound
    return found


def _open(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.filter(state=Proposal.State.WAITING, open_until__gt=clock.now()).order_by("-id")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose deeds the actor may look at: those in the name of a party, of one mandate or all."""

    grantor: PartyView
    mandate_id: UUID | None


def deeds_scope(*, actor: Actor, mandate_id: UUID | None) -> Scope:
    """What of the journal this actor may see: of a mandate its holder, its giver and the
    grantor's head; of all mandates of a party the party and its head alone. Raises NotFound."""
    if mandate_id is not None:
        return Scope(one(actor=actor, mandate_id=mandate_id).mandate.grantor, mandate_id)
    if actor.applicant_id is None or not sees_all(actor):
        raise NotFound
    return Scope(parties.party(actor.applicant_id), None)


def deeds(
    *,
    actor: Actor,
    scope: Scope,
    before: Cursor | None = None,
    limit: int = 50,
    since: dt.date | None = None,
) -> Page[Row]:
    """What was done in somebody's name, the newest first."""
    return journal.on_behalf(
        of=scope.grantor.id, mandate=scope.mandate_id, before=before, limit=limit, since=since
    )


def all_deeds(*, actor: Actor, scope: Scope, since: dt.date | None = None) -> list[Row]:
    """All of it for an export, at most `EXPORT_LIMIT` rows; the journal keeps who took it."""
    found: list[Row] = []
    before: Cursor | None = None
    while len(found) < EXPORT_LIMIT:
        page = deeds(actor=actor, scope=scope, before=before, limit=500, since=since)
        found.extend(page.rows)
        before = page.next
        if before is None:
            break
    about = f"mandate:{scope.mandate_id}" if scope.mandate_id else ""
    journal.record_many(
        entries=entries_about(
            actor=actor,
            action=journal_actions.DEEDS_READ,
            about=about,
            subjects=[scope.grantor.id],
        )
    )
    return found
