"""Who works at the abuse desk, and what they lock."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.systems.sms_permits.regime import CODE

ROLE = "permits"


def is_on_desk(actor: Actor) -> bool:
    """Whether the actor looks after permits at the agency that keeps the rules."""
    if actor.kind != "officer" or ROLE not in actor.roles:
        return False
    return actor.agency == pack().regimes()[CODE].agency


def require_desk(actor: Actor) -> UUID:
    """The officer's account. Raises NotFound for anybody else."""
    if not is_on_desk(actor) or actor.account_id is None:
        raise NotFound
    return actor.account_id


def lock_target(*, sender: str = "", subject: UUID | None = None) -> None:
    """Let nobody else decide about this phone or person until the transaction ends. A lock of
    their name, since there may be no row yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"sms-permits:{sender or subject}"],
        )
