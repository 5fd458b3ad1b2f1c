"""The square code of a permit: an address of the police's page, and behind `#` a signed statement
that can be verified without network. What stands behind `#` is never sent to a server's log.

It says whose permit it is and until when. A printed one may outlive the key that signed it; then
the permit's number, which nobody can guess, still leads to what is recorded.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import segno
from django.conf import settings

from pencere.blocks.openid.api import sign_statement
from pencere.kernel import clock
from pencere.systems.staff_permits import queries
from pencere.systems.staff_permits.models import Permit

TYPE = "staff-permit+jwt"
"""Media type of the statement, without `application/`."""
PLACE = "/patrol/#"


def token_of(permit: Permit) -> str:
    """The statement about a permit: a compact JWS (ES256) with `jti` (its number), `name` (whom it
    is for), `plate` where it names a vehicle, `nbf` and `exp` (the days on which it holds)."""
    after = permit.ends_on + dt.timedelta(days=1)
    claims = {
        "jti": permit.number,
        "name": permit.employee_name,
        "nbf": int(clock.start_of(permit.starts_on).timestamp()),
        "exp": int(clock.start_of(after).timestamp()),
    }
    return sign_statement({**claims, "plate": permit.plate} if permit.plate else claims, type=TYPE)


def code_of(permit: Permit) -> str:
    """What the square code holds."""
    return f"{settings.BASE_URL}{PLACE}{token_of(permit)}"


def employee_of(*, number: str) -> UUID | None:
    """Whose permit has this number, whatever became of it; None for none, and for a draft. Whoever
    asks journals it."""
    canonical = queries.canonical_number(number)
    rows = Permit.objects.exclude(state=Permit.State.DRAFT).filter(number=canonical)
    return rows.values_list("employee_id", flat=True).first() if canonical else None


def picture_of(permit: Permit) -> str:
    """The square code as SVG to stand in a page."""
    made = segno.make(code_of(permit), error="l", micro=False, boost_error=False)
    picture: str = made.svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="pn-qr", lineclass=None
    )
    return picture
