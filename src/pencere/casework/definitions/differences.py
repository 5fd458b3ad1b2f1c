"""What changed from one version of a definition to another, in sentences for the people who
answer for the service. Walks both as they are, so nothing that counts can be left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pencere.casework.definitions.model import OwnTest, ServiceDefinition
from pencere.kernel.expressions import Expression
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration

NAMES: Mapping[str, str] = {
    "actions": "action",
    "by": "who may do it",
    "checks": "check",
    "choices": "choice",
    "data": "data source",
    "eligibility": "rule",
    "extends": "extension of the term",
    "fee": "fee",
    "fields": "question",
    "findings": "finding",
    "form": "page",
    "is_editable": "whether the form is open",
    "is_told": "whether the applicant is shown it",
    "issues": "document",
    "max": "upper bound",
    "min": "lower bound",
    "minor": "amount",
    "needs": "what must be said",
    "not_same_as": "four eyes",
    "notices": "message",
    "opinions": "opinion",
    "queue": "queue",
    "reasons": "reason",
    "required": "whether it must be answered",
    "show": "when it is asked",
    "since": "first day",
    "sla": "time for the step",
    "states": "state",
    "tariffs": "tariff",
    "term": "term",
    "timers": "timer",
    "to": "where it leads",
    "valid": "validity",
    "when": "condition",
    "workflow": "way",
}
"""Plain names of what a definition is made of; what is missing here is called by its key."""
KEYS = ("key", "code", "name", "of", "since", "to")
"""By which of its values one of several is known again."""
LONGEST = 160


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: where, and in a sentence."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


def differences(old: ServiceDefinition, new: ServiceDefinition) -> list[Difference]:
    """All that changed, in the order of the definition; [] for two that mean the same."""
    found: list[Difference] = []
    for name in (each.name for each in dataclasses.fields(ServiceDefinition)):
        if name != "tests":
            found += _compared(name, getattr(old, name), getattr(new, name))
    return found + list(_of_tests(old.tests, new.tests))


def _compared(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if _same(old, new):
        return
    if isinstance(old, Text) and isinstance(new, Text):
        yield from _of_words(path, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_many(path, old, new)
    elif _are_known_again(old) and _are_known_again(new) and (old or new):
        yield from _of_many(path, _by_key(old), _by_key(new))
    elif _is_record(old) and _is_record(new) and type(old) is type(new):
        for each in dataclasses.fields(old):
            yield from _compared(
                f"{path}.{each.name}", getattr(old, each.name), getattr(new, each.name)
            )
    elif _is_nothing(old):
        yield Difference(path, f"{_named(path)} is new: {_said(new)}.")
    elif _is_nothing(new):
        yield Difference(path, f"{_named(path)} is gone; it was {_said(old)}.")
    else:
        yield Difference(path, f"{_named(path)} was {_said(old)}, is now {_said(new)}.")


def _of_words(path: str, old: Text, new: Text) -> Iterator[Difference]:
    for language in {**old, **new}:
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            sentence = f"{_named(path)} ({language}) was “{before}”, is now “{after}”."
            yield Difference(path, sentence)


def _of_many(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    what = _named(path, of_many=True)
    for key in old.keys() - new.keys():
        yield Difference(f"{path}.{key}", f"The {what} “{key}” ({_said(old[key])}) is gone.")
    for key in new:
        if key not in old:
            yield Difference(f"{path}.{key}", f"The {what} “{key}” ({_said(new[key])}) is new.")
        else:
            yield from _compared(f"{path}.{key}", old[key], new[key])
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield Difference(path, f"The order of the {what}s changed.")


def _of_tests(old: tuple[OwnTest, ...], new: tuple[OwnTest, ...]) -> Iterator[Difference]:
    before, after = {each.name: each.story for each in old}, {each.name: each.story for each in new}
    for name in before.keys() - after.keys():
        yield Difference("tests", f"The test “{name}” is gone.")
    for name in after:
        if name not in before:
            yield Difference("tests", f"The test “{name}” is new.")
        elif before[name] != after[name]:
            yield Difference("tests", f"The test “{name}” changed.")


def _same(old: Any, new: Any) -> bool:
    """Whether two values mean the same. Expressions are compared by their text."""
    if isinstance(old, Expression) and isinstance(new, Expression):
        return old.text == new.text
    if _is_record(old) and _is_record(new):
        return type(old) is type(new) and all(
            _same(getattr(old, each.name), getattr(new, each.name))
            for each in dataclasses.fields(old)
        )
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return list(old) == list(new) and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _is_record(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type | Duration)


def _are_known_again(value: Any) -> bool:
    """Whether these are several records, each with a key of its own."""
    if not isinstance(value, tuple) or not all(map(_is_record, value)):
        return False
    keys = [_key(each) for each in value]
    return all(keys) and len(set(keys)) == len(keys)


def _by_key(several: tuple[Any, ...]) -> dict[str, Any]:
    return {_key(each): each for each in several}


def _key(record: Any) -> str:
    for name in KEYS:
        if found := getattr(record, name, None):
            return str(found)
    return ""


def _is_nothing(value: Any) -> bool:
    return value is None or value in ((), "") or (isinstance(value, Mapping) and not value)


def _named(path: str, *, of_many: bool = False) -> str:
    last = path.rpartition(".")[2]
    if of_many:
        return NAMES.get(last, last.removesuffix("s"))
    return NAMES.get(last, last.replace("_", " ")).capitalize()


def _said(value: Any) -> str:
    """A value in short words."""
    if isinstance(value, Expression):
        said = f"“{value.text}”"
    elif isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, Text):
        said = f"“{value.in_language('en')}”"
    elif isinstance(value, str | int | Decimal | dt.date | Duration):
        said = str(value)
    elif _is_record(value):
        title = getattr(value, "title", None)
        said = _said(title) if isinstance(title, Text) else _key(value) or type(value).__name__
    elif isinstance(value, Mapping):
        said = ", ".join(map(str, value)) or "nothing"
    elif isinstance(value, tuple | frozenset):
        said = ", ".join(_said(each) for each in value) or "nothing"
    else:
        said = "nothing" if value is None else str(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
