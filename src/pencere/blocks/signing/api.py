"""What others may ask of signing: seal a PDF, verify one, what to trust."""

from __future__ import annotations

from pencere.blocks.signing.certificates import CertificateState, certificate_state
from pencere.blocks.signing.isolated import examine_apart
from pencere.blocks.signing.keystore import key_store
from pencere.blocks.signing.providers.local.store import STORE, LocalStore
from pencere.blocks.signing.seals import sign_pdf
from pencere.blocks.signing.values import SignatureReport, SignatureState, Trust
from pencere.blocks.signing.verification import examine
from pencere.kernel import clock

__all__ = [
    "CertificateState",
    "SignatureReport",
    "SignatureState",
    "Trust",
    "certificate_state",
    "demo_authority",
    "sign_pdf",
    "trust",
    "verify_known_pdf",
    "verify_pdf",
]


def trust() -> Trust:
    """Roots, intermediates and revocation lists (DER) that hold now."""
    return key_store().trust()


def demo_authority() -> LocalStore:
    """The demo's certificate authority, for what else the demo plays: people's phones."""
    return STORE


def verify_pdf(*, content: bytes) -> SignatureReport:
    """What the seal of a file from outside says. Never raises; reads it in a process of its
    own, which costs about half a second."""
    return examine_apart(content, trust(), clock.now())


def verify_known_pdf(*, content: bytes) -> SignatureReport:
    """The same for bytes that we have stored ourselves: in this process, about 30 ms."""
    return examine(content, trust(), clock.now())
