"""What other packages may ask of entitlements: what agencies granted, and its life since.

Who may do what is decided behind this door. A holder's call for what is not theirs, and an
officer's for what another agency issued, is NotFound. Every function that changes something is
one transaction.
"""

from __future__ import annotations

from pencere.casework.entitlements.actions import confirm, decide, decline, give_up
from pencere.casework.entitlements.clockwork import run_due
from pencere.casework.entitlements.granting import Grant, change, duplicate, grant
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.presentation import timeline
from pencere.casework.entitlements.public import (
    EXPORT_LIMIT,
    counted,
    entry,
    exported,
    public_register,
    public_registers,
    search,
)
from pencere.casework.entitlements.queries import (
    answers_before,
    case_view,
    ending_soon,
    kinds_of_mine,
    mine,
    of_agency,
    of_document,
    started,
    view,
)
from pencere.casework.entitlements.throttling import count_export
from pencere.casework.entitlements.values import (
    EventShown,
    Filters,
    ListPage,
    Offer,
    ProposalShown,
    Row,
    View,
)
from pencere.casework.entitlements.words import STATES

__all__ = [
    "EXPORT_LIMIT",
    "STATES",
    "Entitlement",
    "EventShown",
    "Filters",
    "Grant",
    "ListPage",
    "Offer",
    "ProposalShown",
    "Row",
    "View",
    "answers_before",
    "case_view",
    "change",
    "confirm",
    "count_export",
    "counted",
    "decide",
    "decline",
    "duplicate",
    "ending_soon",
    "entry",
    "exported",
    "give_up",
    "grant",
    "kinds_of_mine",
    "mine",
    "of_agency",
    "of_document",
    "public_register",
    "public_registers",
    "run_due",
    "search",
    "started",
    "timeline",
    "view",
]
