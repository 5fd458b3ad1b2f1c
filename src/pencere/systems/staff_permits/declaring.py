"""The regime as it is declared to `blocks.regimes`: what officers change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pencere.blocks.regimes import api as regimes
from pencere.blocks.registers import api as registers
from pencere.kernel.pack import pack
from pencere.systems.staff_permits.preview import preview
from pencere.systems.staff_permits.regime import CODE

_CODES = r"[a-z][a-z0-9-]{0,38}"
_CODE_WORDS = _("Small Latin letters, digits and hyphens.")
_WHO, _HOW, _WHERE = _("Who gets one"), _("Days and trips"), _("Where")


def _regions() -> list[regimes.Option]:
    return [regimes.Option(code, title) for code, title in pack().addresses().regions().items()]


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
                    regimes.Boolean(key="needs_trip", title=_("For business trips"), default=False),
                ],
            ),
            regimes.Duration(
                key="max_days",
                title=_("Longest permit"),
                section=_HOW,
                of="days",
                least=1,
                most=366,
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
                    regimes.Line(key="field", title=_("Field"), is_optional=True, is_public=False),
                    regimes.Line(
                        key="values",
                        title=_("Its values"),
                        help=_("Several with a comma between; none: any record counts."),
                        is_optional=True,
                        is_public=False,
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
                none_words=_("everywhere"),
                section=_WHERE,
                options=_regions,
                default=[],
            ),
        ],
    )


def declare() -> None:
    """Make the regime known, once when the application starts."""
    regimes.declare(kind())
