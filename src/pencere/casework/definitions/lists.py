"""Lists of choices that stand in no definition: agencies and registers of the country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel.text import Text


@cache
def lists() -> Mapping[str, Mapping[str, Text]]:
    """`Situation.lists`: titles by code for `choices: {from: …}`."""
    return {
        "agencies": {code: each.title for code, each in parties.agencies().items()},
        "registers": {code: each.title for code, each in registers.declarations().items()},
    }


@cache
def register_agencies() -> Mapping[str, str]:
    """Which agency keeps which register, for `engine.agency_of`."""
    return {code: each.agency for code, each in registers.declarations().items()}
