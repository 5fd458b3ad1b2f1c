"""Which regimes there are: a system declares each with what it sets, once a process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pencere.blocks.regimes.fields import JSON, Field, cleaned
from pencere.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Values = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One thing that was decided on a day, and how other rules would have decided it."""

    at: dt.datetime
    purpose: str
    """A code of `Preview.purposes`."""
    was: str
    """"" for granted, else the code of the reason (of `Preview.reasons`)."""
    would_be: str
    subject: UUID | None = None
    """About whom; None where nobody was found."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What other rules would have made of one day's decisions."""

    total: int
    """How many there are, for the progress that is shown."""
    cases: Iterable[Replayed]
    """All of them, changed or not, in any order; a job goes through it once."""
    purposes: Mapping[str, Any] = field(default_factory=dict)
    """Words by code."""
    reasons: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeKind:
    """A regime: what it sets, how that is checked and tried out. The agency that keeps it and
    what it sets at first are the country pack's to say (`regimes/<code>.yaml`)."""

    code: str
    title: Any
    summary: Any
    """One sentence for people: what is regulated."""
    fields: Sequence[Field]
    check: Callable[[Values], Mapping[str, Sequence[_StrOrPromise]]] | None = None
    """What is wrong with values that are right each by itself, by place (`purposes[0].minutes`)."""
    preview: Callable[[Values, dt.date], Preview] | None = None
    """The decisions of a day under other values."""


_kinds: dict[str, RegimeKind] = {}
OF_THE_FORM = frozenset(
    {"starts", "valid_from", "ends", "valid_until", "reason", "law", "answer", "version"}
)
"""What the form of a proposal asks besides the values."""


def declare(kind: RegimeKind) -> None:
    """Let there be a regime; the same code again takes the former's place. Raises ValueError
    for a field that is called as one of the form's own."""
    taken = OF_THE_FORM & {each.key for each in kind.fields}
    if taken:
        raise ValueError(f"regime {kind.code!r}: no field may be called {', '.join(taken)}")
    _kinds[kind.code] = kind


def kinds() -> Mapping[str, RegimeKind]:
    """All that are declared, by code."""
    return dict(_kinds)


def kind_of(code: str) -> RegimeKind:
    """The regime of this code. Raises NotFound."""
    try:
        return _kinds[code]
    except KeyError:
        raise NotFound(code="unknown-regime") from None


def checked(kind: RegimeKind, values: Values) -> dict[str, JSON]:
    """The values in canonical form. Raises Invalid with the problems by place."""
    found, problems = cleaned(kind.fields, values)
    if not problems and kind.check is not None:
        problems = {place: list(words) for place, words in kind.check(found).items() if words}
    if problems:
        raise Invalid(fields=problems)
    return found


def completed(kind: RegimeKind, values: Values) -> dict[str, JSON]:
    """The values of an older version, with the default of each field that came later and
    without those that are declared no more."""
    return {each.key: _completed(each, values) for each in kind.fields}


def _completed(declared: Field, values: Values) -> JSON:
    if declared.key not in values:
        return list(declared.default) if isinstance(declared.default, tuple) else declared.default
    found = values[declared.key]
    columns = getattr(declared, "columns", None)
    if columns is None or not isinstance(found, list):
        return found
    return [{each.key: _completed(each, row) for each in columns} for row in found]
