"""Text that only this installation can read again, for what must wait for a while in a table."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet
from django.conf import settings


def seal(purpose: str, content: Mapping[str, str]) -> str:
    """Encrypted and authenticated, for `purpose` alone."""
    return _fernet(purpose).encrypt(json.dumps(content).encode()).decode()


def unseal(purpose: str, text: str) -> dict[str, str]:
    """What `seal` sealed. Raises InvalidToken when it is not, or was sealed with another key."""
    content: dict[str, str] = json.loads(_fernet(purpose).decrypt(text.encode()))
    return content


def _fernet(purpose: str) -> Fernet:
    digest = hashlib.sha256(f"pencere.identity.{purpose}:{settings.SECRET_KEY}".encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
