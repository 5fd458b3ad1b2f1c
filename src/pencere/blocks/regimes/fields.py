"""What kinds of values a regime may set, and whether a value is one of them.

A value is plain JSON, so that it can be kept, compared and used in a statement of the database:
numbers, words, "HH:MM", "2026-12-31", and lists and mappings of these.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pencere.ui.api import parse_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Problems: TypeAlias = dict[str, list[_StrOrPromise]]

JSON: TypeAlias = Any
MOST_INTEGER = 2_000_000_000
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_END_OF_DAY = "24:00"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen."""

    value: str
    title: Any
    group: Any = ""
    """Under which heading a long list shows it."""


Options: TypeAlias = Sequence[Option] | Callable[[], Sequence[Option]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(ABC):
    """One value that a regime sets. Words are Text or translated lazily."""

    kind: ClassVar[str] = ""
    key: str
    title: Any
    help: Any = ""
    section: Any = ""
    """The heading under which a page shows it; fields of one section stand together."""
    default: JSON = None
    """What holds where a version was made before there was this field."""
    is_optional: bool = False
    """Whether it may be None."""
    none_words: Any = ""
    """What None, no choice or no row means: "no limit", "everywhere"."""
    is_public: bool = True
    """Whether everybody may read it; not what tells how abuse is found."""

    @abstractmethod
    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """`raw` in canonical form; what is wrong goes to `problems` under its place `at`
        (`purposes[0].minutes`), and None comes back."""

    def _nothing(self, at: str, problems: Problems) -> None:
        """What is left empty."""
        if not self.is_optional:
            problems.setdefault(at, []).append(_("Fill this in."))


class Single(Field):
    """A value that is right or wrong as a whole."""

    __slots__ = ()

    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """As of each field."""
        if raw is None or raw == "":
            return self._nothing(at, problems)
        try:
            return self.canonical(raw)
        except ValueError as error:
            problems.setdefault(at, []).append(error.args[0])
            return None

    @abstractmethod
    def canonical(self, raw: JSON) -> JSON:
        """The canonical form of what isn't empty. Raises ValueError with words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Single):
    """A whole number."""

    kind: ClassVar[str] = "integer"
    least: int = 0
    most: int = MOST_INTEGER
    unit: Any = ""
    """What is counted: "permits a day"."""

    def canonical(self, raw: JSON) -> int:
        """A number, also from digits with spaces between."""
        number = _whole(raw)
        if not self.least <= number <= self.most:
            raise ValueError(
                _("Enter a number from %(least)s to %(most)s.")
                % {"least": self.least, "most": self.most}
            )
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(Integer):
    """A length of time, a whole number of `of`."""

    kind: ClassVar[str] = "duration"
    of: Literal["seconds", "minutes", "hours", "days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean(Single):
    """Yes or no."""

    kind: ClassVar[str] = "boolean"

    def canonical(self, raw: JSON) -> bool:
        """True or False, also from "true" and "false"."""
        found = {"true": True, "false": False}.get(str(raw).lower())
        if found is None:
            raise ValueError(_("Choose yes or no."))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Single):
    """A time on the clocks of the country, "08:30"."""

    kind: ClassVar[str] = "time"

    def canonical(self, raw: JSON) -> str:
        """HH:MM, also from 8:30, 8.30 and 8."""
        return _time(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow(Single):
    """From one time of a day until another, {"from": "08:00", "until": "22:00"}; an end before
    the beginning is of the next day, "24:00" is the day's end."""

    kind: ClassVar[str] = "window"

    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """As of each field; half a window is none."""
        parts = raw if isinstance(raw, Mapping) else {}
        if not parts.get("from") and not parts.get("until"):
            raw = None if raw is None or isinstance(raw, Mapping) else raw
        return Single.clean(self, raw, at, problems)

    def canonical(self, raw: JSON) -> dict[str, str]:
        """Both times as HH:MM."""
        if not isinstance(raw, Mapping):
            raise ValueError(_("Enter from when until when, for example 08:00 and 22:00."))
        until = str(raw.get("until") or "").strip()
        window = {
            "from": _time(raw.get("from")),
            "until": until if until == _END_OF_DAY else _time(until),
        }
        if window["from"] == window["until"]:
            raise ValueError(_("The window begins and ends at the same time."))
        return window


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Single):
    """A day, "2026-12-31"."""

    kind: ClassVar[str] = "date"

    def canonical(self, raw: JSON) -> str:
        """ISO 8601, also from 31.12.2026."""
        found = raw if isinstance(raw, dt.date) else parse_date(str(raw))
        if found is None:
            raise ValueError(_("Enter a date such as 31.12.2026."))
        return found.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Single):
    """A line of text, such as a code; the same in each language."""

    kind: ClassVar[str] = "line"
    most: int = 100
    pattern: str = ""
    """What all of it has to match."""
    pattern_words: Any = ""
    """How people are told of the pattern."""

    def canonical(self, raw: JSON) -> str:
        """Without spaces at its ends."""
        text = _text(raw, self.most)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(self.pattern_words or _("This can't be written so."))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Field):
    """Words for people in each language of the country, {"az": …, "ru": …, "en": …}."""

    kind: ClassVar[str] = "words"
    most: int = 500
    is_long: bool = False

    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """All languages, or none at all where it is optional; a problem names the language."""
        said = {code: (raw or {}).get(code) for code, _n in settings.LANGUAGES} if _is(raw) else {}
        if not any(said.values()):
            return self._nothing(at, problems)
        for code, words in said.items():
            try:
                said[code] = _text(words or "", self.most)
            except ValueError as error:
                problems.setdefault(f"{at}.{code}", []).append(error.args[0])
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf(Single):
    """One of several options."""

    kind: ClassVar[str] = "choice"
    options: Options

    def canonical(self, raw: JSON) -> str:
        """The option's value."""
        if raw not in [each.value for each in offered(self)]:
            raise ValueError(_("Choose from the list."))
        return str(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Single):
    """Any of several options, as a list of their values in the options' order."""

    kind: ClassVar[str] = "choices"
    options: Options
    least: int = 0

    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """None chosen is an empty list."""
        return Single.clean(self, [] if raw is None or raw == "" else raw, at, problems)

    def canonical(self, raw: JSON) -> list[str]:
        """Each option once."""
        known = [each.value for each in offered(self)]
        is_list = isinstance(raw, Sequence) and not isinstance(raw, str)
        if not is_list or not all(value in known for value in raw):
            raise ValueError(_("Choose from the list."))
        chosen = [value for value in known if value in raw]
        if len(chosen) < self.least:
            raise ValueError(_("Choose at least %(count)s.") % {"count": self.least})
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Field):
    """Rows with the same columns, a list of mappings by the columns' keys."""

    kind: ClassVar[str] = "table"
    columns: Sequence[Field]
    least: int = 0
    most: int = 200
    unique: Sequence[str] = ()
    """Keys of columns in which no two rows may say the same; by the first, else by the first
    column, a row is found again in another version."""
    row_title: Any = ""
    """What one row is: "Purpose"."""
    title_column: str = ""
    """The column by which a row is named."""

    def clean(self, raw: JSON, at: str, problems: Problems) -> JSON:
        """Row by row; a problem names row and column (`purposes[0].minutes`)."""
        if raw is None or raw == "":
            raw = []
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not all(map(_is, raw)):
            problems.setdefault(at, []).append(_("Rows are expected here."))
            return None
        if not self.least <= len(raw) <= self.most:
            words = _("Enter from %(least)s to %(most)s rows.")
            problems.setdefault(at, []).append(words % {"least": self.least, "most": self.most})
        rows = [self._row(row, f"{at}[{number}]", problems) for number, row in enumerate(raw)]
        for key in self.unique:
            said = [row[key] for row in rows]
            for number, value in enumerate(said):
                if value is not None and value in said[:number]:
                    problems.setdefault(f"{at}[{number}].{key}", []).append(
                        _("Another row says the same.")
                    )
        return rows

    def _row(self, row: Mapping[str, JSON], at: str, problems: Problems) -> dict[str, JSON]:
        _refuse_unknown(row, self.columns, at, problems)
        return {
            column.key: column.clean(
                row.get(column.key, column.default), f"{at}.{column.key}", problems
            )
            for column in self.columns
        }


