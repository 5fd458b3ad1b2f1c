"""Keeping and forgetting files. A content is on the disk before its row can be committed; what
a rolled-back transaction leaves behind, `sweep` removes later."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.errors import Invalid, TooLarge
from pencere.kernel.files.kinds import KINDS, Kind, description, recognise
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.names import safe_name
from pencere.kernel.files.scanning import scanned
from pencere.kernel.files.store import file_store

CHUNK = 256 * 1024
GRACE = dt.timedelta(hours=6)
"""How long a content without a row is left alone: longer than any transaction lasts."""


def store(
    *,
    content: BinaryIO | bytes,
    name: str,
    accept: Collection[str],
    max_bytes: int,
    owner: UUID | None,
    bytes_by_kind: Mapping[str, int] | None = None,
) -> StoredFile:
    """Keep `content` and make its row in the caller's transaction.

    `accept` lists codes of `KINDS`; what the file is, its content says, never its name or what
    the browser claims. Reads in chunks. Raises TooLarge beyond `max_bytes` or what
    `bytes_by_kind` allows for its kind; Invalid when it is empty, of another kind, called
    something else than it is, damaged or dangerous (code "file-infected" when the virus scanner
    found something); Unavailable when the scanner that the operator named does not answer.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with file_store().incoming() as path:
        sha256, size = _write(source, path, max_bytes)
        kind = _accepted(path, name, accept)
        if size > (most := (bytes_by_kind or {}).get(kind.code, max_bytes)):
            raise too_large(most)
        kind.check(path)
        scanned_at = scanned(path)
        file_store().keep(path, sha256)
    return _row(sha256, size, kind, name, owner, scanned_at)


def store_own(*, content: bytes, name: str, kind: str, owner: UUID | None) -> StoredFile:
    """Keep what the platform itself made, of one of `KINDS`: a silent scanner doesn't stop it,
    and the periodic scan looks at it later."""
    with file_store().incoming() as path:
        sha256, size = _write(io.BytesIO(content), path, len(content))
        file_store().keep(path, sha256)
    return _row(sha256, size, KINDS[kind], name, owner, None)


def _row(
    sha256: str,
    size: int,
    kind: Kind,
    name: str,
    owner: UUID | None,
    scanned_at: dt.datetime | None,
) -> StoredFile:
    return StoredFile.objects.create(
        sha256=sha256,
        size=size,
        media_type=kind.media_type,
        name=safe_name(name, kind.extensions),
        owner=owner,
        created_at=clock.now(),
        scanned_at=scanned_at,
    )


def _write(source: BinaryIO, path: Path, max_bytes: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with path.open("wb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise too_large(max_bytes)
            digest.update(chunk)
            target.write(chunk)
    if not size:
        raise Invalid(_("The file is empty."), code="file-empty")
    return digest.hexdigest(), size


def too_large(max_bytes: int) -> TooLarge:
    """The error that tells how much is taken, in megabytes rounded down."""
    megabytes = max(1, max_bytes // (1024 * 1024))
    return TooLarge(
        _("The file is too large. It can have %(count)s MB at most.") % {"count": megabytes}
    )


def _accepted(path: Path, name: str, accept: Collection[str]) -> Kind:
    kind = recognise(path)
    wanted = ", ".join(str(KINDS[code].title) for code in accept)
    if kind is None:
        found = description(path)
        message = (
            _("This is a %(found)s file. We can take: %(wanted)s.")
            if found
            else _("We can't tell what kind of file this is. We can take: %(wanted)s.")
        )
        raise Invalid(message % {"found": found, "wanted": wanted}, code="file-type")
    if kind.code not in accept:
        raise Invalid(
            _("This is a file of the kind %(found)s. We can take: %(wanted)s.")
            % {"found": kind.title, "wanted": wanted},
            code="file-type",
        )
    called = Path(name).suffix.lower()
    if called and called not in kind.extensions:
        raise Invalid(
            _("The file is called %(called)s, but inside it is %(found)s. Give it its real name.")
            % {"called": called[:12], "found": kind.title},
            code="file-lies",
        )
    return kind


def delete(file: StoredFile) -> None:
    """Forget `file`; its content goes with the last row that has it, once this is committed."""
    sha256 = file.sha256
    file.delete()
    transaction.on_commit(lambda: _forget_unused(sha256))


def _forget_unused(sha256: str) -> None:
    # Somebody may be storing the same content just now: what was kept a moment ago stays for
    # the sweep, which comes when every transaction of now is over.
    if sha256 in set(file_store().unused_since(clock.now() - GRACE)):
        _remove_if_unused(sha256)


def _remove_if_unused(sha256: str) -> bool:
    if StoredFile.objects.filter(sha256=sha256).exists():
        return False
    file_store().remove(sha256)
    return True


def sweep() -> int:
    """Remove contents that no row names and that are older than `GRACE`; returns how many."""
    return sum(
        _remove_if_unused(digest) for digest in file_store().unused_since(clock.now() - GRACE)
    )
