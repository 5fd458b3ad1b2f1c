"""Lists of valid permits that an officer takes along, and the checks that a phone brings back."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid.api import sign_statement, statement_keys
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid
from pencere.kernel.ids import ALPHABET
from pencere.kernel.journal import api as journal
from pencere.kernel.journal.api import JSON
from pencere.kernel.pack import pack
from pencere.portal.patrol import access, codes, journal_actions, offline_rules, permits, rules
from pencere.portal.patrol.models import OfflineList

TYPE = "patrol-list+jwt"


@dataclass(frozen=True, slots=True)
class Taken:
    """A list on its way to the phone."""

    list: OfflineList
    manifest: str
    """What the list is, signed (JWS, ES256)."""
    code: str
    """What the officer types on the phone; it stands nowhere else."""
    rows: bytes

    def framed(self) -> bytes:
        """All of it as the phone reads it: the head's length (4 octets), the head, the rows."""
        head = json.dumps({"manifest": self.manifest, "code": self.code}).encode()
        return len(head).to_bytes(4) + head + self.rows


def take(*, actor: Actor, regions: Sequence[str], key: UUID) -> Taken:
    """Make a list of all permits that hold in these districts in the hours to come.

    Journaled as one row about nobody in particular. With the same `key` it is the same list, made
    anew. Raises NotFound for who is no patrol, Invalid (field `regions`), TooMany.
    """
    account, agency = access.officer_of(actor)
    chosen = _chosen(regions)
    access.count(actor, "patrol.list")
    now = clock.now()
    code = "".join(secrets.choice(ALPHABET) for _each in range(offline_rules.CODE_LENGTH))
    salt = secrets.token_bytes(16)
    secret = offline_rules.key_of(code, salt)
    packed = offline_rules.packed(
        permits.offline_rows(actor=actor, regions=chosen, since=now, until=now + rules.LIST_LASTS),
        key=secret,
        made_at=now,
    )
    rows = packed.rows
    digest = hashlib.sha256(rows).digest()
    with transaction.atomic():
        made, _is_new = OfflineList.objects.update_or_create(
            account_id=account,
            key=key,
            defaults={
                "agency_id": agency,
                "post": dict(actor.label),
                "regions": chosen,
                "made_at": now,
                "until": now + rules.LIST_LASTS,
                "permits": len(rows) // offline_rules.ROW,
                "octets": len(rows),
                "digest": digest,
            },
        )
        journal.record(
            actor=actor,
            action=journal_actions.LIST_TAKEN,
            about=f"patrol-list:{made.pk}",
            params={"regions": list[JSON](chosen), "permits": made.permits},
        )
    return Taken(made, _manifest(made, salt, secret, packed.kinds), code, rows)


def _chosen(regions: Sequence[str]) -> list[str]:
    known = pack().addresses().regions()
    chosen = list(dict.fromkeys(regions))
    if not chosen:
        raise Invalid(_("Choose at least one district."), field="regions")
    if len(chosen) > rules.MOST_REGIONS:
        raise Invalid(_("Choose twelve districts at most."), field="regions")
    if not set(chosen) <= known.keys():
        raise Invalid(_("Choose from the list."), field="regions")
    return chosen


def _manifest(made: OfflineList, salt: bytes, secret: bytes, kinds: Sequence[str]) -> str:
    claims: dict[str, Any] = {
        "jti": str(made.pk),
        "iat": _seconds(made.made_at),
        "exp": _seconds(made.until),
        "regions": made.regions,
        "permits": made.permits,
        "sha256": _text(bytes(made.digest)),
        "row": offline_rules.ROW,
        "mark": offline_rules.MARK,
        "rounds": offline_rules.ROUNDS,
        "salt": _text(salt),
        "proof": _text(offline_rules.proof(secret)),
        "kinds": [dict(permits.title_of(kind)) for kind in kinds],
        "types": list(codes.TYPES),
    }
    return sign_statement(claims, type=TYPE)


def keys() -> list[dict[str, Any]]:
    """The public keys with which a phone verifies lists and codes without us."""
    return [
        {name: key[name] for name in ("kty", "crv", "x", "y", "kid")} for key in statement_keys()
    ]


def lists_of(actor: Actor) -> Sequence[OfflineList]:
    """The officer's lists that still hold, the newest first."""
    account, _agency = access.officer_of(actor)
    return list(
        OfflineList.objects.filter(account_id=account, until__gt=clock.now()).order_by("-made_at")
    )


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
