"""What others may ask of mobile ID: ask a phone, await the answer, learn once whose it was."""

from __future__ import annotations

from pencere.blocks.mobile_id import events
from pencere.blocks.mobile_id.actions import ask, ask_party, block, confirm, refuse, take, unblock
from pencere.blocks.mobile_id.providers.base import Delivery, Provider
from pencere.blocks.mobile_id.providers.local.contracts import open_demo_contract
from pencere.blocks.mobile_id.queries import contracts_of, has_mobile_id, is_offered, standing
from pencere.blocks.mobile_id.registration import register
from pencere.blocks.mobile_id.rules import Standing
from pencere.blocks.mobile_id.values import (
    Asked,
    CertificateView,
    ContractView,
    MobileIdentity,
)

__all__ = [
    "Asked",
    "CertificateView",
    "ContractView",
    "Delivery",
    "MobileIdentity",
    "Provider",
    "Standing",
    "ask",
    "ask_party",
    "block",
    "confirm",
    "contracts_of",
    "events",
    "has_mobile_id",
    "is_offered",
    "open_demo_contract",
    "refuse",
    "register",
    "standing",
    "take",
    "unblock",
]
