"""The sealer's key and what it keeps outside the database: which keys are its own, and how far
the chain had come. Without those two, whoever owns the database could seal a false journal."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


def _folder() -> Path:
    folder = Path(settings.KEYS_ROOT) / "journal"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sealing_key() -> Ed25519PrivateKey:
    """This installation's key, made at first use; two that make it at once get the same."""
    path = _folder() / "seal.pem"
    if not path.exists():
        new = Ed25519PrivateKey.generate()
        _trust(public_bytes(new))
        pem = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_once(path, pem)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return key


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public key, 32 bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _trust(public_key: bytes) -> None:
    _replace(_folder() / f"{sha256(public_key).hexdigest()}.pub", public_key.hex().encode() + b"\n")


def trusted() -> frozenset[str]:
    """Fingerprints of the keys that this installation has sealed with."""
    return frozenset(path.stem for path in _folder().glob("*.pub"))


def remember_head(chain: UUID, number: int, block_hash: bytes) -> None:
    """Note outside the database how far the chain has come."""
    _replace(_folder() / f"{chain}.head", f"{number} {block_hash.hex()}\n".encode())


def remembered_head(chain: UUID) -> tuple[int, bytes] | None:
    """What was last noted of the chain; None when nothing was."""
    try:
        number, digest = (_folder() / f"{chain}.head").read_text().split()
        return int(number), bytes.fromhex(digest)
    except FileNotFoundError:
        return None


def _write_once(path: Path, content: bytes) -> None:
    """Make `path` with all of `content`, unless somebody else just did."""
    temporary = _temporary(path, content)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _replace(path: Path, content: bytes) -> None:
    _temporary(path, content).replace(path)


def _temporary(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
