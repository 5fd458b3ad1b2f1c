"""The installation's own secret: from the environment, or made once and kept beside its data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Django's SECRET_KEY: `PENCERE_SECRET_KEY`, else the one in `home`, made when missing."""
    given = os.environ.get("PENCERE_SECRET_KEY")
    if given:
        return given
    path = home / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            key = secrets.token_urlsafe(50)
            file.write(key)
            return key
    except FileExistsError:  # another process made it between our two looks
        return path.read_text()
