"""Files in a folder: each content under its digest, complete and on the disk, or not there."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

DIGEST = re.compile(r"[0-9a-f]{64}")


class LocalFileStore:
    """The file store on this machine's disk, below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = Path(root)

    def _place(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self._root / sha256[:2] / sha256[2:4] / sha256

    @contextlib.contextmanager
    def incoming(self) -> Iterator[Path]:
        """A new empty file on the same disk, so that taking it over is a rename."""
        folder = self._root / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=folder)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def keep(self, incoming: Path, sha256: str) -> None:
        """Move the written file to its place: content first, then its name, both synced."""
        place = self._place(sha256)
        with contextlib.suppress(FileNotFoundError):
            os.utime(place)  # in use again: the clean-up looks at this time
            return
        for folder in (place.parent.parent, place.parent):
            if not folder.exists():
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                _sync(folder.parent)
        _sync(incoming)
        incoming.chmod(0o400)
        incoming.replace(place)
        _sync(place.parent)

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading."""
        return self._place(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Forget the content."""
        self._place(sha256).unlink(missing_ok=True)

    def unused_since(self, instant: dt.datetime) -> Iterator[str]:
        """Contents last kept before `instant`; left-over incoming files are swept on the way."""
        before = instant.timestamp()
        for path in self._root.glob("incoming/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
        for path in self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    yield path.name


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
