"""What changed from one version of a definition to another, in sentences for the people who
answer for the service. Walks both as they are, so nothing that counts can be left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.casework.definitions.model import OwnTest, ServiceDefinition
from pencere.kernel.expressions import Expression
from pencere.kernel.text import Text, upper
from pencere.kernel.workdays.api import Duration

NAMES: Mapping[str, Promise] = {
    "actions": gettext_lazy("action"),
    "by": gettext_lazy("who may do it"),
    "checks": gettext_lazy("check"),
    "choices": gettext_lazy("choice"),
    "data": gettext_lazy("data source"),
    "document": gettext_lazy("document"),
    "eligibility": gettext_lazy("rule"),
    "enters": gettext_lazy("who is entered as a new person"),
    "entries": gettext_lazy("record"),
    "extends": gettext_lazy("extension of the term"),
    "fee": gettext_lazy("fee"),
    "fields": gettext_lazy("question"),
    "findings": gettext_lazy("finding"),
    "form": gettext_lazy("page"),
    "is_editable": gettext_lazy("whether the form is open"),
    "is_told": gettext_lazy("whether the applicant is shown it"),
    "issues": gettext_lazy("what a grant makes"),
    "max": gettext_lazy("upper bound"),
    "min": gettext_lazy("lower bound"),
    "minor": gettext_lazy("amount"),
    "needs": gettext_lazy("what must be said"),
    "not_same_as": gettext_lazy("four eyes"),
    "notices": gettext_lazy("message"),
    "opinions": gettext_lazy("opinion"),
    "queue": gettext_lazy("queue"),
    "reasons": gettext_lazy("reason"),
    "required": gettext_lazy("whether it must be answered"),
    "show": gettext_lazy("when it is asked"),
    "since": gettext_lazy("first day"),
    "sla": gettext_lazy("time for the step"),
    "states": gettext_lazy("state"),
    "subject": gettext_lazy("whom it is about"),
    "tariffs": gettext_lazy("tariff"),
    "term": gettext_lazy("term"),
    "timers": gettext_lazy("timer"),
    "to": gettext_lazy("where it leads"),
    "valid": gettext_lazy("validity"),
    "when": gettext_lazy("condition"),
    "workflow": gettext_lazy("way"),
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
    """All that changed, in the order of the definition and in the active language; [] for two
    that mean the same."""
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
        said = _("%(name)s is new: %(new)s.")
        yield Difference(path, said % {"name": _named(path), "new": _said(new)})
    elif _is_nothing(new):
        said = _("%(name)s is gone; it was %(old)s.")
        yield Difference(path, said % {"name": _named(path), "old": _said(old)})
    else:
        said = _("%(name)s was %(old)s, is now %(new)s.")
        words = {"name": _named(path), "old": _said(old), "new": _said(new)}
        yield Difference(path, said % words)


def _of_words(path: str, old: Text, new: Text) -> Iterator[Difference]:
    for language in {**old, **new}:
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            said = _("%(name)s (%(language)s) was “%(old)s”, is now “%(new)s”.")
            words = {"name": _named(path), "language": language, "old": before, "new": after}
            yield Difference(path, said % words)


def _of_many(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    what = _named(path, of_many=True)
    for key in old.keys() - new.keys():
        said = _("The %(what)s “%(key)s” (%(value)s) is gone.")
        words = {"what": what, "key": key, "value": _said(old[key])}
        yield Difference(f"{path}.{key}", said % words)
    for key in new:
        if key not in old:
            said = _("The %(what)s “%(key)s” (%(value)s) is new.")
            words = {"what": what, "key": key, "value": _said(new[key])}
            yield Difference(f"{path}.{key}", said % words)
        else:
            yield from _compared(f"{path}.{key}", old[key], new[key])
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield Difference(path, _("The order changed: %(what)s.") % {"what": what})


def _of_tests(old: tuple[OwnTest, ...], new: tuple[OwnTest, ...]) -> Iterator[Difference]:
    before, after = {each.name: each.story for each in old}, {each.name: each.story for each in new}
    for name in before.keys() - after.keys():
        yield Difference("tests", _("The test “%(name)s” is gone.") % {"name": name})
    for name in after:
        if name not in before:
            yield Difference("tests", _("The test “%(name)s” is new.") % {"name": name})
        elif before[name] != after[name]:
            yield Difference("tests", _("The test “%(name)s” changed.") % {"name": name})


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
        return str(NAMES.get(last, last.removesuffix("s")))
    name = str(NAMES.get(last, last.replace("_", " ")))
    return upper(name[0]) + name[1:]


def _in_parts(record: Any) -> str:
    """A record without name or key by what it holds: “form.speed == …”, P1WD."""
    values = (getattr(record, each.name) for each in dataclasses.fields(record))
    return ", ".join(_said(each) for each in values if not _is_nothing(each))


def _said(value: Any) -> str:
    """A value in short words."""
    if isinstance(value, Expression):
        said = f"“{value.text}”"
    elif isinstance(value, bool):
        said = _("yes") if value else _("no")
    elif isinstance(value, Text):
        said = f"“{value}”"
    elif isinstance(value, str | int | Decimal | dt.date | Duration):
        said = str(value)
    elif _is_record(value):
        title = getattr(value, "title", None)
        said = _said(title) if isinstance(title, Text) else _key(value) or _in_parts(value)
    elif isinstance(value, Mapping):
        said = ", ".join(map(str, value)) or _("nothing")
    elif isinstance(value, tuple | frozenset):
        said = ", ".join(_said(each) for each in value) or _("nothing")
    else:
        said = _("nothing") if value is None else str(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
