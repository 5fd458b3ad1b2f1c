"""One-time codes by text message or e-mail: asked for, entered, used once.

Six digits for ten minutes and five tries. A new one ends the one before it for the same details
and purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from pencere.blocks.identity import sealed, throttle
from pencere.blocks.identity.code_sending import digest_of
from pencere.blocks.identity.delivery import ChannelName
from pencere.blocks.identity.forms import wait_message
from pencere.blocks.identity.jobs import send_code
from pencere.blocks.identity.models import OneTimeCode
from pencere.kernel import clock, jobs
from pencere.kernel.errors import TooMany

LIFETIME = dt.timedelta(minutes=10)
TRIES = 5
PROVEN_FOR = dt.timedelta(minutes=20)
"""How long what a code proved may be used: to choose a password."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What entering a code came to."""

    outcome: Literal["right", "wrong", "over"]
    """`over`: it was used, too old, replaced, or tried too often."""
    row: OneTimeCode | None = None
    """The row that was used up or lost a try; None when nothing changed."""


def ask(
    *, purpose: str, whom: str, channel: ChannelName, claim: Mapping[str, str], address: str | None
) -> OneTimeCode:
    """Have a code sent to whoever `claim` names, if it names anybody.

    `whom` is the claim's own identifier (of a person, of a document), by which tries are counted
    and earlier codes end. Raises TooMany.
    """
    about = salted_hmac(f"pencere.identity.code.{purpose}", whom, algorithm="sha256").hexdigest()
    _count(about, address or "")
    now = clock.now()
    kept = {**claim, "language": get_language() or "", "address": address or ""}
    with transaction.atomic():
        _one_at_a_time(about)
        _open(purpose, about).update(expires_at=now)
        row = OneTimeCode.objects.create(
            handle=uuid4(),
            purpose=purpose,
            about=about,
            channel=channel,
            claim=sealed.seal("one-time-code", kept),
            asked_at=now,
            expires_at=now + LIFETIME,
        )
        jobs.defer(send_code, handle=str(row.handle))
    return row


@transaction.atomic
def check(handle: UUID, code: str) -> Checked:
    """Enter a code. The right one is used up by it; a wrong one costs a try."""
    row = (
        OneTimeCode.objects.select_for_update(of=("self",))
        .select_related("account__party")
        .filter(handle=handle)
        .first()
    )
    now = clock.now()
    if row is None or row.used_at is not None or row.expires_at <= now or row.wrong >= TRIES:
        return Checked("over")
    given = digest_of(row.handle, "".join(code.split()))
    if row.digest and constant_time_compare(row.digest, given):
        row.used_at = now
        row.save(update_fields=["used_at"])
        return Checked("right", row)
    row.wrong += 1
    row.save(update_fields=["wrong"])
    return Checked("wrong" if row.wrong < TRIES else "over", row)


def proven(handle: UUID, purpose: str) -> OneTimeCode | None:
    """The locked row of a code that was entered lately and whose use is still open; to be called
    in the transaction that uses it. None when there is none."""
    row = (
        OneTimeCode.objects.select_for_update(of=("self",))
        .select_related("account__party", "party")
        .filter(handle=handle, purpose=purpose, done_at__isnull=True, used_at__isnull=False)
        .first()
    )
    if row is None or row.used_at is None or clock.now() - row.used_at > PROVEN_FOR:
        return None
    return row


def finish(row: OneTimeCode) -> None:
    """What the code allowed has been done; what was typed is forgotten."""
    row.done_at, row.claim = clock.now(), ""
    row.save(update_fields=["done_at", "claim"])


def _open(purpose: str, about: str) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(
        purpose=purpose, about=about, used_at__isnull=True, expires_at__gt=clock.now()
    )


def _one_at_a_time(about: str) -> None:
    """Two requests for the same details follow one another, so that one code is left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [about])


def _count(about: str, address: str) -> None:
    tried = throttle.take(
        what=[
            ("code-at-address", f"{about}@{address}"),
            ("code", about),
            ("code-day", about),
            ("code-address", address),
        ]
    )
    if tried.blocked_until is not None:
        seconds = int((tried.blocked_until - clock.now()).total_seconds()) + 1
        raise TooMany(wait_message(tried.blocked_until), retry_after=seconds)
