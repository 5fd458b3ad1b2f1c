"""The keys with which we sign: made here, sealed at rest, parsed once a process.

A key is published a while before it signs and stays published after it stopped, so that a
receiver that keeps our keys for a day never meets one that it doesn't know (OpenID Connect
Core, 10.1.1).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection, transaction
from joserfc.jwk import ECKey, OKPKey

from pencere.blocks.openid import jose
from pencere.blocks.openid.models import SigningKey
from pencere.kernel import clock

PUBLISHED_BEFORE = dt.timedelta(days=1)
PUBLISHED_AFTER = dt.timedelta(days=1)
"""More than the life of anything that is signed, and than receivers keep our keys."""
SIGNS_FOR = dt.timedelta(days=90)
ALGORITHMS = ("ES256", "EdDSA")
"""EdDSA is Ed25519 here: clients still know it by the older name, which RFC 9864 replaced."""
_KEPT_SECONDS = 60
_LOCK = 6_117_402

Key = ECKey | OKPKey


@dataclass(frozen=True, slots=True)
class _Ring:
    """What of the table a process works with."""

    loaded_at: float
    signing: dict[str, tuple[dt.datetime, str, Key]]
    """By algorithm: since when, kid, key."""
    public: tuple[dict[str, Any], ...]
    verifying: dict[str, Key]
    """The public keys by kid."""


_ring: _Ring | None = None
_ring_lock = threading.Lock()


def signed(claims: dict[str, Any], *, algorithm: str, type: str) -> str:
    """A JWS of `claims` by the key that signs now."""
    kid, key = _signing(algorithm)
    return jose.signed({"alg": algorithm, "kid": kid, "typ": type}, claims, key)


def published() -> list[dict[str, Any]]:
    """The public keys of our JWK set, as the table has them now: receivers keep them for long,
    so what another process has just made mustn't be missing."""
    forget()
    return [dict(one) for one in _current().public]


def public_key(kid: str) -> Key | None:
    """A published key, None for any other: checks what we signed ourselves."""
    ring = _current()
    if kid not in ring.verifying and clock.now().timestamp() - ring.loaded_at > 1:
        forget()  # another process may have made it meanwhile
        ring = _current()
    return ring.verifying.get(kid)


def make_missing() -> None:
    """A key that signs now for each algorithm that has none: at the first start."""
    with transaction.atomic():
        _one_at_a_time()
        now = clock.now()
        for algorithm in ALGORITHMS:
            if not SigningKey.objects.filter(algorithm=algorithm, retired_at=None).exists():
                _make(algorithm, published_at=now, active_from=now)
    forget()


def rotate(*, at_once: bool = False) -> list[str]:
    """Publish the next keys, retire those that have been followed; returns the kids made.

    A key is followed when it has signed for `SIGNS_FOR`, or `at_once` (a leak): then the new
    one signs from now on, and the old one is not published any more.
    """
    made = []
    with transaction.atomic():
        _one_at_a_time()
        now = clock.now()
        for algorithm in ALGORITHMS:
            keys = SigningKey.objects.filter(algorithm=algorithm, retired_at=None)
            newest = keys.order_by("-active_from").first()
            if newest is None or at_once or newest.active_from <= now - SIGNS_FOR:
                starts = now if at_once or newest is None else now + PUBLISHED_BEFORE
                made.append(_make(algorithm, published_at=now, active_from=starts))
            ended = now - PUBLISHED_AFTER - dt.timedelta(seconds=1) if at_once else now
            _retire_followed(algorithm, now=now, ended=ended)
    forget()
    return made


def _retire_followed(algorithm: str, *, now: dt.datetime, ended: dt.datetime) -> None:
    active = list(
        SigningKey.objects.filter(
            algorithm=algorithm, retired_at=None, active_from__lte=now
        ).order_by("-active_from")
    )
    for key in active[1:]:
        key.retired_at = ended
        key.save(update_fields=["retired_at"])


def forget() -> None:
    """Read the table again when next asked."""
    global _ring
    _ring = None


def _make(algorithm: str, *, published_at: dt.datetime, active_from: dt.datetime) -> str:
    key: Key = (
        ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")
    )
    kid = key.thumbprint()
    SigningKey.objects.create(
        kid=kid,
        algorithm=algorithm,
        public={**key.as_dict(private=False), "kid": kid, "use": "sig"},
        sealed=_fernet().encrypt(json.dumps(key.as_dict(private=True)).encode()).decode(),
        published_at=published_at,
        active_from=active_from,
    )
    return kid


def _signing(algorithm: str) -> tuple[str, Key]:
    now = clock.now()
    _since, kid, key = _current().signing[algorithm]
    if _since > now:  # a test's clock went back
        forget()
        _since, kid, key = _current().signing[algorithm]
    return kid, key


def _current() -> _Ring:
    global _ring
    ring = _ring
    now = clock.now().timestamp()
    if ring is None or not 0 <= now - ring.loaded_at < _KEPT_SECONDS:
        with _ring_lock:
            ring = _loaded()
            if ring.signing.keys() != set(ALGORITHMS):
                make_missing()
                ring = _loaded()
            _ring = ring
    return ring


def _loaded() -> _Ring:
    now = clock.now()
    signing: dict[str, tuple[dt.datetime, str, Key]] = {}
    public = []
    for row in SigningKey.objects.order_by("active_from"):
        if row.retired_at is None or row.retired_at > now - PUBLISHED_AFTER:
            public.append(row.public)
        if row.retired_at is None and row.active_from <= now:
            private = json.loads(_fernet().decrypt(row.sealed.encode()))
            signing[row.algorithm] = (row.active_from, row.kid, _parsed(private))
    verifying = {one["kid"]: _parsed(one) for one in public}
    return _Ring(now.timestamp(), signing, tuple(public), verifying)


def _parsed(jwk: dict[str, Any]) -> Key:
    kind = ECKey if jwk["kty"] == "EC" else OKPKey
    return kind.import_key({k: v for k, v in jwk.items() if k != "use"})


def _fernet() -> Fernet:
    derived = hashlib.sha256(b"pencere.openid.keys:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
