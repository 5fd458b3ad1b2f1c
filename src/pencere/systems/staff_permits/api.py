"""What others may ask of permits for staff: which of them hold, and how the exchange with the
ministry stands. The pages are this package's own."""

from __future__ import annotations

from pencere.systems.staff_permits.access import may_open
from pencere.systems.staff_permits.exchange.line import state as exchange_state
from pencere.systems.staff_permits.queries import (
    offline_rows,
    valid_permit,
    valid_permits,
    valid_permits_of_vehicle,
)
from pencere.systems.staff_permits.tokens import TYPE as CODE_TYPE
from pencere.systems.staff_permits.tokens import employee_of
from pencere.systems.staff_permits.values import (
    ExchangeState,
    OfflineRow,
    TripDraft,
    ValidPermit,
)

__all__ = [
    "CODE_TYPE",
    "ExchangeState",
    "OfflineRow",
    "TripDraft",
    "ValidPermit",
    "employee_of",
    "exchange_state",
    "may_open",
    "offline_rows",
    "valid_permit",
    "valid_permits",
    "valid_permits_of_vehicle",
]
