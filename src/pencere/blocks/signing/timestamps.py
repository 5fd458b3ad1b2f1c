"""RFC 3161 time-stamps: answers to requests, and pyHanko's stamper that asks in this process.

The page `/tsa` and the worker that seals documents share `respond`, so that both give the
same answers; the worker needs no web server to be up.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps import TimeStamper

from pencere.blocks.signing.encoding import encoded
from pencere.blocks.signing.keystore import SigningKey, key_store
from pencere.kernel import clock

MAX_REQUEST_BYTES = 4096
POLICY = "0.4.0.2023.1.1"
"""ETSI EN 319 421 best-practices time-stamp policy (BTSP)."""
DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
"""Digests that we stamp, with their size. SHA-1 and MD5 are refused (bad algorithm)."""


class Rejection(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A TimeStampResp without a token, which asn1crypto's own class can't be."""

    _fields: ClassVar[list[tuple[str, type]]] = [("status", tsp.PKIStatusInfo)]


def respond(request: bytes) -> bytes:
    """The DER of a TimeStampResp to the DER of a TimeStampReq. Never raises: what can't be
    stamped gets a rejection with its PKIFailureInfo (RFC 3161 section 2.4.2)."""
    if len(request) > MAX_REQUEST_BYTES:
        return _dumped(_rejection("bad_data_format", "The request is too large."))
    try:
        parsed = tsp.TimeStampReq.load(request, strict=True)
        if parsed.native is None:  # asks for the whole of it: asn1crypto is lazy
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return _dumped(_rejection("bad_data_format", "This is not a time-stamp request."))
    refused = _refusal(parsed)
    if refused:
        return _dumped(_rejection(*refused))
    return _dumped(_granted(parsed, key_store().time_stamping()))


def _dumped(response: core.Sequence) -> bytes:
    encoding: bytes = response.dump()
    return encoding


class OwnTimeStamper(TimeStamper):
    """Stamps for pyHanko in this process."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer of our own authority."""
        return tsp.TimeStampResp.load(respond(req.dump()))


def _refusal(request: tsp.TimeStampReq) -> tuple[str, str] | None:
    """Why this request can't be stamped: failure code and words; None when it can."""
    if request["version"].native != "v1":
        return "bad_request", "Only version 1 is known."
    imprint = request["message_imprint"]
    expected = DIGEST_BYTES.get(imprint["hash_algorithm"]["algorithm"].native)
    if expected is None:
        return "bad_alg", "Use SHA-256, SHA-384 or SHA-512."
    if len(imprint["hashed_message"].native) != expected:
        return "bad_data_format", "The digest has the wrong length."
    if request["req_policy"].native not in (None, POLICY):
        return "unaccepted_policy", f"The policy here is {POLICY}."
    if request["extensions"].native:
        return "unaccepted_extensions", "No extension is known here."
    return None


def _rejection(failure: str, words: str) -> Rejection:
    status = {
        "status": "rejection",
        "status_string": [words],
        "fail_info": {failure},
    }
    return Rejection({"status": tsp.PKIStatusInfo(status)})


def _granted(request: tsp.TimeStampReq, key: SigningKey) -> tsp.TimeStampResp:
    signed = encoded(_signed(_statement(request, key), request, key))
    token = encoded(cms.ContentInfo({"content_type": "signed_data", "content": signed}))
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})


def _statement(request: tsp.TimeStampReq, key: SigningKey) -> bytes:
    """The TSTInfo: this digest was here at this instant."""
    statement = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": request["message_imprint"],
        "serial_number": secrets.randbits(127) + 1,
        "gen_time": core.GeneralizedTime(clock.now().replace(microsecond=0)),
        "accuracy": {"seconds": 1},
        "tsa": x509.GeneralName("directory_name", key.certificate.subject),
    }
    if request["nonce"].native is not None:
        statement["nonce"] = request["nonce"]
    encoding: bytes = tsp.TSTInfo(statement).dump()
    return encoding


@dataclass(frozen=True, slots=True)
class _Parts:
    """What each token of one key has in common, encoded once."""

    issued_by: cms.SignerIdentifier
    content_type: cms.CMSAttribute
    certificate: cms.CMSAttribute
    digest: algos.DigestAlgorithm
    algorithm: algos.SignedDigestAlgorithm
    certificates: cms.CertificateSet


@lru_cache(maxsize=4)
def _parts(key: SigningKey) -> _Parts:
    own = key.certificate
    issued_by = {"issuer": own.issuer, "serial_number": own.serial_number}
    chain = [cms.CertificateChoices("certificate", one) for one in (own, *key.chain)]
    return _Parts(
        encoded(
            cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(issued_by))
        ),
        _attribute("content_type", "tst_info"),
        _attribute("signing_certificate_v2", as_signing_certificate_v2(own)),
        encoded(algos.DigestAlgorithm({"algorithm": "sha256"})),
        encoded(algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})),
        encoded(cms.CertificateSet(chain)),
    )


def _signed(statement: bytes, request: tsp.TimeStampReq, key: SigningKey) -> cms.SignedData:
    parts = _parts(key)
    digest = _attribute("message_digest", hashlib.sha256(statement).digest())
    attributes = encoded(cms.CMSAttributes([parts.content_type, digest, parts.certificate]))
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": parts.issued_by,
            "digest_algorithm": parts.digest,
            "signed_attrs": attributes,
            "signature_algorithm": parts.algorithm,
            "signature": key.sign(attributes.dump()),
        }
    )
    signed = {
        "version": "v3",
        "digest_algorithms": [parts.digest],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(statement),
        },
        "signer_infos": [encoded(signer)],
    }
    if request["cert_req"].native:
        signed["certificates"] = parts.certificates
    return cms.SignedData(signed)


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return encoded(cms.CMSAttribute({"type": kind, "values": (value,)}))
