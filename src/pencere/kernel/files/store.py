"""What the platform asks of a place that keeps files: local folder now, S3-compatible later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from pencere.kernel.files.providers.local import LocalFileStore


class FileStore(Protocol):
    """Keeps contents by their SHA-256."""

    def incoming(self) -> AbstractContextManager[Path]:
        """A new empty file to write a content to; gone afterwards unless `keep` took it."""
        ...

    def keep(self, incoming: Path, sha256: str) -> None:
        """Take over a written file as the content `sha256`: durable when this returns.

        Keeping what is kept already counts as new use of it: `unused_since` sees that.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading; FileNotFoundError when it isn't there."""
        ...

    def remove(self, sha256: str) -> None:
        """Forget the content; nothing happens when it isn't there."""
        ...

    def unused_since(self, instant: dt.datetime) -> Iterator[str]:
        """Contents that were last kept before `instant`."""
        ...


@cache
def file_store() -> FileStore:
    """The store of this installation."""
    return LocalFileStore(settings.FILES_ROOT)
