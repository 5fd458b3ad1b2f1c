"""Sealing a PDF: PAdES-B-T with an agency's key (ETSI EN 319 142-1).

The seal certifies the file and forbids every later change except validation data, so that
whatever else is appended shows as altered in any viewer.
"""

from __future__ import annotations

import asyncio
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pencere.blocks.signing.encoding import encoded
from pencere.blocks.signing.keystore import SigningKey, key_store
from pencere.blocks.signing.timestamps import OwnTimeStamper

FIELD = "Seal"
BYTES_RESERVED = 16_384
"""Hex digits kept for the signature: two certificate chains and the time-stamp take 9,000."""


class SealSigner(Signer):
    """pyHanko's signer over a key that stays where it is kept."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(key.chain)
        super().__init__(
            signing_cert=key.certificate,
            cert_registry=store,
            signature_mechanism=encoded(algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})),
        )
        self.key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The key's signature over `data`."""
        return b"\0" * 72 if dry_run else self.key.sign(data)

    async def signed_attrs(self, *args: Any, **kwargs: Any) -> cms.CMSAttributes:
        """pyHanko's, encoded."""
        return encoded(await super().signed_attrs(*args, **kwargs))

    async def unsigned_attrs(self, *args: Any, **kwargs: Any) -> cms.CMSAttributes:
        """pyHanko's (the time-stamp), encoded."""
        return encoded(await super().unsigned_attrs(*args, **kwargs))

    def signer_info(self, *args: Any, **kwargs: Any) -> cms.SignerInfo:
        """pyHanko's, encoded."""
        return encoded(super().signer_info(*args, **kwargs))


@lru_cache(maxsize=256)
def _signer(key: SigningKey) -> SealSigner:
    return SealSigner(key)


@cache
def _time_stamper() -> OwnTimeStamper:
    return OwnTimeStamper()  # type: ignore[no-untyped-call]


def sign_pdf(*, content: bytes, seal: str, reason: str) -> bytes:
    """`content` with the seal of an agency and a time-stamp appended (PAdES-B-T).

    `seal` is the agency's code, alone or as `<agency>.seal`. NotFound for an agency that
    there is not.
    """
    agency = seal.removesuffix(".seal")
    signer = _signer(key_store().seal(agency))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    field = SigFieldSpec(FIELD, readable_field_name=signer.subject_name)
    pdf_signer = PdfSigner(
        metadata, signer=signer, timestamper=_time_stamper(), new_field_spec=field
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    sealed: BytesIO = asyncio.run(
        pdf_signer.async_sign_pdf(writer, bytes_reserved=BYTES_RESERVED, in_place=False)
    )
    return sealed.getvalue()
