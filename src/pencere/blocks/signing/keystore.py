"""What signing asks of whoever keeps the keys: a folder in the demo, a PKCS#11 token in production.

No private key crosses this interface: a key signs, and shows its certificate.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from asn1crypto import x509
from django.conf import settings

from pencere.blocks.signing.values import Trust


class SigningKey(Hashable, Protocol):
    """One private key, its certificate, and the certificates between it and the root."""

    @property
    def certificate(self) -> x509.Certificate:
        """The key's own certificate."""
        ...

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """The certificates above it: issuer first, root last."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The ECDSA signature (DER) over the SHA-256 digest of `data`."""
        ...


class KeyStore(Protocol):
    """Keys by what they are for."""

    def seal(self, agency: str) -> SigningKey:
        """The seal of the agency with this code."""
        ...

    def time_stamping(self) -> SigningKey:
        """The key of our time-stamp authority."""
        ...

    def trust(self) -> Trust:
        """Roots, intermediates and revocation lists that hold now."""
        ...


@cache
def key_store() -> KeyStore:
    """The key store that the settings name, once in a process."""
    name = getattr(settings, "KEY_STORE", "pencere.blocks.signing.providers.local.store")
    return cast(KeyStore, import_module(name).STORE)
