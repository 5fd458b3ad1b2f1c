"""The table of mandates: who may act for whom, read on each request and written only for
`blocks.mandates`, which decides. All changes about one grantor wait for each other by `lock`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

from django.db.models import Q, QuerySet

from pencere.blocks.parties.models import Mandate, Party
from pencere.blocks.parties.queries import holds_on, party_view
from pencere.blocks.parties.values import MandateView, NewMandate
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack


def mandates_held(
    party_id: UUID,
    today: dt.date,
    *,
    named: str = "",
    start: int = 0,
    count: int | None = None,
) -> tuple[MandateView, ...]:
    """For whom a person may act on `today`, with one query.

    `named` keeps those whose grantor's name or identifier holds it, in any spelling; `start`
    and `count` cut a page out of the list, which then stands by the grantors' names.
    """
    rows = _live(today).filter(holder_id=party_id)
    named = named.replace("\0", "").strip()
    if named:
        key = Q(grantor__search_key__contains=pack().fold(named))
        rows = rows.filter(key | Q(grantor__identifier__iexact=named))
    if count is None:
        rows = rows.order_by("valid_from", "id")
    else:
        rows = rows.order_by("grantor__search_key", "id")[start : start + count]
    return tuple(view(row) for row in _joined(rows))


def mandate_held(party_id: UUID, mandate_id: UUID, today: dt.date) -> MandateView | None:
    """One mandate by which a person may act on `today`; None when it isn't theirs or has ended."""
    rows = _live(today).filter(holder_id=party_id, pk=mandate_id)
    row = _joined(rows).first()
    return view(row) if row else None


def mandates_of(
    *, grantor: UUID | None = None, holder: UUID | None = None, live_on: dt.date | None = None
) -> tuple[MandateView, ...]:
    """Mandates that a party gave or holds, the newest first; also those that ended, unless a day
    is given on which they must be live."""
    rows = _live(live_on) if live_on else Mandate.objects.all()
    if grantor is not None:
        rows = rows.filter(grantor_id=grantor)
    if holder is not None:
        rows = rows.filter(holder_id=holder)
    return tuple(view(row) for row in _joined(rows).order_by("-valid_from", "-id"))


def mandate(mandate_id: UUID) -> MandateView:
    """One mandate, live or not. Raises NotFound."""
    row = _joined(Mandate.objects.filter(pk=mandate_id)).first()
    if row is None:
        raise NotFound
    return view(row)


def lock_mandates_of(grantor_id: UUID) -> None:
    """Wait for whoever else changes mandates of this grantor, until the transaction ends.

    The party's row stands for all of them: a chain has one grantor, so that one lock decides
    about the whole of it, and no two locks are ever taken in different orders.
    """
    Party.objects.select_for_update(no_key=True).only("id").get(pk=grantor_id)


def add_mandate(new: NewMandate) -> UUID:
    """Write a mandate down; its id. The caller has decided, under `lock_mandates_of`."""
    values = {**asdict(new), "scopes": sorted(new.scopes)}
    return Mandate.objects.create(**values).pk


def end_mandates(ids: Collection[UUID], *, at: dt.datetime, because: str) -> None:
    """End live mandates before their day. The caller has decided, under `lock_mandates_of`."""
    Mandate.objects.filter(pk__in=ids, revoked_at__isnull=True).update(
        revoked_at=at, ended_because=because
    )


def move_end_of_mandate(mandate_id: UUID, valid_until: dt.date | None) -> None:
    """Let a mandate hold until another day. The caller has decided, under `lock_mandates_of`."""
    Mandate.objects.filter(pk=mandate_id).update(valid_until=valid_until)


def _live(today: dt.date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(
        holds_on(today), revoked_at__isnull=True, grantor__ended_on__isnull=True
    )


def _joined(rows: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return rows.select_related("grantor", "holder")


def view(row: Mandate) -> MandateView:
    """The value of one row."""
    return MandateView(
        id=row.pk,
        grantor=party_view(row.grantor),
        holder=party_view(row.holder),
        kind=row.kind,
        scopes=frozenset(row.scopes),
        source=row.source,
        valid_until=row.valid_until,
        valid_from=row.valid_from,
        limit_minor=row.limit_minor,
        limit_currency=row.limit_currency,
        may_delegate=row.may_delegate,
        parent_id=row.parent_id,
        given_by_id=row.given_by_id,
        ended_at=row.revoked_at,
        ended_because=row.ended_because,
    )
