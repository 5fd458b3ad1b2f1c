"""What a person's certificate is worth at an instant: issued by whom we trust, in its time, not
revoked, meant for what it is used for (RFC 5280 section 6)."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Literal

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)

from pencere.blocks.signing.values import Trust

CertificateState = Literal["valid", "out-of-time", "revoked", "untrusted"]
"""`untrusted`: of no authority that we know, broken, or not meant for saying who one is."""


def certificate_state(certificate: bytes, *, trust: Trust, at: dt.datetime) -> CertificateState:
    """The state of a certificate (DER) with which somebody says who they are. Never raises."""
    try:
        validator = CertificateValidator(
            x509.Certificate.load(certificate), validation_context=_context(trust, at)
        )
        asyncio.run(validator.async_validate_usage({"digital_signature"}))  # type: ignore[no-untyped-call]
    except (ExpiredError, NotYetValidError):
        return "out-of-time"
    except RevokedError:
        return "revoked"
    except (PathError, ValidationError, ValueError, TypeError):
        return "untrusted"
    return "valid"


def _context(trust: Trust, at: dt.datetime) -> ValidationContext:
    """Fails where no list of revoked certificates can be had."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in trust.roots],
        other_certs=[x509.Certificate.load(der) for der in trust.intermediates],
        crls=list(trust.revocation_lists),
        moment=at,
        revocation_mode="hard-fail",
        retroactive_revinfo=True,
        allow_fetching=False,
    )
