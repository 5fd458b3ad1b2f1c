"""What the phone signs, the code that both screens show, and how often a phone may be asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Literal

from pencere.kernel.throttle.rules import Limit

Standing = Literal["waiting", "confirmed", "refused", "replaced", "expired"]
"""`replaced`: a newer request to the same phone took its place."""

WAITS = dt.timedelta(minutes=2)
"""How long a request waits for its answer: the longest of SK's Mobile-ID."""
TAKEN_WITHIN = dt.timedelta(minutes=5)
"""How long after the answer who asked may learn whose it was."""

PAIR_LIMITS = ("mobile-pair", "mobile-pair-day")
LIMITS: Mapping[str, Limit] = {
    # Requests to one phone that nobody confirmed: a stranger who hopes that the holder gives in
    # ("push bombing"). What is confirmed doesn't count.
    "mobile-pair": Limit(4, 15 * 60),
    "mobile-pair-day": Limit(12, 24 * 3600),
    # One address: a guesser of pairs. An office shares an address.
    "mobile-address": Limit(30, 15 * 60),
    # Everybody together: what an attack from everywhere may cost the operators' network.
    "mobile-all": Limit(6000, 60),
    # One person whom programs ask again and again (the pair isn't typed there).
    "mobile-party": Limit(20, 15 * 60),
}

DIGITS = range(4, 13)
"""How many digits a user id can have."""


def statement(
    *,
    request_id: str,
    nonce: str,
    purpose: str,
    asked_by: str,
    text: str,
    asked_at: dt.datetime,
    expires_at: dt.datetime,
) -> bytes:
    """What the phone shows and signs. `use` keeps a signature made to say who one is from ever
    passing for one on a document; the nonce makes each request's digest its own."""
    content = {
        "use": "pencere.authentication",
        "id": request_id,
        "nonce": nonce,
        "purpose": purpose,
        "asked_by": asked_by,
        "text": text,
        "asked_at": asked_at.isoformat(),
        "expires_at": expires_at.isoformat(),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def digest_of(content: bytes) -> bytes:
    """What is signed: SHA-256 of a statement."""
    return hashlib.sha256(content).digest()


def control_code(digest: bytes) -> str:
    """Four digits that page and phone both take from the digest, for people to compare: its
    first 6 and last 7 bits as a number up to 8191 (SK ID Solutions, Mobile-ID REST API, 2.4.1
    "Verification code calculation algorithm").

    Raises ValueError for what is too short to be a digest.
    """
    if len(digest) < 20:
        raise ValueError("a digest has 20 bytes at least")
    return f"{(digest[0] >> 2) << 7 | digest[-1] & 0x7F:04d}"


def standing(*, state: Standing, expires_at: dt.datetime, now: dt.datetime) -> Standing:
    """How a request stands: one that still waits when its time is over has expired."""
    return "expired" if state == "waiting" and now >= expires_at else state


def may_be_taken(*, answered_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether who asked may still learn whose answer it was."""
    return answered_at is not None and now <= answered_at + TAKEN_WITHIN


def is_user_id(text: str) -> bool:
    """Whether this can be a user id: digits alone."""
    return text.isascii() and text.isdigit() and len(text) in DIGITS
