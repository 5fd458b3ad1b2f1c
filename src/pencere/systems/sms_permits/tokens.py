"""The square code of a permit: a signed statement that a patrol verifies, without network as well.

The code holds an address of this site with the statement behind `#`, so that any camera opens
the right page and no server's log ever sees it: what stands behind `#` isn't sent.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings

from pencere.blocks.openid.api import read_statement, sign_statement
from pencere.kernel.errors import Invalid
from pencere.systems.sms_permits.values import Permit

TYPE = "sms-permit+jwt"
"""Media type of the statement, without `application/`."""
PLACE = "/patrol/#"


@dataclass(frozen=True, slots=True)
class PermitCode:
    """What a genuine code says."""

    reference: str
    document: str
    """Number of the document that the permit was given to: compare it with the one shown."""
    purpose: str


def token_of(permit: Permit) -> str:
    """The statement about a permit: a compact JWS (ES256) with `jti` (the permit's reference),
    `doc` (number of the document), `p` (code of the purpose), `nbf` and `exp` (its time)."""
    claims = {
        "jti": permit.reference,
        "doc": permit.document,
        "p": permit.purpose,
        "nbf": int(permit.valid_from.timestamp()),
        "exp": int(permit.valid_until.timestamp()),
    }
    return sign_statement(claims, type=TYPE)


def code_of(permit: Permit) -> str:
    """What the square code of a permit holds: an address, and behind `#` the statement."""
    return f"{settings.BASE_URL}{PLACE}{token_of(permit)}"


def read_code(text: str) -> PermitCode:
    """What a scanned code says, with or without the address before it.

    Raises Invalid as `openid.api.read_statement` does (codes "statement-unknown",
    "statement-early", "statement-over").
    """
    claims = read_statement(text.rpartition("#")[2].strip(), type=TYPE)
    said = [claims.get(name) for name in ("jti", "doc", "p")]
    if not all(isinstance(each, str) for each in said):
        raise Invalid(code="statement-unknown")
    return PermitCode(*said)  # type: ignore[arg-type]


def picture_of(permit: Permit) -> str:
    """The square code as SVG to stand in a page; its colours are the page's own business."""
    made = segno.make(code_of(permit), error="l", micro=False, boost_error=False)
    picture: str = made.svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="pn-qr", lineclass=None
    )
    return picture
