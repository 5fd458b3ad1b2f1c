"""What anyone may ask: is the document with this number, or this file, genuine?"""

from __future__ import annotations

import hashlib
import json

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.documents.numbers import normalise_number
from pencere.blocks.documents.rules import masked, state_of
from pencere.blocks.documents.values import FileReport, FileState, PublicStatus
from pencere.blocks.signing import api as signing
from pencere.kernel import clock
from pencere.kernel.errors import Invalid, TooLarge

MAX_FILE_BYTES = 20_000_000


def check_number(number: str) -> PublicStatus:
    """How the document with this number stands. Invalid for what can't be a number (mistyped);
    the state is `unknown` for one that was never given out."""
    canonical = normalise_number(number)
    found = IssuedDocument.objects.filter(number=canonical).first()
    return _status(found) if found else PublicStatus("unknown", number=canonical)


def check_file(content: bytes) -> FileReport:
    """What a file is. Never raises for what is in it; TooLarge above 20 MB."""
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge
    known = IssuedDocument.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if known:
        return _report(signing.verify_known_pdf(content=content), known)
    report = signing.verify_pdf(content=content)
    if report.state != "valid":
        return _report(report, None)
    found = _on_record(report.data)
    if found is None:
        return _report(report, None, state="unknown")
    if not _begins_with(content, found):
        return _report(report, found, state="altered")
    return _report(report, found)


def _report(
    seal: signing.SignatureReport, found: IssuedDocument | None, state: FileState | None = None
) -> FileReport:
    """The seal's word first; where it is good, the record's."""
    document = _status(found) if found else None
    if state is None:
        if seal.state != "valid":
            state = seal.state
        elif document is None or document.state == "preparing":
            state = "unknown"
        else:
            state = document.state
    return FileReport(
        state=state,
        document=document,
        signer=seal.signer,
        signed_at=seal.signed_at,
        covers_whole_file=seal.covers_whole_file,
    )


def _on_record(data: bytes) -> IssuedDocument | None:
    """The document whose number the file's own (sealed) data name."""
    try:
        number = normalise_number(str(json.loads(data)["number"]))
    except (ValueError, KeyError, TypeError, RecursionError, Invalid):
        return None
    return IssuedDocument.objects.filter(number=number).first()


def _begins_with(content: bytes, found: IssuedDocument) -> bool:
    """Whether the file is the one that was issued, with validation data appended at most."""
    if found.file is None:
        return False
    issued = content[: found.file.size]
    return hashlib.sha256(issued).hexdigest() == found.sha256


def _status(found: IssuedDocument) -> PublicStatus:
    return PublicStatus(
        state=state_of(
            state=found.state,
            valid_from=found.valid_from,
            valid_until=found.valid_until,
            today=clock.today(),
        ),
        number=found.number,
        title=found.name,
        agency=found.agency.name,
        holder=masked(found.holder_name),
        issued_at=found.issued_at,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        revoked_at=found.revoked_at,
    )
