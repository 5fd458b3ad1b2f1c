"""What others may call: ask for consent, answer, look. Reading is the registers' own, which
ask this package before each read that a consent justifies."""

from pencere.blocks.consent.actions import answer, ask
from pencere.blocks.consent.listeners import on_answered
from pencere.blocks.consent.models import ConsentRequest
from pencere.blocks.consent.queries import (
    SHOWS,
    Show,
    holds,
    request,
    requests,
    waiting,
)
from pencere.blocks.consent.rules import may_become

__all__ = [
    "SHOWS",
    "ConsentRequest",
    "Show",
    "answer",
    "ask",
    "holds",
    "may_become",
    "on_answered",
    "request",
    "requests",
    "waiting",
]
