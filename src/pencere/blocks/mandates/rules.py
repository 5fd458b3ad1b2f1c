"""What a mandate may say, who may give and end one, and what a register's word changes: plain
functions over plain values. What scopes cover is decided in `parties.rules`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from pencere.blocks.parties.rules import are_within, case_of, exclusions

MOST_LINKS = 3
"""Mandates in a chain: the one that the grantor gave, and two delegations."""
LONGEST = dt.timedelta(days=5 * 365 + 1)
"""How far ahead a given mandate may end; after that it is asked for again or extended."""
TIME_TO_ANSWER = dt.timedelta(days=30)
MOST_WAITING = 300
"""Offers and requests of one person that may wait at once."""
MOST_NOTE = 300

ORGAN = "director"
SEAL = "seal"
ATTORNEY = "attorney"
GIVEN_KINDS = frozenset({SEAL, ATTORNEY})
"""Kinds that people give and end; the others follow from registers."""
ALL_SEEING = frozenset({ORGAN, "parent", "guardian"})
"""Whoever acts by one of these may see all mandates of the one they act for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate is to say."""

    kind: str
    scopes: frozenset[str]
    valid_from: dt.date
    valid_until: dt.date
    may_delegate: bool = False
    limit_minor: int | None = None
    """The most that one step may cost, in minor units of `limit_currency`; None: any amount."""
    limit_currency: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A mandate as far as its place in a chain goes."""

    id: UUID
    parent_id: UUID | None
    scopes: frozenset[str]
    valid_until: dt.date | None
    may_delegate: bool = False
    limit_minor: int | None = None
    limit_currency: str = ""


Problems = Mapping[str, str]
"""By field, the code of what is wrong with it."""


def problems_of(
    terms: Terms, *, today: dt.date, is_organisation: bool, known: Collection[str]
) -> dict[str, str]:
    """What is wrong with terms by themselves. `known` are the scopes that this grantor may give."""
    found = {}
    if not terms.scopes - exclusions(terms.scopes):
        found["scopes"] = "nothing"
    elif not case_of(terms.scopes) and not _are_known(terms.scopes, known):
        found["scopes"] = "unknown"
    if terms.kind not in GIVEN_KINDS:
        found["kind"] = "unknown"
    elif terms.kind == SEAL and not is_organisation:
        found["kind"] = "seal-of-organisation"
    if terms.valid_from > terms.valid_until:
        found["valid_until"] = "before-beginning"
    problem = problem_of_end(terms.valid_until, today=today)
    if problem:
        found["valid_until"] = problem
    if terms.limit_minor is not None and (terms.limit_minor < 0 or not terms.limit_currency):
        found["limit_minor"] = "not-an-amount"
    if terms.may_delegate and case_of(terms.scopes):
        found["may_delegate"] = "one-case"
    return found


def problem_of_end(valid_until: dt.date, *, today: dt.date) -> str | None:
    """What is wrong with the last day of a mandate that is given or extended today."""
    if valid_until < today:
        return "past"
    return "too-far" if valid_until > today + LONGEST else None


def _are_known(scopes: Iterable[str], known: Collection[str]) -> bool:
    return all(scope.removeprefix("-") in known for scope in scopes)


def derived(terms: Terms, parent: Link) -> Terms:
    """Terms of a delegation: what is taken out of the parent is taken out of it as well."""
    return replace(terms, scopes=terms.scopes | exclusions(parent.scopes))


def beyond(terms: Terms, parent: Link, *, depth: int, open_case: str = "") -> dict[str, str]:
    """By field, where terms would go beyond the mandate that they derive from.

    `depth` is the number of mandates in the chain up to the parent; `open_case` a case in which
    the parent's holder may act, whatever the parent's scopes call it.
    """
    found = {}
    if not parent.may_delegate or depth >= MOST_LINKS:
        found["parent"] = "no-delegation"
    elif terms.may_delegate and depth + 1 >= MOST_LINKS:
        found["may_delegate"] = "chain-too-long"
    if terms.kind != ATTORNEY:
        found["kind"] = "not-to-delegate"
    wanted = terms.scopes - {open_case} if open_case else terms.scopes
    if not are_within(wanted, parent.scopes):
        found["scopes"] = "wider"
    if parent.valid_until is not None and terms.valid_until > parent.valid_until:
        found["valid_until"] = "longer"
    if not _is_limit_within(terms, parent):
        found["limit_minor"] = "larger"
    return found


def _is_limit_within(terms: Terms, parent: Link) -> bool:
    if parent.limit_minor is None:
        return True
    return (
        terms.limit_minor is not None
        and terms.limit_currency == parent.limit_currency
        and terms.limit_minor <= parent.limit_minor
    )


def chain_up(link: UUID, links: Mapping[UUID, UUID | None]) -> list[UUID]:
    """A mandate and those that it derives from, the root last. `links`: parent by mandate."""
    found: list[UUID] = []
    at: UUID | None = link
    while at is not None and at not in found:
        found.append(at)
        at = links.get(at)
    return found


def chain_down(link: UUID, links: Mapping[UUID, UUID | None]) -> list[UUID]:
    """A mandate and all that derive from it, each after its parent."""
    found = [link]
    for each in found:
        found.extend(child for child, parent in links.items() if parent == each)
    return found


def needed_assurance(kind: str) -> Literal["substantial", "high"]:
    """How surely whoever gives a mandate of this kind must be known."""
    return "high" if kind == SEAL else "substantial"


def is_adult(born_on: dt.date | None, today: dt.date, *, majority_years: int) -> bool:
    """Whether one acts for oneself on `today`; whose birthday isn't known is not kept out."""
    return born_on is None or today > last_day_of_minority(born_on, majority_years=majority_years)


def last_day_of_minority(born_on: dt.date, *, majority_years: int) -> dt.date:
    """The day before the birthday that makes one an adult; who was born on 29 February comes of
    age on 1 March of a year without one."""
    year = born_on.year + majority_years
    try:
        birthday = born_on.replace(year=year)
    except ValueError:
        birthday = dt.date(year, 3, 1)
    return birthday - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A mandate that a register tells of."""

    kind: str
    holder: UUID
    valid_from: dt.date
    valid_until: dt.date | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Present:
    """A mandate from a register that is there and not ended before its day."""

    id: UUID
    told: Told


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the mandates say what the register says."""

    begin: tuple[Told, ...]
    end: tuple[UUID, ...]
    move: tuple[tuple[UUID, dt.date | None], ...]
    """Mandates that hold until another day, with that day."""


def reconcile(told: Sequence[Told], present: Sequence[Present]) -> Changes:
    """Compare by kind and holder; one that says other scopes than the register is made anew."""
    wanted = {(each.kind, each.holder, each.scopes): each for each in told}
    there = {(p.told.kind, p.told.holder, p.told.scopes): p for p in present}
    return Changes(
        begin=tuple(each for key, each in wanted.items() if key not in there),
        end=tuple(p.id for p in present if not _is_kept(p, wanted, there)),
        move=tuple(
            (there[key].id, each.valid_until)
            for key, each in wanted.items()
            if key in there and there[key].told.valid_until != each.valid_until
        ),
    )


def _is_kept(
    present: Present,
    wanted: Mapping[tuple[str, UUID, frozenset[str]], Told],
    there: Mapping[tuple[str, UUID, frozenset[str]], Present],
) -> bool:
    key = (present.told.kind, present.told.holder, present.told.scopes)
    return key in wanted and there[key].id == present.id
