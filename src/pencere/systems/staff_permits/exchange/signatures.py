"""Signed messages and receipts: JWS in compact form (RFC 7515), ES256 and nothing else.

Needs no Django: the ministry's stand-in signs and verifies with the same few lines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from pencere.kernel.keyfiles import locked, write_whole

ALGORITHM = "ES256"
MOST_BYTES = 8 * 1024 * 1024
"""Of a message: 500 permits take less than a tenth of it."""
_PRIVATE, _PUBLIC = "private.jwk", "public.jwk"


class BadSignature(Exception):
    """The text isn't signed by whom it should be, or isn't a signed message at all."""


def signed(claims: dict[str, Any], key: ECKey, *, type: str) -> str:
    """A JWS of `claims`; `type` says what kind of message it is."""
    header = {"alg": ALGORITHM, "typ": type, "kid": key.thumbprint()}
    content = json.dumps(claims, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return jws.serialize_compact(header, content.encode(), key, algorithms=[ALGORITHM])


def verified(text: str, key: ECKey, *, type: str) -> dict[str, Any]:
    """The claims of a message of `type` that the owner of `key` signed. Raises BadSignature."""
    if len(text) > MOST_BYTES:
        raise BadSignature("too large")
    try:
        # The library's own limit is of tokens, which are shorter.
        registry = jws.JWSRegistry(algorithms=[ALGORITHM])
        registry.max_payload_length = MOST_BYTES
        found = jws.deserialize_compact(text, key, registry=registry)
        claims = json.loads(found.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadSignature(str(error)[:200]) from error
    if found.headers().get("typ") != type or not isinstance(claims, dict):
        raise BadSignature("another kind of message")
    return claims


def own_key(folder: Path) -> ECKey:
    """The private key in `folder`, made when there is none; its public half lies beside it."""
    with locked(folder, "key"):
        file = folder / _PRIVATE
        if file.exists():
            return _parsed(file)
        key = ECKey.generate_key("P-256", auto_kid=False)
        write_whole(folder / _PUBLIC, _written(key, is_private=False), mode=0o644)
        write_whole(file, _written(key, is_private=True), mode=0o600)
        return key


def public_key(file: Path) -> ECKey | None:
    """The public key that a file holds; None when there is no such file."""
    return _parsed(file) if file.exists() else None


def public_file(folder: Path) -> Path:
    """Where the public half of the key in `folder` lies."""
    return folder / _PUBLIC


def _parsed(file: Path) -> ECKey:
    return ECKey.import_key(json.loads(file.read_text(encoding="utf-8")))


def _written(key: ECKey, *, is_private: bool) -> bytes:
    return json.dumps(key.as_dict(private=is_private), sort_keys=True).encode()