def offered(field: OneOf | Several) -> Sequence[Option]:
    """What may be chosen now."""
    return field.options() if callable(field.options) else field.options


def cleaned(
    fields: Sequence[Field], values: Mapping[str, JSON]
) -> tuple[dict[str, JSON], Problems]:
    """All values in canonical form, and what is wrong, by place."""
    problems: Problems = {}
    _refuse_unknown(values, fields, "", problems)
    found = {
        each.key: each.clean(values.get(each.key, each.default), each.key, problems)
        for each in fields
    }
    return found, problems


def _refuse_unknown(
    given: Mapping[str, JSON], fields: Sequence[Field], at: str, problems: Problems
) -> None:
    known = {each.key for each in fields}
    for key in given:
        if key not in known:
            place = f"{at}.{key}" if at else str(key)
            problems.setdefault(place, []).append(_("Nothing is called so here."))


def _is(raw: JSON) -> bool:
    return isinstance(raw, Mapping)


def _whole(raw: JSON) -> int:
    typed = re.sub(r"[\s\u00a0\u202f]", "", str(raw))
    if isinstance(raw, bool) or not re.fullmatch(r"[-−]?\d{1,12}", typed, re.ASCII):
        raise ValueError(_("Enter a whole number."))
    return int(typed.replace("−", "-"))


def _time(raw: JSON) -> str:
    typed = str(raw or "").strip().replace(".", ":")
    if re.fullmatch(r"\d{1,2}", typed, re.ASCII):
        typed += ":00"
    typed = typed.zfill(5)
    if not _TIME.fullmatch(typed) or not typed.isascii():
        raise ValueError(_("Enter a time such as 08:30."))
    return typed


def _text(raw: JSON, most: int) -> str:
    if not isinstance(raw, str | int) or isinstance(raw, bool):
        raise ValueError(_("Words are expected here."))
    text = str(raw).replace("\r\n", "\n").strip()
    if not text:
        raise ValueError(_("Fill this in."))
    if "\0" in text:
        raise ValueError(_("There is a character in it that can't be kept."))
    if len(text) > most:
        raise ValueError(_("This is longer than %(count)s characters.") % {"count": most})
    return text
