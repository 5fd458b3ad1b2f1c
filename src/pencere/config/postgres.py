"""The embedded PostgreSQL: where it lives, how it is started and stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path


def socket_folder(home: Path) -> Path:
    """Folder of the server's Unix socket: short, since a socket's path has 107 bytes at most."""
    return Path("/tmp") / ("pencere-" + hashlib.sha256(str(home).encode()).hexdigest()[:12])
