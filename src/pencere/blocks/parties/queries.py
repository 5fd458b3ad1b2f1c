"""Reads of parties and posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q

from pencere.blocks.parties.models import Party, Post
from pencere.blocks.parties.values import Life, PartyView, PostView
from pencere.kernel import rows
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text


def party(party_id: UUID) -> PartyView:
    """One party. Raises NotFound."""
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise NotFound(code="unknown-party")
    return party_view(found)


def parties(party_ids: Collection[UUID]) -> Mapping[UUID, PartyView]:
    """Several parties by id with one query; unknown ids are left out."""
    return {row.pk: party_view(row) for row in Party.objects.filter(pk__in=party_ids)}


def lives(party_ids: Collection[UUID]) -> Mapping[UUID, Life]:
    """When each of several people was born and died; for what is decided a batch at a time."""
    found = rows.select(
        "SELECT id, born_on, ended_on FROM parties_party WHERE id = ANY(%s)",
        [rows.array(party_ids)],
    )
    return {id_: Life(born_on, ended_on) for id_, born_on, ended_on in found}


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
    return party_view(found) if found else None


def people_by_identifiers(values: Collection[str]) -> Mapping[str, PartyView]:
    """The citizens and foreigners with these identifiers, in canonical form, with one query."""
    rows = Party.objects.filter(identifier__in=values).exclude(kind=Party.Kind.ORGANISATION)
    return {row.identifier: party_view(row) for row in rows}


def posts_of(account_id: UUID, today: dt.date) -> tuple[PostView, ...]:
    """The posts that an account holds on `today` in active agencies, the oldest first."""
    rows = (
        Post.objects.filter(account_id=account_id, agency__is_active=True)
        .filter(holds_on(today))
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


def holders_of(agency: str, roles: Collection[str], today: dt.date) -> tuple[UUID, ...]:
    """The parties behind active accounts whose posts in an agency carry any of `roles` today."""
    rows = Post.objects.filter(
        holds_on(today), agency_id=agency, agency__is_active=True, account__is_active=True
    ).values_list("account__party_id", "roles")
    return tuple(dict.fromkeys(party for party, own in rows if not set(roles).isdisjoint(own)))


def holds_on(day: dt.date) -> Q:
    """What holds on `day`, of rows with `valid_from` and `valid_until`."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def party_view(row: Party) -> PartyView:
    """The value of one row."""
    return PartyView(
        id=row.pk,
        kind=row.kind,
        identifier=row.identifier,
        name=row.name,
        born_on=row.born_on,
        ended_on=row.ended_on,
    )
