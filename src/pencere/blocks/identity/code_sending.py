"""The background half of a one-time code: whom the details name, and the code on its way to them.

The page that asks for a code only writes down what was typed. Everything that depends on whether
there is such a person happens here, so that neither answer nor time of the page can tell.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pencere.blocks.identity import delivery, journal_actions, sealed, throttle
from pencere.blocks.identity.models import Account, OneTimeCode
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal import api as journal

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets the code."""

    to: str
    """Phone number or e-mail address; nothing is sent to an empty one."""
    account: Account | None = None
    party_id: UUID | None = None
    instead: Callable[[], str] | None = None
    """What to tell them in place of a code, which then leads nowhere."""
    keep: Mapping[str, str] = field(default_factory=dict)
    """What the use of the code will need besides what was typed."""
    channel: str = ""
    """Another way than the one that was asked for."""


Claim = Mapping[str, str]
"""What was typed, with `language` and `address` of the one who typed it."""
Resolver = Callable[[OneTimeCode, Claim], Addressee | None]
_resolvers: dict[str, Resolver] = {}


def resolves(purpose: str) -> Callable[[Resolver], Resolver]:
    """Name the function that finds out who is meant by a claim of this purpose."""

    def decorate(resolver: Resolver) -> Resolver:
        _resolvers[purpose] = resolver
        return resolver

    return decorate


@transaction.atomic
def send(handle: UUID) -> None:
    """Send the code that was asked for, once; nothing happens for details that name nobody.

    Raises OSError when the message can't be handed over now: nothing is kept then, and the next
    attempt makes a new code.
    """
    row = OneTimeCode.objects.select_for_update().filter(handle=handle).first()
    if row is None or row.digest or row.expires_at <= clock.now():
        return
    claim = claim_of(row)
    found = _resolvers[row.purpose](row, claim) if claim is not None else None
    if found is None or claim is None or not found.to:
        return
    if not throttle.take(what=[("code-destination", found.to)]).is_allowed:
        return
    row.account, row.party_id = found.account, found.party_id
    row.channel = found.channel or row.channel
    row.claim = sealed.seal("one-time-code", {**claim, **found.keep})
    code = "" if found.instead else _new_code()
    row.digest = digest_of(row.handle, code) if code else ""
    row.save(update_fields=["account", "party", "channel", "claim", "digest"])
    _note(row, claim)
    delivery.send(row.channel, _message(found, code, claim["language"]))


def claim_of(row: OneTimeCode) -> dict[str, str] | None:
    """What was typed; None when it was sealed with another key, or is gone."""
    try:
        return sealed.unseal("one-time-code", row.claim)
    except InvalidToken:
        return None


def digest_of(handle: UUID, code: str) -> str:
    """How a code is kept: with a key, so that the table alone doesn't give six digits away."""
    return salted_hmac("pencere.identity.code", f"{handle}:{code}", algorithm="sha256").hexdigest()


def _new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def _message(found: Addressee, code: str, language: str) -> delivery.Message:
    with translation.override(language):
        if found.instead is not None:
            return delivery.Message(found.to, _("A message from pencere"), found.instead())
        text = _(
            "%(code)s is your pencere code. It works for 10 minutes. Tell it to nobody, whoever"
            " asks."
        ) % {"code": code}
        return delivery.Message(found.to, _("Your code"), text)


def _note(row: OneTimeCode, claim: Claim) -> None:
    party_id = row.account.party_id if row.account else row.party_id
    if party_id is None:
        return
    journal.record(
        actor=Actor(kind="public", address=claim["address"] or None),
        action=journal_actions.CODE_SENT,
        subject=party_id,
        justification=journal.Justification(kind="security"),
        params={"purpose": row.purpose, "channel": row.channel},
    )
