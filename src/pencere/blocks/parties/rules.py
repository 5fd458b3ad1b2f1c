"""What a mandate's scopes cover: plain functions over plain sets.

A scope is a word that services name (`licence.apply`), a service (`agency.service`), all
services of an agency (`agency.*`), a category of registers (`registers.health`), or `*` for all.
One that begins with `-` is taken out of the rest, whatever else covers it. One that begins with
`application:` limits the whole mandate to that one case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

ALL = "*"
GUARDIANSHIP = frozenset({"parent", "guardian"})
"""Kinds by which one stands for the whole person: their words name registers alone."""
_WITHOUT = "-"
_CASE = "application:"


def covers(scopes: Collection[str], names: Iterable[str]) -> bool:
    """Whether `scopes` cover a thing that goes by any of `names`."""
    known = {wide for name in names for wide in _names_of(name)}
    if any(_WITHOUT + name in scopes for name in known):
        return False
    case = case_of(scopes)
    if case:
        return case in known
    return not (known | {ALL}).isdisjoint(scopes)


def lets_see(kind: str, scopes: Collection[str], names: Collection[str]) -> bool:
    """Whether by a mandate of `kind` with `scopes` one sees a thing of the grantor that goes by
    `names`; one without names is seen by whoever sees all that isn't taken out."""
    if kind in GUARDIANSHIP and not case_of(scopes):
        return not any(is_taken_out(scopes, name) for name in names)
    return covers(scopes, names)


def stands_for_all(kind: str, scopes: Collection[str]) -> bool:
    """Whether by such a mandate one sees whatever the grantor sees.

    Never where anything is taken out: what is about everything would tell of that too.
    """
    is_wide = kind in GUARDIANSHIP or ALL in scopes
    return is_wide and not case_of(scopes) and not exclusions(scopes)


def is_taken_out(scopes: Collection[str], name: str) -> bool:
    """Whether a thing is taken out of what `scopes` cover."""
    return any(_WITHOUT + wide in scopes for wide in _names_of(name))


def _names_of(name: str) -> set[str]:
    """What covers a thing: its own name, and all of whoever stands before the dot."""
    before, dot, _after = name.partition(".")
    return {name, f"{before}.*"} if dot else {name}


def case_of(scopes: Iterable[str]) -> str:
    """The one case (`application:PX-…`) that the scopes are for, "" when they aren't so narrow."""
    return next((scope for scope in sorted(scopes) if scope.startswith(_CASE)), "")


def exclusions(scopes: Iterable[str]) -> frozenset[str]:
    """What is taken out, as it stands among the scopes."""
    return frozenset(scope for scope in scopes if scope.startswith(_WITHOUT))


def are_within(inner: Collection[str], outer: Collection[str]) -> bool:
    """Whether nothing is covered by `inner` that `outer` doesn't cover."""
    if not exclusions(outer) <= exclusions(inner):
        return False
    if case := case_of(outer):
        return case_of(inner) == case
    return all(_is_within(scope, outer) for scope in inner if not scope.startswith(_WITHOUT))


def _is_within(scope: str, outer: Collection[str]) -> bool:
    return scope in outer or (scope != ALL and covers(_without_exclusions(outer), [scope]))


def _without_exclusions(scopes: Iterable[str]) -> frozenset[str]:
    return frozenset(scope for scope in scopes if not scope.startswith(_WITHOUT))


def is_within_limit(
    amount_minor: int | None, currency: str, *, limit_minor: int | None, of: str
) -> bool:
    """Whether an amount lies within a limit; one in another currency doesn't."""
    if limit_minor is None or not amount_minor:
        return True
    return currency == of and amount_minor <= limit_minor
