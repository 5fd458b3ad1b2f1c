"""Signed tokens: ours, and what clients sign (assertions, request objects, proofs). Only algorithms
with public keys."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from joserfc.jwk import import_key as _import_key

ALGORITHMS = ("ES256", "EdDSA", "Ed25519", "PS256", "RS256")
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MOST_KEYS = 10
_LEAST_RSA_BITS = 2048

Key = ECKey | OKPKey | RSAKey

# Of the older name of Ed25519, which clients know. Not around each call: what Python's warnings
# are set to is the process's, and threads would undo each other's.
warnings.simplefilter("ignore", SecurityWarning)


class BadSignature(Exception):
    """The text isn't signed by whom it should be, or isn't signed at all."""


def signed(header: dict[str, Any], claims: dict[str, Any], key: ECKey | OKPKey) -> str:
    """A JWS of `claims`, by the algorithm that `header` names."""
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def verified(text: str, key: Key | KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a signed JWT. Raises BadSignature."""
    try:
        token = jwt.decode(text, key, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadSignature(str(error)[:200]) from error
    return token.header, token.claims


def header_of(text: str) -> dict[str, Any]:
    """The protected header before anything is verified. Raises BadSignature."""
    try:
        return dict(jws.extract_compact(text.encode()).headers())
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadSignature(str(error)[:200]) from error


def unverified_claims(text: str) -> dict[str, Any]:
    """What a JWT claims before anything is verified: only to learn whose keys to verify it with.

    Raises BadSignature when there are no claims to be read.
    """
    try:
        claims = json.loads(jws.extract_compact(text.encode()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadSignature(str(error)[:200]) from error
    if not isinstance(claims, dict):
        raise BadSignature("no claims")
    return claims


def public_key(given: object) -> Key:
    """A public JWK. Raises BadSignature for a private, symmetric or weak one, or nonsense."""
    if not isinstance(given, Mapping) or not _PRIVATE.isdisjoint(given):
        raise BadSignature("not a public key")
    try:
        key = _import_key(dict(given))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadSignature(str(error)[:200]) from error
    if not isinstance(key, ECKey | OKPKey | RSAKey):
        raise BadSignature("not a public key")
    if isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_RSA_BITS:
        raise BadSignature("an RSA key needs 2048 bits or more")
    return key


def key_set(given: object) -> KeySet:
    """A client's JWK set. Raises BadSignature for none, too many, or private keys."""
    keys = given.get("keys") if isinstance(given, Mapping) else None
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_KEYS:
        raise BadSignature("not a set of keys")
    return KeySet([public_key(one) for one in keys])
