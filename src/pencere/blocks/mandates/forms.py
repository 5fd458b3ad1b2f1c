"""From what was typed to the terms of a mandate, and back to the form's fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates import rules
from pencere.blocks.mandates.offering import offered_to
from pencere.blocks.mandates.rules import Terms
from pencere.blocks.parties.api import covers
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.money import exponent
from pencere.kernel.pack import pack
from pencere.ui.api import Choice, FieldView, FormErrors, parse_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ORDER = (
    "grantor_kind",
    "grantor",
    "holder",
    "scopes",
    "left_out",
    "limit_minor",
    "valid_until",
    "may_delegate",
    "note",
)
_MOST_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class Frame:
    """What a form of terms offers: whose mandate, and within which one."""

    grantor_kind: str
    parent_scopes: frozenset[str] = frozenset({"*"})
    is_seal: bool = False
    """The organisation's seal, whose holder may authorise others: that isn't asked."""
    may_be_passed_on: bool = True
    case: str = ""
    last_day: dt.date | None = None

    @property
    def scopes(self) -> list[str]:
        """Codes that can be chosen."""
        offered = offered_to(self.grantor_kind)
        return [each for each in offered if covers(self.parent_scopes, [each])]


def terms_of(typed: QueryDict, frame: Frame) -> Terms:
    """The terms that a form asks for. Raises Invalid by field for what can't be read."""
    problems: dict[str, list[_StrOrPromise]] = {}
    valid_until = parse_date(typed.get("valid_until", ""))
    if valid_until is None:
        problems["valid_until"] = [_("Enter a date.")]
    limit = None
    typed_limit = str(typed.get("limit_minor", ""))
    if typed_limit.strip():
        limit = amount(typed_limit)
        if limit is None:
            problems["limit_minor"] = [_("Enter an amount.")]
    if problems or valid_until is None:
        raise Invalid(fields=problems, code="mandate-form")
    left_out = {f"-{each}" for each in typed.getlist("left_out")}
    scopes = {frame.case} if frame.case else {*typed.getlist("scopes")} | left_out
    return Terms(
        kind=rules.SEAL if frame.is_seal else rules.ATTORNEY,
        scopes=frozenset(scopes),
        valid_from=clock.today(),
        valid_until=valid_until,
        may_delegate=frame.is_seal or typed.get("may_delegate") == "true",
        limit_minor=limit,
        limit_currency=pack().currency if limit is not None else "",
    )


def amount(typed: str) -> int | None:
    """Minor units of the country's currency; None for what is no amount."""
    plain = "".join(typed.split()).replace(",", ".")
    try:
        minor = Decimal(plain).scaleb(exponent(pack().currency))
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor % 1 or not 0 <= minor <= _MOST_MINOR:
        return None
    return int(minor)


def fields(typed: QueryDict, frame: Frame, errors: FormErrors) -> dict[str, FieldView]:
    """The fields of the terms with what was typed, by key."""
    made = [_valid_until(typed, frame), _limit(typed), _note(typed)]
    if not frame.case:
        made += [_scopes(typed, frame), _left_out(typed, frame)]
        if frame.may_be_passed_on and not frame.is_seal:
            made.append(_may_delegate(typed))
    return {each["key"]: FieldView(**each, errors=errors.of(each["key"])) for each in made}


def person_field(key: str, label: Any, typed: Mapping[str, str], errors: FormErrors) -> FieldView:
    """A personal identifier."""
    return FieldView(
        key=key,
        type="person",
        label=label,
        hint=pack().person_identifier,
        value=typed.get(key, ""),
        errors=errors.of(key),
    )


def _scopes(typed: QueryDict, frame: Frame) -> dict[str, Any]:
    known = pack().mandate_scopes()
    return {
        "key": "scopes",
        "type": "choices",
        "label": _("What is it for?"),
        "value": typed.getlist("scopes"),
        "choices": [Choice(code, known[code].title) for code in frame.scopes],
    }


def _left_out(typed: QueryDict, frame: Frame) -> dict[str, Any]:
    known = pack().mandate_scopes()
    return {
        "key": "left_out",
        "type": "choices",
        "label": _("What is left out, whatever else you chose?"),
        "required": False,
        "value": typed.getlist("left_out"),
        "choices": [
            Choice(code, known[code].title) for code in frame.scopes if known[code].may_be_left_out
        ],
    }


def _limit(typed: QueryDict) -> dict[str, Any]:
    return {
        "key": "limit_minor",
        "type": "text",
        "label": _("The most that one step may cost"),
        "hint": _("Leave it empty for any amount."),
        "required": False,
        "value": typed.get("limit_minor", ""),
        "suffix": pack().currency,
        "width": 10,
    }


def _valid_until(typed: QueryDict, frame: Frame) -> dict[str, Any]:
    in_a_year = clock.today() + dt.timedelta(days=365)
    last = min(in_a_year, frame.last_day) if frame.last_day else in_a_year
    return {
        "key": "valid_until",
        "type": "date",
        "label": _("Until which day?"),
        "hint": _("Five years at most. You can end it any day."),
        "value": typed.get("valid_until", last),
    }


def _may_delegate(typed: QueryDict) -> dict[str, Any]:
    return {
        "key": "may_delegate",
        "type": "boolean",
        "label": _("May it be passed on?"),
        "hint": _("Never wider nor longer than this mandate; all of it ends together."),
        "value": typed.get("may_delegate", "false"),
    }


def _note(typed: QueryDict) -> dict[str, Any]:
    return {
        "key": "note",
        "type": "text",
        "label": _("A word to the other side"),
        "required": False,
        "value": typed.get("note", ""),
        "max_length": rules.MOST_NOTE,
    }
