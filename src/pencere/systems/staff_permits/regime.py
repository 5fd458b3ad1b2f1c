"""What the regime sets for permits for staff, and its values as the rules read them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.regimes import api as regimes
from pencere.kernel.errors import Unavailable
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.staff_permits import rules

CODE = "staff-permits"


@dataclass(frozen=True, slots=True)
class Regime:
    """What holds now."""

    version_id: UUID
    rules: rules.Rules
    kinds: Mapping[str, Text]
    """Titles by code, in their order."""
    activities: Mapping[str, Text]
    barred: Mapping[str, Text]


def current(at: dt.datetime | None = None) -> Regime:
    """What the regime says. Raises Unavailable (code "no-regime") when it isn't in force."""
    found = in_force(at)
    if found is None:
        raise Unavailable(_("Permits for staff are not needed now."), code="no-regime")
    return found


def in_force(at: dt.datetime | None = None) -> Regime | None:
    """As `current`; None when the regime isn't in force."""
    found = regimes.in_force(CODE, at)
    return _read(found.version_id, found.packed) if found else None


def agency() -> str:
    """Whose officers look after it and to whom permits are sent."""
    return pack().regimes()[CODE].agency


@lru_cache(maxsize=32)
def _read(version_id: UUID, packed: str) -> Regime:
    values = json.loads(packed)
    return Regime(
        version_id=version_id,
        rules=rules_of(values),
        kinds=_titles(values["kinds"]),
        activities=_titles(values["activities"]),
        barred=_titles(values["barred"]),
    )


def _titles(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Text]:
    return {row["code"]: Text(row["title"]) for row in rows}


def rules_of(values: Mapping[str, Any]) -> rules.Rules:
    """The regime's values as they decide."""
    return rules.Rules(
        kinds={
            row["code"]: rules.Kind(row["code"], needs_trip=row["needs_trip"])
            for row in values["kinds"]
        },
        shares={row["code"]: row["share_percent"] for row in values["activities"]},
        max_days=values["max_days"],
        max_days_ahead=values["max_days_ahead"],
        max_trip_days=values["max_trip_days"],
        barred=tuple(_barred(row) for row in values["barred"]),
        oldest=values["oldest"],
        owned_vehicles_only=values["owned_vehicles_only"],
        regions=frozenset(values["regions"]),
        holds_from_receipt=values["holds_from_receipt"],
    )


def _barred(row: Mapping[str, Any]) -> rules.Barred:
    said = (row["values"] or "").split(",")
    return rules.Barred(
        code=row["code"],
        register=row["register"],
        field=row["field"] or "",
        values=frozenset(each.strip() for each in said if each.strip()),
    )
