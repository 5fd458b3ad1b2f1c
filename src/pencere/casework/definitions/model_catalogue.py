"""What the catalogue says of a service, whether or not one can apply for it here: the passport,
the questions of “Can I get this?” and the fee. `model.py` offers all of this again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pencere.casework.definitions.model_form import EMPTY
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression

Kind = Literal["ok", "review", "reject"]

NOTHING = Text({})
"""A text that is not known."""
UNCONFIRMED = (
    "title",
    "applicant",
    "requirements",
    "term",
    "fee",
    "legal_basis",
    "result",
    "channels",
    "where",
)
"""What a passport may call not confirmed: shown as such, never as law."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the service's page says besides title and summary (the service passport).

    A text that is not known is empty; when it is also in `unconfirmed`, the page says so.
    """

    topics: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: EMPTY)
    """By language; other spellings and everyday words that people search with."""
    legal_basis: Text = NOTHING
    result: Text = NOTHING
    term: Text = NOTHING
    fee: Text = NOTHING
    requirements: tuple[Text, ...] = ()
    channels: tuple[Text, ...] = ()
    where: Text = NOTHING
    """How and where one applies for what can't be applied for here."""
    page: str = ""
    """Path on this site where a system of its own does it, in place of form and workflow."""
    is_free: bool = False
    """Whether the law names no duty; a service with a `fee` section is not free."""
    unconfirmed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Public pages that the passport was written after."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """A fee that holds from a day on, in integer minor units: what `minor` gives, or the row
    of `table` that `by` names."""

    since: dt.date
    minor: Expression | None = None
    by: Expression | None = None
    table: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    law: Text | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """A right to pay less, between two days; `percent` of the tariff, or `minor` off it."""

    key: str
    title: Text
    when: Expression
    law: Text
    percent: int | None = None
    minor: Expression | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Fee:
    currency: str
    tariffs: tuple[Tariff, ...]
    """Newest first."""
    budget_code: str = ""
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what is to be paid; a discount is negative. `key` is "tariff" or the
    discount's."""

    key: str
    title: Text | None
    minor: int
    law: Text | None


@dataclass(frozen=True, slots=True)
class FeeShown:
    """What is to be paid and why. `total_minor` is None while it isn't known."""

    total_minor: int | None
    lines: tuple[FeeLine, ...] = ()
    least_minor: int | None = None
    most_minor: int | None = None
    """The range of the tariff of the day, when its table gives one."""


Answer = bool | int | str
"""To a question of “Can I get this?”."""
MOST_COUNTED = 150
"""No age, and no number of children, is above this."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of “Can I get this?”; `choices` by code for a choice."""

    key: str
    type: Literal["boolean", "integer", "choice"]
    title: Text
    hint: Text | None = None
    choices: Mapping[str, Text] = field(default_factory=lambda: EMPTY)

    def clean(self, typed: str) -> Answer | None:
        """The answer that was typed; None for no answer or one that makes no sense."""
        typed = typed.strip()
        if self.type == "boolean":
            return {"yes": True, "no": False}.get(typed)
        if self.type == "choice":
            return typed if typed in self.choices else None
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= 3
        return self.accept(int(typed)) if is_number else None

    def accept(self, answer: Answer) -> Answer | None:
        """The answer as a value; None for one that makes no sense."""
        if self.type == "boolean":
            return answer if isinstance(answer, bool) else None
        if self.type == "choice":
            return answer if isinstance(answer, str) and answer in self.choices else None
        is_number = isinstance(answer, int) and not isinstance(answer, bool)
        return answer if is_number and 0 <= int(answer) <= MOST_COUNTED else None


@dataclass(frozen=True, slots=True)
class PrecheckRule:
    """Holds when `when` is true of the answers `me.KEY`."""

    key: str
    when: Expression
    verdict: Kind
    message: Text


@dataclass(frozen=True, slots=True)
class Precheck:
    """“Can I get this?”: codes of the questions asked, and rules over the answers."""

    ask: tuple[str, ...]
    rules: tuple[PrecheckRule, ...]
    own: Mapping[str, Question] = field(default_factory=lambda: EMPTY)
    """By code, the questions that only this service asks."""
