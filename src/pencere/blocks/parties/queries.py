"""Reads of parties, posts and mandates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q

from pencere.blocks.parties.models import Mandate, Party, Post
from pencere.blocks.parties.values import MandateView, PartyView, PostView
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text


def party(party_id: UUID) -> PartyView:
    """One party. Raises NotFound."""
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise NotFound(code="unknown-party")
    return _view(found)


def parties(party_ids: Collection[UUID]) -> Mapping[UUID, PartyView]:
    """Several parties by id with one query; unknown ids are left out."""
    return {row.pk: _view(row) for row in Party.objects.filter(pk__in=party_ids)}


def party_by_identifier(kind: str, value: str) -> PartyView | None:
    """The party of `kind` with this identifier as somebody may type it; None without one."""
    normalise = (
        pack().normalise_organisation_identifier
        if kind == Party.Kind.ORGANISATION
        else pack().normalise_person_identifier
    )
    identifier = normalise(value)
    if identifier is None:
        return None
    found = Party.objects.filter(kind=kind, identifier=identifier).first()
    return _view(found) if found else None


def posts_of(account_id: UUID, today: dt.date) -> tuple[PostView, ...]:
    """The posts that an account holds on `today` in active agencies, the oldest first."""
    rows = (
        Post.objects.filter(account_id=account_id, agency__is_active=True)
        .filter(_holds_on(today))
        .order_by("valid_from", "id")
    )
    return tuple(
        PostView(
            id=row.pk,
            agency=row.agency_id,
            title=Text(row.title),
            roles=frozenset(row.roles),
            valid_until=row.valid_until,
        )
        for row in rows
    )


def mandates_held(party_id: UUID, today: dt.date) -> tuple[MandateView, ...]:
    """For whom a person may act on `today`, with one query."""
    rows = (
        Mandate.objects.filter(holder_id=party_id, revoked_at__isnull=True)
        .filter(_holds_on(today), grantor__ended_on__isnull=True)
        .select_related("grantor")
        .order_by("valid_from", "id")
    )
    return tuple(
        MandateView(
            id=row.pk,
            grantor=_view(row.grantor),
            kind=row.kind,
            scopes=frozenset(row.scopes),
            source=row.source,
            valid_until=row.valid_until,
        )
        for row in rows
    )


def _holds_on(day: dt.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def _view(row: Party) -> PartyView:
    return PartyView(
        id=row.pk,
        kind=row.kind,
        identifier=row.identifier,
        name=row.name,
        born_on=row.born_on,
        ended_on=row.ended_on,
    )
