"""What the regime of permits sets: the values that officers change, with their dates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.regimes import api as regimes
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.sms_permits.abuse_rules import PATTERNS, Limits
from pencere.systems.sms_permits.previewing import preview
from pencere.systems.sms_permits.rules import LONGEST_MINUTES, Barred, Hours, Purpose, Rules
from pencere.systems.sms_permits.words import PATTERN_WORDS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CODE = "sms-permits"
_PURPOSES, _PEOPLE, _TIMES = _("Purposes"), _("People and places"), _("Times")
_ABUSE = _("Abuse and blocks")


def _districts() -> Sequence[regimes.Option]:
    return [regimes.Option(code, title) for code, title in pack().addresses().regions().items()]


def _registers() -> Sequence[regimes.Option]:
    return [
        regimes.Option(code, each.title)
        for code, each in registers.declarations().items()
        if each.subject == "person" and each.provider.kind == "tables"
    ]


_PURPOSE_COLUMNS = (
    regimes.Line(
        key="code",
        title=_("Code"),
        pattern="[a-z][a-z0-9-]*",
        pattern_words=_("Small Latin letters, digits and hyphens."),
        most=30,
        help=_("Decisions keep it: another code is another purpose."),
    ),
    regimes.Line(
        key="index",
        title=_("Number in the message"),
        pattern=r"[1-9]\d?",
        pattern_words=_("A number from 1 to 99."),
        most=2,
    ),
    regimes.Words(key="title", title=_("Title"), most=120),
    regimes.Words(
        key="short", title=_("In an SMS"), most=28, help=_("A few words: each letter counts.")
    ),
    regimes.Duration(
        key="minutes", title=_("How long it holds"), of="minutes", least=5, most=LONGEST_MINUTES
    ),
    regimes.Integer(
        key="daily_limit",
        title=_("Permits a person and day"),
        least=1,
        most=50,
        is_optional=True,
        none_words=_("no limit"),
    ),
    regimes.Boolean(key="counts_in_total", title=_("Counts in the total of the day")),
    regimes.Boolean(key="at_any_hour", title=_("Given at any hour")),
    regimes.Boolean(key="for_barred", title=_("For those who must stay at home too")),
    regimes.Boolean(key="may_be_extended", title=_("May be extended by a doctor's certificate")),
)
_BARRED_COLUMNS = (
    regimes.Line(
        key="code",
        title=_("Code"),
        pattern="[a-z][a-z0-9-]*",
        pattern_words=_("Small Latin letters, digits and hyphens."),
        most=30,
    ),
    regimes.OneOf(key="register", title=_("Register that says so"), options=_registers),
    regimes.Line(
        key="field",
        title=_("Its field"),
        most=60,
        is_optional=True,
        none_words=_("any record that holds"),
        is_public=False,
    ),
    regimes.Line(
        key="values",
        title=_("Values of the field"),
        most=200,
        is_optional=True,
        help=_("Several with commas between."),
        is_public=False,
    ),
    regimes.Words(key="title", title=_("What they are told"), most=60),
)
_ABUSE_COLUMNS = (
    regimes.OneOf(
        key="pattern",
        title=_("Pattern"),
        options=[regimes.Option(code, PATTERN_WORDS[code]) for code in PATTERNS],
    ),
    regimes.Integer(key="count", title=_("Shown from"), least=1, most=100_000),
)
FIELDS: tuple[regimes.Field, ...] = (
    regimes.Table(
        key="purposes",
        title=_("Purposes"),
        section=_PURPOSES,
        columns=_PURPOSE_COLUMNS,
        least=1,
        most=20,
        unique=("code", "index"),
        row_title=_("Purpose"),
        title_column="title",
    ),
    regimes.Integer(
        key="total_daily_limit",
        title=_("Permits a person and day in all"),
        section=_PURPOSES,
        least=1,
        most=50,
        is_optional=True,
        none_words=_("no limit"),
        help=_("Of the purposes that count in the total."),
    ),
    regimes.Integer(
        key="oldest_age",
        title=_("Oldest age that may leave home"),
        section=_PEOPLE,
        least=18,
        most=120,
        is_optional=True,
        none_words=_("no limit"),
        help=_("In completed years: with 65, one is barred from the 66th birthday on."),
    ),
    regimes.Table(
        key="barred",
        title=_("Groups who must stay at home"),
        section=_PEOPLE,
        columns=_BARRED_COLUMNS,
        most=20,
        unique=("code",),
        row_title=_("Group"),
        title_column="title",
        default=(),
    ),
    regimes.Several(
        key="districts",
        title=_("Districts where a permit is needed"),
        section=_PEOPLE,
        options=_districts,
        help=_("None chosen: everywhere."),
        none_words=_("everywhere"),
        default=(),
    ),
    regimes.Table(
        key="hours",
        title=_("When permits are given"),
        section=_TIMES,
        columns=(regimes.TimeWindow(key="window", title=_("Hours")),),
        most=6,
        row_title=_("Hours"),
        title_column="window",
        help=_("No hours: at any time."),
        none_words=_("at any time"),
        default=(),
    ),
    regimes.Duration(
        key="answer_delay_seconds",
        title=_("Answers are held back for"),
        section=_TIMES,
        of="seconds",
        most=3600,
        default=0,
        help=_("The permit holds from the decision all the same."),
    ),
    regimes.Duration(
        key="extension_minutes",
        title=_("A doctor's certificate extends a permit by"),
        section=_TIMES,
        of="minutes",
        most=LONGEST_MINUTES,
        default=0,
        help=_("0: permits can't be extended."),
    ),
    regimes.Duration(
        key="abuse_days",
        title=_("Patterns are looked for in the last"),
        section=_ABUSE,
        is_public=False,
        of="days",
        least=1,
        most=30,
        default=7,
    ),
    regimes.Table(
        key="abuse_patterns",
        title=_("Patterns that officers are shown"),
        section=_ABUSE,
        is_public=False,
        columns=_ABUSE_COLUMNS,
        most=len(PATTERNS),
        unique=("pattern",),
        row_title=_("Pattern"),
        title_column="pattern",
        default=(),
    ),
    regimes.Duration(
        key="abuse_quiet_days",
        title=_("One that was let pass isn't shown again for"),
        section=_ABUSE,
        is_public=False,
        of="days",
        most=90,
        default=7,
    ),
    regimes.Duration(
        key="block_alone_days",
        title=_("One officer alone blocks a person for at most"),
        section=_ABUSE,
        of="days",
        most=365,
        default=3,
    ),
    regimes.Duration(
        key="block_most_days",
        title=_("The longest block"),
        section=_ABUSE,
        of="days",
        least=1,
        most=365,
        default=30,
    ),
    regimes.Integer(
        key="appeal_working_days",
        title=_("An appeal is decided within"),
        section=_ABUSE,
        unit=_("working days"),
        least=1,
        most=60,
        default=5,
    ),
)


def declare() -> None:
    """Let there be the regime; when the application starts."""
    regimes.declare(
        regimes.RegimeKind(
            code=CODE,
            title=_("Permits to leave home"),
            summary=_("For what, how long and how often people may leave home, and who may not."),
            fields=FIELDS,
            check=problems_of,
            preview=_preview,
        )
    )


def _preview(values: Mapping[str, Any], day: dt.date) -> regimes.Preview:
    return preview(_as_rules(UUID(int=0), values), day)


def problems_of(values: Mapping[str, Any]) -> Mapping[str, Sequence[_StrOrPromise]]:
    """What is wrong with values that are right each by itself, by place."""
    found: dict[str, list[_StrOrPromise]] = {}
    for number, row in enumerate(values["barred"]):
        if problem := _problem_of_group(row):
            found[f"barred[{number}].{problem[0]}"] = [problem[1]]
    if values["extension_minutes"] and not any(
        row["may_be_extended"] for row in values["purposes"]
    ):
        found["extension_minutes"] = [_("No purpose may be extended.")]
    if values["block_alone_days"] > values["block_most_days"]:
        found["block_alone_days"] = [_("This is longer than the longest block.")]
    return found


def _problem_of_group(row: Mapping[str, Any]) -> tuple[str, _StrOrPromise] | None:
    if not row["field"]:
        return ("values", _("Say of which field these are values.")) if row["values"] else None
    try:
        field = registers.declaration(row["register"]).field(row["field"])
    except Invalid:
        return "field", _("The register has no such field.")
    if not row["values"]:
        return "values", _("Say with which values of the field one must stay at home.")
    unknown = [each for each in _listed(row["values"]) if each not in field.choices]
    if field.choices and unknown:
        return "values", _("The field has no such value.")
    return None


def short_number() -> str:
    """The number to which people write."""
    return pack().permit_messages().number


def rules_now() -> Rules | None:
    """The rules that hold now; None without any."""
    return rules_at(clock.now())


def rules_at(at: dt.datetime) -> Rules | None:
    """The rules that hold at an instant; None without any. Costs no query for what this process
    asked in the last seconds."""
    found = regimes.in_force(CODE, at)
    return None if found is None else of_version(found)


def purpose_titles() -> Mapping[str, Text]:
    """Every purpose that was ever one, by code: those of today's rules first, others as the latest
    rules that had them call them. Costs a query once a version and process."""
    found = regimes.in_force(CODE)
    return _titles(found.version_id) if found else _titles.__wrapped__(None)


@lru_cache(maxsize=50)
def _titles(in_force: UUID | None) -> Mapping[str, Text]:
    versions = sorted(regimes.versions(CODE), key=lambda each: each.id != in_force)
    titles: dict[str, Text] = {}
    for version in versions:
        for row in version.values["purposes"]:
            titles.setdefault(row["code"], Text(row["title"]))
    return titles


def of_version(found: regimes.Rules) -> Rules:
    """The rules of a version, made once a process."""
    return _made(found.version_id, found.packed)


@lru_cache(maxsize=200)
def _made(version: UUID, packed: str) -> Rules:
    return _as_rules(version, json.loads(packed))


def _as_rules(version: UUID, values: Mapping[str, Any]) -> Rules:
    return Rules(
        version=version,
        purposes=tuple(Purpose(**row) for row in values["purposes"]),
        total_daily_limit=values["total_daily_limit"],
        oldest_age=values["oldest_age"],
        barred=tuple(map(_barred, values["barred"])),
        districts=frozenset(values["districts"]),
        hours=tuple(_hours(row["window"]) for row in values["hours"]),
        answer_delay_seconds=values["answer_delay_seconds"],
        extension_minutes=values["extension_minutes"],
    )


def _barred(row: Mapping[str, Any]) -> Barred:
    return Barred(
        code=row["code"],
        register=row["register"],
        field=row["field"] or "",
        values=frozenset(_listed(row["values"] or "")),
        title=row["title"],
    )


def _listed(values: str) -> list[str]:
    return [each.strip() for each in values.split(",") if each.strip()]


def _hours(window: Mapping[str, str]) -> Hours:
    until = window["until"].replace("24:", "00:")
    return Hours(dt.time.fromisoformat(window["from"]), dt.time.fromisoformat(until))


def abuse_limits(at: dt.datetime) -> Limits | None:
    """What the rules in force say about abuse; None without any."""
    found = regimes.in_force(CODE, at)
    if found is None:
        return None
    values = found.values
    return Limits(
        days=values["abuse_days"],
        thresholds={row["pattern"]: row["count"] for row in values["abuse_patterns"]},
        quiet_days=values["abuse_quiet_days"],
        alone_days=values["block_alone_days"],
        most_days=values["block_most_days"],
        appeal_working_days=values["appeal_working_days"],
    )
