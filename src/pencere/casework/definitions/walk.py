"""One walk through a form, shared by all that is decided of a situation: which pages and questions
apply, what they count as, what is missing, and the names that expressions see at the end.

A walk evaluates each condition and cleans each answer; five decisions of one look at a form would
do it five times. It is kept by the situation it was made of, which is never changed: whoever
knows something new makes a new situation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pencere.casework.definitions.model import Field, Page, ServiceDefinition, Situation
from pencere.casework.definitions.names import Names, shown


@dataclass(frozen=True, slots=True)
class PageWalked:
    """A page's questions that apply, each with its value that counts, None where there is none."""

    page: Page
    fields: tuple[tuple[Field, Any], ...]

    @property
    def is_seen(self) -> bool:
        """Whether there is anything on it to see."""
        return any(not field.hidden for field, _value in self.fields)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk through the whole form found; `names` are to be read, not to be filled."""

    definition: ServiceDefinition
    pages: tuple[PageWalked, ...]
    missing: tuple[tuple[str, str], ...]
    """(page, field) of every field that still needs an answer, or a right one, in order."""
    names: Names

    def page(self, key: str) -> PageWalked:
        """The page with this key. Raises KeyError."""
        for each in self.pages:
            if each.page.key == key:
                return each
        raise KeyError(key)

    def names_before(self, key: str) -> Names:
        """Names of their own with the answers of the pages before the one named."""
        earlier: set[str] = set()
        for each in self.definition.form:
            if each.key == key:
                break
            earlier.update(field.key for field in each.fields)
        return self.names.with_answers(earlier)


def walked(definition: ServiceDefinition, situation: Situation) -> Walk:
    """The walk of this definition's form in this situation, made once."""
    kept = situation.walks.get(id(definition))
    if kept is None or kept.definition is not definition:
        kept = situation.walks[id(definition)] = _walk(definition, situation)
    found: Walk = kept
    return found


def complete(definition: ServiceDefinition, situation: Situation) -> Names:
    """Names with all answers of the form, shared: to be read only."""
    return walked(definition, situation).names


def names_before(definition: ServiceDefinition, situation: Situation, key: str) -> Names:
    """Names with the answers of the pages before the one named, to be filled further."""
    if id(definition) in situation.walks:
        return walked(definition, situation).names_before(key)
    names = Names(definition, situation)
    for page in definition.form:
        if page.key == key:
            break
        for field in shown(page, names):
            names.take_in(field)
    return names


def _walk(definition: ServiceDefinition, situation: Situation) -> Walk:
    names = Names(definition, situation)
    pages: list[PageWalked] = []
    missing: list[tuple[str, str]] = []
    for page in definition.form:
        lacking: list[str] = []
        fields = tuple(_fields(page, names, lacking))
        pages.append(PageWalked(page, fields))
        missing += [(page.key, key) for key in lacking or names.failed_checks(page.checks)]
    return Walk(definition, tuple(pages), tuple(missing), names)


def _fields(page: Page, names: Names, lacking: list[str]) -> Iterator[tuple[Field, Any]]:
    """The fields that apply with what they count as; keys of those that lack go to `lacking`."""
    for field in shown(page, names):
        value = names.take_in(field)
        if value is None and not field.is_given and _is_needed(names, field):
            lacking.append(field.key)
        yield field, value


def _is_needed(names: Names, field: Field) -> bool:
    was_entered = names.situation.form.get(field.key) not in (None, "", [])
    return was_entered or names.is_required(field)
