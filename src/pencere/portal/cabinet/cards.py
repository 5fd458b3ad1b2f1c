"""What registers answer, as the cabinet shows it: facts in words, ready for the page.

Everything is a plain string by the time a template sees it, since the overview is the page
that people open most.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pencere.blocks.registers.api import (
    Answer,
    FieldDeclaration,
    Record,
    RegisterDeclaration,
    declaration,
    expiring_in,
)
from pencere.kernel.money import Money
from pencere.kernel.pack import pack
from pencere.portal.cabinet.categories import CATEGORIES
from pencere.ui.api import formatting

SOON = 90
"""Days before its end from which a document stands on top."""
FACTS = 4
"""How many facts of a record the overview shows."""
LINES = 3
"""How many records of one register the overview shows."""
_PLACEHOLDER = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One field in words; no text means that it is not recorded."""

    key: str
    title: str
    text: str
    is_correctable: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One register on the overview."""

    title: str
    agency: str
    as_of: str
    is_available: bool
    facts: tuple[Fact, ...] = ()
    """Of the only record."""
    lines: tuple[str, ...] = ()
    """Of several records, one each."""
    more: int = 0
    """How many records are not shown."""

    @property
    def is_empty(self) -> bool:
        """Whether the register holds nothing of this person."""
        return self.is_available and not self.facts and not self.lines


@dataclass(frozen=True, slots=True)
class Card:
    """One category of the overview."""

    category: str
    title: str
    sections: tuple[Section, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no register of it holds anything."""
        return all(section.is_empty for section in self.sections)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something that ends soon, or has ended."""

    title: str
    line: str
    category: str
    expires_on: dt.date
    days_left: int

    @property
    def words(self) -> str:
        """How long there is left."""
        if self.days_left < 0:
            return _("Ended on %(day)s") % {"day": formatting.date(self.expires_on)}
        if self.days_left == 0:
            return _("Ends today")
        left = ngettext("%(count)s day left", "%(count)s days left", self.days_left)
        return left % {"count": self.days_left}


@dataclass(frozen=True, slots=True)
class FullRecord:
    """A record with all its fields."""

    id: UUID
    title: str
    facts: tuple[Fact, ...]
    version: int
    recorded_at: dt.datetime
    superseded_at: dt.datetime | None
    expires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class FullRegister:
    """A register with all that it holds of the person."""

    code: str
    title: str
    agency: str
    as_of: dt.datetime
    is_available: bool
    records: tuple[FullRecord, ...]


def overview(
    declared: Sequence[RegisterDeclaration],
    answers: Mapping[str, Answer],
    agency_titles: Mapping[str, str],
) -> list[Card]:
    """The cards, those with something first within the fixed order of categories."""
    by_category: dict[str, list[Section]] = {}
    moments: dict[dt.datetime, str] = {}
    for register in declared:
        answer = answers[register.code]
        if answer.as_of not in moments:
            moments[answer.as_of] = formatting.date_and_time(answer.as_of)
        section = _section(register, answer, agency_titles, moments[answer.as_of])
        by_category.setdefault(register.category, []).append(section)
    return [
        Card(category, str(title), tuple(by_category[category]))
        for category, title in CATEGORIES.items()
        if category in by_category
    ]


def expiring(
    declared: Sequence[RegisterDeclaration], answers: Mapping[str, Answer], *, today: dt.date
) -> list[Expiring]:
    """What ends within `SOON` days or ended in the last year, the earliest first."""
    by_code = {register.code: register for register in declared}
    found = []
    for record in expiring_in(answers, today=today, days=SOON):
        register = by_code[record.register]
        if record.expires_on is None or (today - record.expires_on).days > 365:
            continue
        found.append(
            Expiring(
                title=str(register.record or register.title),
                line=record.number or in_one_line(register, record),
                category=register.category,
                expires_on=record.expires_on,
                days_left=(record.expires_on - today).days,
            )
        )
    return found


def full(
    register: RegisterDeclaration, answer: Answer, agency_titles: Mapping[str, str]
) -> FullRegister:
    """One register for its category's page."""
    return FullRegister(
        code=register.code,
        title=str(register.title),
        agency=agency_titles.get(register.agency, register.agency),
        as_of=answer.as_of,
        is_available=answer.is_available,
        records=tuple(full_record(register, record) for record in answer.records),
    )


