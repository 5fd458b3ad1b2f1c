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
from pencere.blocks.registers import api as registers
from pencere.kernel.errors import Unavailable
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.staff_permits import rules
from pencere.systems.staff_permits.preview import preview

CODE = "staff-permits"
_CODES = r"[a-z][a-z0-9-]{0,38}"
_CODE_WORDS = _("Small Latin letters, digits and hyphens.")
_WHO, _HOW, _WHERE = _("Who gets one"), _("Days and trips"), _("Where")


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


def _regions() -> list[regimes.Option]:
    return [
        regimes.Option(code, title) for code, title in pack().addresses().regions().items()
    ]


def _registers() -> list[regimes.Option]:
    return [
        regimes.Option(code, each.title)
        for code, each in registers.declarations().items()
        if each.subject == "person"
    ]


def _check(values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """A group's field is one of its register."""
    problems: dict[str, list[Any]] = {}
    for number, row in enumerate(values["barred"]):
        known = registers.declaration(row["register"]).by_key
        if row["field"] and row["field"] not in known:
            problems[f"barred[{number}].field"] = [_("The register has no such field.")]
        if row["values"] and not row["field"]:
            problems[f"barred[{number}].field"] = [_("Say in which field these values stand.")]
    return problems


def _code() -> regimes.Line:
    return regimes.Line(
        key="code", title=_("Code"), most=39, pattern=_CODES, pattern_words=_CODE_WORDS
    )


def kind() -> regimes.RegimeKind:
    """The declaration."""
    return regimes.RegimeKind(
        code=CODE,
        title=_("Permits for staff"),
        summary=_("Who may go to work, for how long, and how many of an employer's staff."),
        check=_check,
        preview=preview,
        fields=[
            regimes.Table(
                key="kinds",
                title=_("Kinds of permits"),
                section=_HOW,
                least=1,
                unique=["code"],
                row_title=_("Kind"),
                title_column="title",
                columns=[
                    _code(),
                    regimes.Words(key="title", title=_("Name"), most=120),
                    regimes.Boolean(
                        key="needs_trip", title=_("For business trips"), default=False
                    ),
                ],
            ),
            regimes.Duration(
                key="max_days", title=_("Longest permit"), section=_HOW, of="days", least=1, most=366
            ),
            regimes.Duration(
                key="max_days_ahead",
                title=_("How far ahead one may begin"),
                section=_HOW,
                of="days",
                most=366,
            ),
            regimes.Duration(
                key="max_trip_days",
                title=_("Longest business trip"),
                section=_HOW,
                of="days",
                least=1,
                most=366,
            ),
            regimes.Boolean(
                key="holds_from_receipt",
                title=_("Holds only once the ministry has acknowledged it"),
                section=_HOW,
                default=False,
            ),
            regimes.Table(
                key="activities",
                title=_("Activity areas"),
                section=_WHO,
                least=1,
                unique=["code"],
                row_title=_("Area"),
                title_column="title",
                columns=[
                    _code(),
                    regimes.Words(key="title", title=_("Name"), most=200),
                    regimes.Integer(
                        key="share_percent",
                        title=_("Share of the staff"),
                        unit="%",
                        least=1,
                        most=100,
                        is_optional=True,
                        none_words=_("no limit"),
                    ),
                ],
            ),
            regimes.Integer(
                key="oldest",
                title=_("Oldest age"),
                help=_("Whoever is older, in whole years, gets no permit."),
                section=_WHO,
                unit=_("years"),
                most=130,
                is_optional=True,
                none_words=_("no limit"),
            ),
            regimes.Table(
                key="barred",
                title=_("Groups that get no permit"),
                section=_WHO,
                unique=["code"],
                row_title=_("Group"),
                title_column="title",
                columns=[
                    _code(),
                    regimes.Words(key="title", title=_("Name"), most=200),
                    regimes.OneOf(
                        key="register", title=_("The register that says so"), options=_registers
                    ),
                    regimes.Line(key="field", title=_("Field"), is_optional=True),
                    regimes.Line(
                        key="values",
                        title=_("Its values"),
                        help=_("Several with a comma between; none: any record counts."),
                        is_optional=True,
                    ),
                ],
            ),
            regimes.Boolean(
                key="owned_vehicles_only",
                title=_("A vehicle belongs to the employee or the employer"),
                section=_WHO,
                default=True,
            ),
            regimes.Several(
                key="regions",
                title=_("Districts where a permit is needed"),
                help=_("None chosen: everywhere."),
                section=_WHERE,
                options=_regions,
                default=[],
            ),
        ],
    )

