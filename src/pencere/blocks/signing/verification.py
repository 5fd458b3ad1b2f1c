"""Reads a PDF's seal: intact, whose, since when. Plain Python over bytes; never raises.

PAdES (ETSI EN 319 142-1) with ISO 32000-2 section 12.8; what may be appended to a sealed file
is judged by pyHanko's difference policy, which knows the published shadow attacks.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from io import BytesIO
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from pencere.blocks.signing.encoding import repair
from pencere.blocks.signing.values import SignatureReport, SignatureState, Trust

ATTACHMENT = "document.json"
MAX_DATA_BYTES = 1_000_000
SIGNS = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/adbe.pkcs7", b"/SigFlags", b"/DocMDP")
"""What stands in a signed file: a broken file that has one of them was signed once."""
CLOCKS_MAY_DIFFER = dt.timedelta(minutes=5)

repair()
for name in ("pyhanko", "pyhanko_certvalidator"):  # what they warn of is in the report
    logging.getLogger(name).setLevel(logging.CRITICAL)


def examine(content: bytes, trust: Trust, now: dt.datetime) -> SignatureReport:
    """The report on `content`, whatever it is."""
    if b"%PDF-" not in content[:1024]:
        return SignatureReport("not-pdf")
    try:
        return _examined(content, trust, now)
    except Exception:  # any parser may stumble over a stranger's bytes, in any way
        return SignatureReport("altered" if _was_signed(content) else "unreadable")


def _was_signed(content: bytes) -> bool:
    return any(sign in content for sign in SIGNS)


def _examined(content: bytes, trust: Trust, now: dt.datetime) -> SignatureReport:
    reader = PdfFileReader(BytesIO(content))
    if reader.encrypted:
        return SignatureReport("unreadable")
    seals = [found for found in reader.embedded_signatures if found.sig_object_type == "/Sig"]
    if not seals:
        return SignatureReport("altered" if _was_signed(content) else "not-signed")
    reports = [_report(reader, content, seal, trust, now) for seal in seals]
    ours = [report for report in reports if report.state != "unknown-signer"]
    return (ours or reports)[0]


def _report(
    reader: PdfFileReader,
    content: bytes,
    seal: EmbeddedPdfSignature,
    trust: Trust,
    now: dt.datetime,
) -> SignatureReport:
    stamped = _stamped_at(seal)
    if stamped is not None and stamped > now + CLOCKS_MAY_DIFFER:
        stamped = None
    status = asyncio.run(
        async_validate_pdf_signature(
            seal,
            signer_validation_context=_context(trust, stamped or now),
            ts_validation_context=_context(trust, stamped or now),
        )
    )
    state = _state(status)
    is_exact = (
        _is_hole_exact(content, seal)
        and _brings_only_known_certificates(seal, trust)
        and _ends_with_a_revision(reader, content, seal, status)
    )
    if state == "valid" and not is_exact:
        state = "altered"
    if state == "unknown-signer":
        return SignatureReport(state)
    stamp = status.timestamp_validity
    is_proven = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    subject = seal.signer_cert.subject.native
    return SignatureReport(
        state=state,
        signer=str(subject.get("common_name", ""))
        if status.trusted or _is_ours(seal, trust)
        else "",
        agency=str(subject.get("organization_identifier", "")).partition("-")[2],
        signed_at=stamped if is_proven else None,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        data=_attached(reader, seal.signed_revision) if state != "altered" else b"",
    )


def _state(status: PdfSignatureStatus) -> SignatureState:
    level = status.modification_level
    is_unchanged = (
        status.intact
        and status.valid
        and status.docmdp_ok is not False
        and level is not None
        and level.value <= ModificationLevel.LTA_UPDATES.value
    )
    if not is_unchanged:
        return "altered"
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        return "altered"
    if status.revoked:
        return "certificate-revoked"
    if not status.trusted or (stamp is not None and not stamp.trusted):
        return "unknown-signer"
    return "valid"


def _context(trust: Trust, moment: dt.datetime) -> ValidationContext:
    """Judge certificates as of `moment`, with the revocations that are known today."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in trust.roots],
        other_certs=[x509.Certificate.load(der) for der in trust.intermediates],
        crls=list(trust.revocation_lists),
        moment=moment,
        revocation_mode="hard-fail",
        retroactive_revinfo=True,
        allow_fetching=False,
        time_tolerance=CLOCKS_MAY_DIFFER,
    )


def _is_ours(seal: EmbeddedPdfSignature, trust: Trust) -> bool:
    issuers = {x509.Certificate.load(der).subject.dump() for der in trust.intermediates}
    return seal.signer_cert.issuer.dump() in issuers


def _stamped_at(seal: EmbeddedPdfSignature) -> dt.datetime | None:
    """The time in the signature's time-stamp, not yet proven; None without one."""
    for stamp in _stamps(seal):
        statement = stamp["encap_content_info"]["content"].contents
        stamped: dt.datetime = tsp.TSTInfo.load(statement)["gen_time"].native
        return stamped
    return None


def _is_hole_exact(content: bytes, seal: EmbeddedPdfSignature) -> bool:
    """Whether the gap that the seal leaves holds the signature alone, then zeros.

    Its padding is under no digest: without this check bytes there could be changed unseen.
    """
    _, first, second, _ = (int(number) for number in seal.byte_range)
    hole = content[first:second]
    signature = cms.ContentInfo.load(seal.pkcs7_content).dump().hex()
    width = second - first - 2
    return hole in {
        b"<" + digits.encode().ljust(width, b"0") + b">"
        for digits in (signature, signature.upper())
    }


def _ends_with_a_revision(
    reader: PdfFileReader, content: bytes, seal: EmbeddedPdfSignature, status: PdfSignatureStatus
) -> bool:
    """Whether what follows the seal, if anything, is an update of the PDF and no loose bytes."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    is_updated = reader.total_revisions > seal.signed_revision + 1
    return is_updated and content.rstrip(b"\r\n").endswith(b"%%EOF")


def _brings_only_known_certificates(seal: EmbeddedPdfSignature, trust: Trust) -> bool:
    """Whether each certificate in the file is a signer's own or one that we hold byte for byte:
    the list of certificates is under no signature, and a change there would go unseen."""
    known = {*trust.roots, *trust.intermediates}
    for signed in (seal.signed_data, *_stamps(seal)):
        signer = signed["signer_infos"][0]["sid"].chosen
        for choice in signed["certificates"] or ():
            certificate = choice.chosen
            is_own = (
                certificate.issuer == signer["issuer"]
                and certificate.serial_number == signer["serial_number"].native
            )
            if not is_own and certificate.dump() not in known:
                return False
    return True


def _stamps(seal: EmbeddedPdfSignature) -> list[cms.SignedData]:
    return [
        attribute["values"][0]["content"]
        for attribute in seal.signer_info["unsigned_attrs"] or ()
        if attribute["type"].native == "signature_time_stamp_token"
    ]


def _attached(reader: PdfFileReader, revision: int) -> bytes:
    """The attached JSON as it stood in the signed revision."""
    root: Any = reader.get_historical_root(revision)
    for specification in root.get("/AF", ()):
        file = specification.get_object()
        if str(file.get("/UF", file.get("/F", ""))) == ATTACHMENT:
            data: bytes = file["/EF"]["/F"].data
            return data if len(data) <= MAX_DATA_BYTES else b""
    return b""