def full_record(register: RegisterDeclaration, record: Record) -> FullRecord:
    """A record with every field that the register has, recorded or not."""
    return FullRecord(
        id=record.id,
        title=in_one_line(register, record),
        facts=tuple(_fact(field, record) for field in _shown(register)),
        version=record.version,
        recorded_at=record.recorded_at,
        superseded_at=record.superseded_at,
        expires_on=record.expires_on,
    )


def in_one_line(register: RegisterDeclaration, record: Record) -> str:
    """A record in one line, its values in words."""
    if not register.summary:
        texts = [_fact(field, record).text for field in _shown(register)[:3]]
        return " · ".join(text for text in texts if text)
    fields = register.by_key

    def shown(match: re.Match[str]) -> str:
        return in_words(fields[match[1]], record.data.get(match[1])) or "–"

    return _PLACEHOLDER.sub(shown, register.summary)


def in_words(field: FieldDeclaration, value: Any) -> str:
    """A register's value in the active language; empty when there is none."""
    if value is None or value == "" or value == []:
        return ""
    make = _IN_WORDS.get(field.type)
    return make(field, value) if make else str(value)


def _section(
    register: RegisterDeclaration, answer: Answer, agency_titles: Mapping[str, str], as_of: str
) -> Section:
    records = answer.records
    one = records[0] if len(records) == 1 else None
    main = _shown(register, without_sensitive=True)[:FACTS]
    return Section(
        title=str(register.title),
        agency=agency_titles.get(register.agency, register.agency),
        as_of=as_of,
        is_available=answer.is_available,
        facts=tuple(_fact(field, one) for field in main) if one else (),
        lines=tuple(in_one_line(register, record) for record in records[:LINES])
        if len(records) > 1
        else (),
        more=max(0, len(records) - LINES) if len(records) > 1 else 0,
    )


@cache
def _shown_of(code: str, without_sensitive: bool) -> tuple[FieldDeclaration, ...]:
    return tuple(
        field
        for field in declaration(code).fields
        if field.type != "party" and not (without_sensitive and field.sensitivity == "sensitive")
    )


def _shown(
    register: RegisterDeclaration, *, without_sensitive: bool = False
) -> tuple[FieldDeclaration, ...]:
    """Fields that say something to people: ids of parties don't."""
    return _shown_of(register.code, without_sensitive)


def _fact(field: FieldDeclaration, record: Record) -> Fact:
    text = in_words(field, record.data.get(field.key))
    title = _title(record.register, field.key, get_language())
    return Fact(field.key, title, text, field.correctable)


@cache
def _title(register: str, key: str, language: str | None) -> str:
    """Of a register's field, in the active language (given, since it is part of the question)."""
    return declaration(register).by_key[key].title.in_language(language)


def _choice(field: FieldDeclaration, value: Any) -> str:
    return str(field.choices.get(str(value), value))


def _choices(field: FieldDeclaration, value: Any) -> str:
    chosen = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(_choice(field, one) for one in chosen)


def _date(_field: FieldDeclaration, value: Any) -> str:
    try:
        return formatting.date(value)
    except ValueError:
        return str(value)


def _money(_field: FieldDeclaration, value: Any) -> str:
    return str(Money(int(value), pack().currency))


def _boolean(_field: FieldDeclaration, value: Any) -> str:
    return _("Yes") if value else _("No")


def _decimal(_field: FieldDeclaration, value: Any) -> str:
    return formatting.number(value)


_IN_WORDS = {
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "money": _money,
    "boolean": _boolean,
    "decimal": _decimal,
}
