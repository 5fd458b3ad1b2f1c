"""Decisions about documents over plain values."""

from __future__ import annotations

import datetime as dt
from typing import cast

from pencere.blocks.documents.values import DocumentState


def state_of(
    *, state: str, valid_from: dt.date, valid_until: dt.date | None, today: dt.date
) -> DocumentState:
    """How a document stands on `today`. Both days of its validity count."""
    if state in ("revoked", "replaced", "preparing"):
        return cast(DocumentState, state)
    if valid_until is not None and today > valid_until:
        return "expired"
    if state == "suspended":
        return "suspended"
    if today < valid_from:
        return "not-yet-valid"
    return "genuine"


def masked(name: str) -> str:
    """A name that its holder recognises and nobody else learns: first letter of each word."""
    return " ".join(word[:1] + "•" * min(len(word) - 1, 6) for word in name.split())
