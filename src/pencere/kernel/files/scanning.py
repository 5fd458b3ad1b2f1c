"""Looking for malicious programs in what people upload: a scanner beside us, or none.

With a scanner that is named but silent nothing is taken: a file that nobody looked at must not
reach an officer. Without one files are taken, and the operator's page says so.
"""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.errors import Invalid, Unavailable
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.providers.clamd import ClamdScanner, ScannerSilent
from pencere.kernel.files.store import file_store

log = logging.getLogger(__name__)
BATCH = 200
CHUNK = 1024 * 1024


class Scanner(Protocol):
    """Says whether a file holds something malicious."""

    name: str

    def scan(self, path: Path) -> str | None:
        """The name of what was found, None for a clean file. Raises ScannerSilent."""
        ...

    def version(self) -> str:
        """Engine and signatures in words. Raises ScannerSilent."""
        ...


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """What the operator should know of the scan."""

    is_configured: bool
    answers: bool
    said: str
    """The version, or why it doesn't answer; "" without a scanner."""
    unscanned: int
    """Files that no scanner looked at."""
    infected: int
    """Files that a scanner found something in after they were taken; nobody can open them."""


def scanner() -> Scanner | None:
    """The scanner that the settings name, None without one."""
    return _scanner(settings.FILES_CLAMD) if settings.FILES_CLAMD else None


@cache
def _scanner(address: str) -> Scanner:
    return ClamdScanner(address)


def scanned(path: Path) -> dt.datetime | None:
    """When the file was found clean; None without a scanner.

    Raises Invalid (code "file-infected") when something was found, and Unavailable when the
    scanner doesn't answer.
    """
    found_by = scanner()
    if found_by is None:
        return None
    try:
        found = found_by.scan(path)
    except ScannerSilent as error:
        log.error("the virus scanner does not answer: %s", error)
        raise Unavailable(
            _("Files can't be checked for viruses just now. Try again in a few minutes."),
            code="scanner-silent",
        ) from error
    if found is not None:
        log.warning("an upload was refused: the scanner found %s", found)
        raise Invalid(
            _("The virus scanner found something harmful in this file, so we can't take it."),
            code="file-infected",
        )
    return clock.now()


def scan_unscanned() -> int:
    """Look at the files that were taken without a scanner; returns how many were looked at.

    What is found later closes the file: nobody can open it any more, and it stays for whoever
    has to find out.
    """
    found_by = scanner()
    if found_by is None:
        return 0
    waiting = StoredFile.objects.filter(scanned_at__isnull=True).order_by("created_at", "id")
    seen = 0
    for file in waiting[:BATCH]:
        try:
            _scan_kept(file, found_by)
        except ScannerSilent as error:
            log.error("the virus scanner does not answer: %s", error)
            break
        except FileNotFoundError:
            log.error("the content of file %s is lost", file.pk)
            continue
        seen += 1
    return seen


def _scan_kept(file: StoredFile, found_by: Scanner) -> None:
    with tempfile.NamedTemporaryFile() as copy, file_store().open(file.sha256) as content:
        while chunk := content.read(CHUNK):
            copy.write(chunk)
        copy.flush()
        found = found_by.scan(Path(copy.name))
    # All rows that share the content share the verdict.
    same = StoredFile.objects.filter(sha256=file.sha256)
    same.update(scanned_at=clock.now(), infection=(found or "")[:100])
    if found:
        log.warning("file %s is closed: the scanner found %s", file.pk, found)


def scanner_status() -> ScannerStatus:
    """How the scan stands, asked of the scanner itself."""
    counts = {
        "unscanned": StoredFile.objects.filter(scanned_at__isnull=True).count(),
        "infected": StoredFile.objects.filter(~Q(infection="")).count(),
    }
    found_by = scanner()
    if found_by is None:
        return ScannerStatus(False, False, "", **counts)
    try:
        return ScannerStatus(True, True, found_by.version(), **counts)
    except ScannerSilent as error:
        return ScannerStatus(True, False, str(error), **counts)
