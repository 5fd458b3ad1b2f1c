"""The demo's key store: a folder of keys that only its owner may read, filled at first use.

`offline/root.key` signs the issuing CA once and may then be taken away. Two processes that
come first at the same time wait for one another at a file lock. Certificates of agencies
carry the name that the country pack gives them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from pencere.blocks.parties import api as parties
from pencere.blocks.signing.providers.local import authority
from pencere.blocks.signing.providers.local.authority import Identity, Revocation
from pencere.blocks.signing.values import Trust
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.kernel.keyfiles import locked, write_whole
from pencere.kernel.pack import pack

RENEW_LIST_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class LocalKey:
    """A key in memory (`keystore.SigningKey`)."""

    key: ec.EllipticCurvePrivateKey
    certificate: asn1.Certificate
    chain: Sequence[asn1.Certificate]

    def sign(self, data: bytes) -> bytes:
        """The ECDSA signature over the SHA-256 digest of `data`."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(slots=True)
class LocalStore:
    """Keys in `settings.KEYS_ROOT` (`keystore.KeyStore`). Parsed once in a process."""

    _seals: dict[tuple[Path, str], LocalKey] = field(default_factory=dict)

    def seal(self, agency: str) -> LocalKey:
        """The seal of `agency`, made when there is none. NotFound for an unknown agency."""
        if agency not in parties.agencies():
            raise NotFound
        return self._key(f"seal-{agency}", lambda: self._new_seal(agency))

    def time_stamping(self) -> LocalKey:
        """The key of the time-stamp authority."""
        return self._key("time-stamping", self._new_time_stamping)

    def issue_personal(
        self,
        *,
        key: ec.EllipticCurvePublicKey,
        common_name: str,
        identifier: str,
        life: dt.timedelta,
    ) -> bytes:
        """A person's certificate (DER) over a key of theirs, to say who they are with."""
        issued = authority.personal(
            subject=authority.person_name(
                country=pack().code, common_name=common_name, identifier=identifier
            ),
            key=key,
            issuer=self._authority(),
            base_url=settings.BASE_URL,
            life=life,
        )
        return _der(issued)

    def trust(self) -> Trust:
        """Root, issuing CA, and a list of revoked certificates that is at most a day old."""
        self._authority()
        return Trust(
            roots=(_der(_certificate_at(_root() / "root.crt")),),
            intermediates=(_der(_certificate_at(_root() / "issuing.crt")),),
            revocation_lists=((_root() / "root.crl").read_bytes(), self.issuing_list()),
        )

    def issuing_list(self) -> bytes:
        """The issuing CA's CRL in DER, made anew when it is older than a day."""
        path = _root() / "issuing.crl"
        with contextlib.suppress(FileNotFoundError):
            held = path.read_bytes()
            made = x509.load_der_x509_crl(held).last_update_utc
            if made <= clock.now() < made + RENEW_LIST_AFTER:
                return held
        return self._new_list(self._revocations())

    def revoke(self, certificate: asn1.Certificate) -> None:
        """Put the certificate on the issuing CA's list, as of now. Once is enough."""
        with locked(_root(), "revoked"):
            revoked = self._revocations()
            if all(one.serial != certificate.serial_number for one in revoked):
                revoked.append(Revocation(certificate.serial_number, clock.now()))
                rows = [[str(one.serial), one.at.isoformat()] for one in revoked]
                write_whole(_root() / "revoked.json", json.dumps(rows).encode(), mode=0o644)
        self._new_list(revoked)

    def _revocations(self) -> list[Revocation]:
        with contextlib.suppress(FileNotFoundError):
            rows = json.loads((_root() / "revoked.json").read_bytes())
            return [Revocation(int(serial), dt.datetime.fromisoformat(at)) for serial, at in rows]
        return []

    def _new_list(self, revoked: Sequence[Revocation]) -> bytes:
        made = authority.revocation_list(
            issuer=self._authority(),
            number=int(clock.now().timestamp() * 1000),
            revoked=revoked,
            life=authority.ISSUING_LIST_LIFE,
        ).public_bytes(serialization.Encoding.DER)
        write_whole(_root() / "issuing.crl", made, mode=0o644)
        return made

    def _authority(self) -> Identity:
        """The issuing CA; made, with its root, when there is none."""
        return _kept("issuing", _new_authority)

    def _key(self, label: str, make: Callable[[], Identity]) -> LocalKey:
        place = (_root(), label)
        if place not in self._seals:
            made = _kept(label, make)
            chain = [_asn1(_certificate_at(_root() / f"{above}.crt")) for above in ABOVE]
            self._seals[place] = LocalKey(made.key, _asn1(made.certificate), chain)
        return self._seals[place]

    def _new_seal(self, agency: str) -> Identity:
        title = parties.agency(agency).title.in_language(settings.LANGUAGE_CODE)
        subject = _subject(title, organisation=title, identifier=f"GOV{pack().code}-{agency}")
        return authority.seal(subject=subject, issuer=self._authority(), base_url=settings.BASE_URL)

    def _new_time_stamping(self) -> Identity:
        return authority.time_stamping(
            subject=_subject("pencere demo time-stamp authority"),
            issuer=self._authority(),
            base_url=settings.BASE_URL,
        )


STORE = LocalStore()
ABOVE = ("issuing", "root")


def _new_authority() -> Identity:
    """Root, its key offline, its (empty) list; then the issuing CA."""
    root = authority.root(subject=_subject("pencere demo root CA"))
    issuing = authority.issuing(
        subject=_subject("pencere demo issuing CA"), root=root, base_url=settings.BASE_URL
    )
    listed = authority.revocation_list(
        issuer=root, number=1, revoked=[], life=authority.ROOT_LIST_LIFE
    )
    write_whole(_root() / "offline" / "root.key", _pem(root.key), mode=0o600)
    write_whole(_root() / "root.crl", listed.public_bytes(serialization.Encoding.DER), mode=0o644)
    write_whole(_root() / "root.crt", _pem_of(root.certificate), mode=0o644)
    return issuing


def _kept(label: str, make: Callable[[], Identity]) -> Identity:
    """The identity called `label`; when there is none, made by one process while others wait.

    The certificate is written last: where it is, all else is.
    """
    path = _root() / f"{label}.crt"
    if not path.exists():
        with locked(_root(), label):
            if not path.exists():
                made = make()
                write_whole(_root() / f"{label}.key", _pem(made.key), mode=0o600)
                write_whole(path, _pem_of(made.certificate), mode=0o644)
    return _read(label)


def _read(label: str) -> Identity:
    key = serialization.load_pem_private_key((_root() / f"{label}.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{label}.key is not an elliptic-curve key")
    return Identity(key, _certificate_at(_root() / f"{label}.crt"))


def _root() -> Path:
    return Path(settings.KEYS_ROOT)


def _subject(common_name: str, organisation: str = "pencere", identifier: str = "") -> x509.Name:
    return authority.name(
        country=pack().code,
        organisation=organisation,
        common_name=common_name,
        identifier=identifier,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(_der(certificate))


def _certificate_at(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
