"""What the documents package tells others: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pencere.kernel.text import Text

DocumentState = Literal[
    "genuine",
    "expired",
    "suspended",
    "replaced",
    "revoked",
    "not-yet-valid",
    "preparing",
    "unknown",
]
FileState = Literal[
    "genuine",
    "expired",
    "suspended",
    "replaced",
    "revoked",
    "not-yet-valid",
    "altered",
    "unknown",
    "unknown-signer",
    "certificate-revoked",
    "not-signed",
    "unreadable",
    "not-pdf",
]
"""`unknown`: our seal is good, and we have no such document on record."""


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """What anyone may learn of a document from its number. Names nobody in full."""

    state: DocumentState
    number: str = ""
    title: Text | None = None
    agency: Text | None = None
    holder: str = ""
    """The holder's name, masked."""
    issued_at: dt.datetime | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    revoked_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What anyone may learn of a file that they have."""

    state: FileState
    document: PublicStatus | None = None
    """The document on record that the file is, or was made from."""
    signer: str = ""
    signed_at: dt.datetime | None = None
    """As the time-stamp in the file proves."""
    covers_whole_file: bool = False

    @property
    def number(self) -> str:
        """The document's number, empty when it is not on record."""
        return self.document.number if self.document else ""
