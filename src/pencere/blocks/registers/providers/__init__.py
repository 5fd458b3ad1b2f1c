"""Where the records of registers are: in our tables, or at the agency that keeps them.

`REGISTRY` maps the `provider.kind` of a declaration to who can answer for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from pencere.blocks.registers.providers.base import Provider
from pencere.blocks.registers.providers.http.provider import HttpProvider
from pencere.blocks.registers.providers.tables.provider import TablesProvider

REGISTRY: Mapping[str, Provider] = {
    "tables": TablesProvider(),
    "http": HttpProvider(),
}
