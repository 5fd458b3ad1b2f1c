"""What others may ask of permits asked for by message."""

from __future__ import annotations

from pencere.systems.sms_permits.abuse import look as look_for_abuse
from pencere.systems.sms_permits.asking import ask, extend
from pencere.systems.sms_permits.queries import (
    may_ask_for,
    offline_rows,
    permit,
    permits_of,
    valid_permits,
)
from pencere.systems.sms_permits.regime import rules_now, short_number
from pencere.systems.sms_permits.rules import Purpose, Reason, Rules
from pencere.systems.sms_permits.tokens import TYPE as CODE_TYPE
from pencere.systems.sms_permits.values import Answered, OfflineRow, Permit

__all__ = [
    "CODE_TYPE",
    "Answered",
    "OfflineRow",
    "Permit",
    "Purpose",
    "Reason",
    "Rules",
    "ask",
    "extend",
    "look_for_abuse",
    "may_ask_for",
    "offline_rows",
    "permit",
    "permits_of",
    "rules_now",
    "short_number",
    "valid_permits",
]
