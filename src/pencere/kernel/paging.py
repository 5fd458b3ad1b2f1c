"""Pages of a long list, by keyset: a cursor names the last row seen, so that rows which arrive
meanwhile neither repeat nor push others out, and page 1000 costs as much as page 1."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Invalid

T = TypeVar("T")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FORM = struct.Struct(">qQ")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list that is ordered by time, then by number."""

    at: dt.datetime
    seq: int

    def __str__(self) -> str:
        """The form for addresses: short, and nothing that needs escaping."""
        microseconds = (self.at - _EPOCH) // dt.timedelta(microseconds=1)
        return base64.urlsafe_b64encode(_FORM.pack(microseconds, self.seq)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor that an address carries; Invalid when it is none."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            microseconds, seq = _FORM.unpack(raw)
            return cls(at=_EPOCH + dt.timedelta(microseconds=microseconds), seq=seq)
        except (binascii.Error, struct.error, OverflowError, ValueError) as error:
            raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the next ones begin; `next` is None on the last page."""

    rows: tuple[T, ...]
    next: Cursor | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
