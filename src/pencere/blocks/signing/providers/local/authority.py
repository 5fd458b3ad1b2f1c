"""A certificate authority small enough for a demo: a root, an issuing CA under it, leaves.

Profiles follow RFC 5280, the time-stamp authority's RFC 3161 section 2.3. Keys are ECDSA
P-256: a signature costs 0.05 ms, against 2 ms of RSA-3072.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from pencere.kernel import clock

ROOT_LIFE = dt.timedelta(days=365 * 20)
ISSUING_LIFE = dt.timedelta(days=365 * 10)
LEAF_LIFE = dt.timedelta(days=365 * 5)
BACKDATED = dt.timedelta(days=1)
"""Certificates begin a day early, so that a machine whose clock is behind accepts them."""
ROOT_LIST_LIFE = dt.timedelta(days=365 * 10)
"""The root is offline: its list of revoked issuers is made once, together with them."""
ISSUING_LIST_LIFE = dt.timedelta(days=7)

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336."""
SEAL_USAGES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
"""E-mail protection too: readers built on NSS (poppler, Okular) know no purpose for documents."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def name(*, country: str, organisation: str, common_name: str, identifier: str = "") -> x509.Name:
    """A distinguished name; `identifier` is the organisation's code."""
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, country),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
    ]
    if identifier:
        parts.insert(2, x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier))
    return x509.Name(parts)


def root(*, subject: x509.Name) -> Identity:
    """A self-signed root."""
    key = new_key()
    builder = _builder(subject, subject, key.public_key(), ROOT_LIFE)
    certificate = _as_authority(builder, key, key, path_length=1).sign(key, hashes.SHA256())
    return Identity(key, certificate)


def issuing(*, subject: x509.Name, root: Identity, base_url: str) -> Identity:
    """The CA that issues seals, under `root`."""
    key = new_key()
    builder = _builder(subject, root.certificate.subject, key.public_key(), ISSUING_LIFE)
    builder = _as_authority(builder, key, root.key, path_length=0)
    builder = _with_addresses(builder, base_url, "root")
    return Identity(key, builder.sign(root.key, hashes.SHA256()))


def seal(*, subject: x509.Name, issuer: Identity, base_url: str) -> Identity:
    """An agency's seal: signs documents, and its signature can't be disowned."""
    key = new_key()
    builder = _leaf(subject, key.public_key(), issuer, base_url).add_extension(
        _usage(digital_signature=True, content_commitment=True), critical=True
    )
    builder = builder.add_extension(x509.ExtendedKeyUsage(SEAL_USAGES), critical=False)
    return Identity(key, builder.sign(issuer.key, hashes.SHA256()))


def time_stamping(*, subject: x509.Name, issuer: Identity, base_url: str) -> Identity:
    """The time-stamp authority: that, and nothing else (critical EKU, RFC 3161 section 2.3)."""
    key = new_key()
    builder = _leaf(subject, key.public_key(), issuer, base_url).add_extension(
        _usage(digital_signature=True, content_commitment=True), critical=True
    )
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
    )
    return Identity(key, builder.sign(issuer.key, hashes.SHA256()))


def personal(
    *,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: Identity,
    base_url: str,
    life: dt.timedelta,
) -> x509.Certificate:
    """A person's certificate for saying who they are, over a key that stays with them. It
    can't sign documents: the usages are apart (ETSI EN 319 412-2 section 4.3.2)."""
    builder = _leaf(subject, key, issuer, base_url, life).add_extension(
        _usage(digital_signature=True), critical=True
    )
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
    )
    return builder.sign(issuer.key, hashes.SHA256())


def person_name(*, country: str, common_name: str, identifier: str) -> x509.Name:
    """A natural person's distinguished name; the identifier is the country's own number
    (`PNO`, ETSI EN 319 412-1 section 5.1.3)."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"PNO{country}-{identifier}"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


@dataclass(frozen=True, slots=True)
class Revocation:
    """One certificate that no longer holds, and since when."""

    serial: int
    at: dt.datetime


def revocation_list(
    *, issuer: Identity, number: int, revoked: Sequence[Revocation], life: dt.timedelta
) -> x509.CertificateRevocationList:
    """A CRL of `issuer`, valid from now for `life`."""
    now = clock.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + life)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.at)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: dt.timedelta
) -> x509.CertificateBuilder:
    begins = clock.now() - BACKDATED
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _as_authority(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    builder = builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=path_length), critical=True
    ).add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    if key is issuer_key:
        return builder
    return builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
    )


def _leaf(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: Identity,
    base_url: str,
    life: dt.timedelta = LEAF_LIFE,
) -> x509.CertificateBuilder:
    builder = _builder(subject, issuer.certificate.subject, key, life)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    ).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
    )
    return _with_addresses(builder, base_url, "issuing")


def _with_addresses(
    builder: x509.CertificateBuilder, base_url: str, issuer: str
) -> x509.CertificateBuilder:
    """Where the issuer's certificate and its list of revoked ones are."""
    revoked = x509.UniformResourceIdentifier(f"{base_url}/pki/{issuer}.crl")
    above = x509.UniformResourceIdentifier(f"{base_url}/pki/{issuer}.crt")
    point = x509.DistributionPoint([revoked], relative_name=None, reasons=None, crl_issuer=None)
    access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, above)
    return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False).add_extension(
        x509.AuthorityInformationAccess([access]), critical=False
    )


def _usage(**given: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{use: given.get(use, False) for use in every})
