"""Values that cross from the process that serves people to the one that reads strangers' files.

Plain Python, all of it made of text and bytes: the child process loads nothing of Django.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

SignatureState = Literal[
    "valid",
    "altered",
    "unknown-signer",
    "certificate-revoked",
    "not-signed",
    "unreadable",
    "not-pdf",
]
"""`altered`: signed, and changed or damaged since. `unreadable`: no signature could be looked
for (encrypted, broken, or made to exhaust whoever reads it)."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a signature is checked against, all DER."""

    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What a file's signature says."""

    state: SignatureState
    signer: str = ""
    """Common name of the signer's certificate; empty when it is not of our authority."""
    agency: str = ""
    """Code of the agency whose seal it is."""
    signed_at: dt.datetime | None = None
    """When it was signed, as the time-stamp proves; None without a valid one."""
    covers_whole_file: bool = False
    """Whether every byte is under the signature (later validation data is not)."""
    data: bytes = b""
    """The attached JSON (`document.json`) as signed; empty when there is none."""
