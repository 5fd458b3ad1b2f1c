"""Who may read and change registers, and what a value of a field may be: plain functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from pencere.blocks.parties.rules import case_of, covers, is_taken_out
from pencere.kernel.actors import Actor

MAX_TEXT = 2000
REGISTRAR = "registrar"


@dataclass(frozen=True, slots=True)
class Access:
    """What decides about reading a register: its keeper, category and other readers."""

    agency: str
    category: str
    readers: str | Collection[str]
    law_readers: Collection[str]


def may_read(
    actor: Actor,
    *,
    subject: UUID,
    access: Access,
    kind: str,
    reference: str,
    mandate_scopes: Collection[str],
) -> bool:
    """Whether `actor` may read the register about `subject`.

    `kind` and `reference` are the justification's; `mandate_scopes` what the actor's
    mandate for the subject covers, empty without one.
    """
    match actor.kind:
        case "system":
            return True
        case "person":
            return actor.party_id == subject or _mandate_covers(
                mandate_scopes, access, kind, reference
            )
        case "officer":
            return _officer_may_read(actor, access, kind, reference)
        case _:
            return False


def may_read_as_counterpart(
    actor: Actor, *, is_counterpart: bool, access: Access, kind: str, reference: str
) -> bool:
    """Whether `actor` may read the records of a register that name a certain other party.

    `is_counterpart` says whether that party is the one in whose name a person acts: what it has
    agreed with somebody is its own to see. What a mandate is for, its reader's caller decides;
    here counts that it doesn't leave the category out and isn't for one case alone.
    """
    match actor.kind:
        case "system":
            return True
        case "person":
            is_open = not leaves_out(actor.mandate_scopes, access.category) and not actor.case
            return is_counterpart and is_open
        case "officer":
            return _officer_may_read(actor, access, kind, reference)
        case _:
            return False


def _mandate_covers(scopes: Collection[str], access: Access, kind: str, reference: str) -> bool:
    """A mandate covers all, or a category; one for applications covers what they need, but
    never a category that was taken out of it, and one for a single case that case alone."""
    category = f"registers.{access.category}"
    if not scopes or leaves_out(scopes, access.category):
        return False
    case = case_of(scopes)
    if case:
        return kind == "application" and case == f"application:{reference}"
    return kind == "application" or covers(scopes, [category])


def leaves_out(scopes: Collection[str], category: str) -> bool:
    """Whether registers of `category` are taken out of a mandate, whatever else covers them."""
    return is_taken_out(scopes, f"registers.{category}")


def _officer_may_read(actor: Actor, access: Access, kind: str, reference: str) -> bool:
    if not actor.agency or not reference:
        return False
    is_keeper = actor.agency == access.agency
    match kind:
        case "application":
            return is_keeper or access.readers == "any" or actor.agency in access.readers
        case "law":
            return is_keeper or actor.agency in access.law_readers
        case "correction":
            return is_keeper
        case _:
            return False


def may_correct(actor: Actor, *, agency: str) -> bool:
    """Whether `actor` is a registrar of the agency that keeps the register."""
    return actor.has_role(REGISTRAR, agency=agency)


def may_add(actor: Actor, *, agency: str) -> bool:
    """Whether `actor` may write records into a register that `agency` keeps."""
    return actor.kind == "system" or (actor.kind == "officer" and actor.agency == agency)


def problem(value: Any, *, type_: str, choices: Collection[str] = ()) -> str | None:
    """Code of what is wrong with a value for a field of this type, None when nothing is.

    Codes: not-text, too-long, not-a-date, not-a-number, not-yes-or-no, not-a-choice,
    not-a-party.
    """
    return _CHECKS[type_](value, choices)


def _text(value: Any, _choices: Collection[str]) -> str | None:
    if not isinstance(value, str) or "\0" in value:
        return "not-text"
    return "too-long" if len(value) > MAX_TEXT else None


def _date(value: Any, _choices: Collection[str]) -> str | None:
    try:
        is_iso = isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_iso = False
    return None if is_iso else "not-a-date"


def _integer(value: Any, _choices: Collection[str]) -> str | None:
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return None if is_integer and abs(value) < 2**53 else "not-a-number"


def _money(value: Any, choices: Collection[str]) -> str | None:
    return _integer(value, choices) or ("not-a-number" if value < 0 else None)


def _decimal(value: Any, _choices: Collection[str]) -> str | None:
    """A number as text, since JSON's own numbers lose digits; integers pass too."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "not-a-number"
    try:
        return None if Decimal(value).is_finite() else "not-a-number"
    except InvalidOperation:
        return "not-a-number"


def _boolean(value: Any, _choices: Collection[str]) -> str | None:
    return None if isinstance(value, bool) else "not-yes-or-no"


def _choice(value: Any, choices: Collection[str]) -> str | None:
    return None if isinstance(value, str) and value in choices else "not-a-choice"


def _choices(value: Any, choices: Collection[str]) -> str | None:
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        return "not-a-choice"
    return next((found for item in value if (found := _choice(item, choices))), None)


def _party(value: Any, _choices: Collection[str]) -> str | None:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return "not-a-party"
    return None


_CHECKS = {
    "text": _text,
    "date": _date,
    "integer": _integer,
    "money": _money,
    "decimal": _decimal,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "party": _party,
}


def is_recorded(data: Mapping[str, Any], key: str) -> bool:
    """Whether `data` holds something under `key`."""
    return data.get(key) not in (None, "", [])
