"""Whether a phone's answer proves what it says."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from pencere.blocks.mobile_id import rules
from pencere.blocks.mobile_id.models import Certificate
from pencere.blocks.mobile_id.providers.base import provider
from pencere.blocks.signing.api import certificate_state
from pencere.kernel import clock

NO_CERTIFICATE = "no-certificate"
WRONG_SIGNATURE = "wrong-signature"


def problem_with(certificate: Certificate | None, statement: bytes, signature: bytes) -> str | None:
    """Why a signature over a statement isn't proven by the certificate that is registered: a
    code, None when it is. Never raises, whatever the bytes are."""
    if certificate is None:
        return NO_CERTIFICATE
    der = bytes(certificate.der)
    if not is_signed(der, statement, signature):
        return WRONG_SIGNATURE
    state = certificate_state(der, trust=provider().trust(), at=clock.now())
    return None if state == "valid" else f"certificate-{state}"


def is_signed(der: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the key of a certificate (DER, on an elliptic curve) signed the digest of a
    statement."""
    try:
        key = x509.load_der_x509_certificate(der).public_key()
    except ValueError:
        return False
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(signature, rules.digest_of(statement), ec.ECDSA(Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True
