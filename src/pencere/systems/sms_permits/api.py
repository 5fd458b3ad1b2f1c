"""What others may ask of permits asked for by message."""

from __future__ import annotations

from pencere.systems.sms_permits.queries import (
    asked_about,
    check,
    check_reference,
    may_ask_for,
    offline_rows,
    permit,
    permits_of,
    valid_permits,
)
from pencere.systems.sms_permits.rules import Purpose, Reason
from pencere.systems.sms_permits.values import Answered, OfflineRow, Permit

__all__ = [
    "Answered",
    "OfflineRow",
    "Permit",
    "Purpose",
    "Reason",
    "asked_about",
    "check",
    "check_reference",
    "may_ask_for",
    "offline_rows",
    "permit",
    "permits_of",
    "valid_permits",
]
