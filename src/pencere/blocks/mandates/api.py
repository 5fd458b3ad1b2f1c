"""What others may ask of mandates: who may act for whom, and giving, passing on and ending them.

The mandates that a person holds are read through `parties.api` on every request.
"""

from __future__ import annotations

from pencere.blocks.mandates.answering import accept, decline, withdraw
from pencere.blocks.mandates.cases import Case, on_case
from pencere.blocks.mandates.ending import extend, give_up, revoke
from pencere.blocks.mandates.following import follow
from pencere.blocks.mandates.offering import delegate, grant, request
from pencere.blocks.mandates.queries import deeds, deeds_scope, given, held, may_act
from pencere.blocks.mandates.rules import Terms
from pencere.blocks.mandates.shown import scopes_in_words

__all__ = [
    "Case",
    "Terms",
    "accept",
    "decline",
    "deeds",
    "deeds_scope",
    "delegate",
    "extend",
    "follow",
    "give_up",
    "given",
    "grant",
    "held",
    "may_act",
    "on_case",
    "request",
    "revoke",
    "scopes_in_words",
    "withdraw",
]
