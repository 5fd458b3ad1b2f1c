"""What others may ask of text messages: who handles those to a number, sending, and how the
channel stands. The channel knows no domain: what a message means is its handler's."""

from __future__ import annotations

from pencere.blocks.sms.accepting import accept
from pencere.blocks.sms.counting import Traffic, traffic, traffic_by_hour
from pencere.blocks.sms.handling import forget_handler, handle_waiting, numbers, on_messages
from pencere.blocks.sms.outbox import send
from pencere.blocks.sms.queries import figures, state
from pencere.blocks.sms.values import (
    CentreState,
    ChannelState,
    Figures,
    Handler,
    Inbound,
    Incoming,
    Reply,
)

__all__ = [
    "CentreState",
    "ChannelState",
    "Figures",
    "Handler",
    "Inbound",
    "Incoming",
    "Reply",
    "Traffic",
    "accept",
    "figures",
    "forget_handler",
    "handle_waiting",
    "numbers",
    "on_messages",
    "send",
    "state",
    "traffic",
    "traffic_by_hour",
]
