"""Where a list goes on: the sort value and the id of the last row seen, safe in an address."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import struct
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Invalid

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FORM = struct.Struct(">q16s")


def to_text(at: dt.datetime, row: UUID) -> str:
    """A place in a list that is ordered by an instant, then by id."""
    microseconds = (at - _EPOCH) // dt.timedelta(microseconds=1)
    return base64.urlsafe_b64encode(_FORM.pack(microseconds, row.bytes)).decode().rstrip("=")


def from_text(text: str) -> tuple[dt.datetime, UUID]:
    """The place that an address carries. Raises Invalid (code "bad-cursor")."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        microseconds, row = _FORM.unpack(raw)
        return _EPOCH + dt.timedelta(microseconds=microseconds), UUID(bytes=row)
    except (binascii.Error, struct.error, OverflowError, ValueError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error
