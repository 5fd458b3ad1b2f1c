"""What others may call: open an emergency access, read by it, end and review it."""

from __future__ import annotations

from pencere.blocks.emergency.actions import Asked, end, open_access, read, review
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.emergency.queries import (
    Place,
    is_fresh,
    look,
    may_review,
    may_use,
    open_now,
    open_to_emergencies,
    reviews,
)

__all__ = [
    "Asked",
    "EmergencyAccess",
    "Place",
    "end",
    "is_fresh",
    "look",
    "may_review",
    "may_use",
    "open_access",
    "open_now",
    "open_to_emergencies",
    "read",
    "review",
    "reviews",
]
