"""What a client knows a person by: a name that says nothing, and nothing in common between
sectors unless the client is registered for public subjects (OpenID Connect Core, 8)."""

from __future__ import annotations

import secrets
from uuid import UUID

from pencere.blocks.openid.models import Client, Subject
from pencere.kernel import rows

_SUBJECT = "SELECT sub FROM openid_subject WHERE party_id = %s AND sector = %s"


def subject_of(party_id: UUID, client: Client) -> str:
    """The `sub` of this person for this client; the same for as long as both exist."""
    sector = sector_of(client)
    found = rows.select(_SUBJECT, [party_id, sector])
    if not found:
        Subject.objects.bulk_create(
            [Subject(party_id=party_id, sector=sector, sub=secrets.token_urlsafe(32))],
            ignore_conflicts=True,
        )
        found = rows.select(_SUBJECT, [party_id, sector])
    return str(found[0][0])


def party_of(sub: str, client: Client) -> UUID | None:
    """Whom this client knows as `sub`."""
    found = Subject.objects.filter(sub=sub, sector=sector_of(client)).first()
    return found.party_id if found else None


def sector_of(client: Client) -> str:
    """Who shares subjects with it: its sector's host, or the client alone."""
    if not client.is_pairwise:
        return ""
    return client.sector or client.client_id
