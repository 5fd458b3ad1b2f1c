"""What others may ask of permits for staff: which of them hold, how the exchange with the ministry
stands, and what employers do. The pages are this package's own."""

from __future__ import annotations

from pencere.systems.staff_permits.access import may_open
from pencere.systems.staff_permits.actions import write
from pencere.systems.staff_permits.bulk import confirm, end, extend, revoke
from pencere.systems.staff_permits.exchange.line import state as exchange_state
from pencere.systems.staff_permits.importing.runs import hand_in
from pencere.systems.staff_permits.queries import (
    offline_rows,
    valid_permit,
    valid_permits,
    valid_permits_of_vehicle,
)
from pencere.systems.staff_permits.tokens import TYPE as CODE_TYPE
from pencere.systems.staff_permits.tokens import employee_of
from pencere.systems.staff_permits.values import (
    Draft,
    ExchangeState,
    OfflineRow,
    TripDraft,
    ValidPermit,
)

__all__ = [
    "CODE_TYPE",
    "Draft",
    "ExchangeState",
    "OfflineRow",
    "TripDraft",
    "ValidPermit",
    "confirm",
    "employee_of",
    "end",
    "exchange_state",
    "extend",
    "hand_in",
    "may_open",
    "offline_rows",
    "revoke",
    "valid_permit",
    "valid_permits",
    "valid_permits_of_vehicle",
    "write",
]
