"""What the channel uses of SMPP."""

from __future__ import annotations

from pencere.blocks.sms.smpp.centre import BadAddress, Centre
from pencere.blocks.sms.smpp.client import Client, ClientState
from pencere.blocks.sms.smpp.errors import (
    Disconnected,
    Refusal,
    Rejected,
    SmppError,
    SubmitError,
    Throttled,
    TooLong,
    Unanswered,
    Unsendable,
)
from pencere.blocks.sms.smpp.messages import Delivery, Message, Part, Receipt, SubmitResult
from pencere.blocks.sms.smpp.parts import joined

__all__ = [
    "BadAddress",
    "Centre",
    "Client",
    "ClientState",
    "Delivery",
    "Disconnected",
    "Message",
    "Part",
    "Receipt",
    "Refusal",
    "Rejected",
    "SmppError",
    "SubmitError",
    "SubmitResult",
    "Throttled",
    "TooLong",
    "Unanswered",
    "Unsendable",
    "joined",
]
