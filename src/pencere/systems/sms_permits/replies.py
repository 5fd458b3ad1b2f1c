"""What senders are answered: the country pack's words, filled with what was decided.

An SMS in the 7-bit alphabet has 160 characters, one in any other 70; letters that would cost
that are written plainly where the pack says so. What still doesn't fit goes out in parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from pencere.kernel import clock
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.sms_permits.deciding import Decided
from pencere.systems.sms_permits.messages import Read
from pencere.systems.sms_permits.rules import Barred, Hours, Person, Purpose, Reason, Rules

_OF_THE_DAY = frozenset({Reason.PURPOSE_LIMIT, Reason.TOTAL_LIMIT})


def reply(
    decided: Decided, *, read: Read, person: Person | None, rules: Rules | None, language: str
) -> str:
    """The answer to one message in `language`."""
    code = decided.reason.value if decided.reason else decided.outcome
    return _plain(
        _template(code, language).format_map(_values(decided, read, person, rules, language)),
        language,
    )


def sorry(language: str) -> str:
    """The answer to a message that could not be decided."""
    return _plain(_template(Reason.FAILED, language), language)


@lru_cache(maxsize=1000)
def _template(code: str, language: str) -> str:
    return Text(pack().permit_messages().answers[code]).in_language(language)


@lru_cache(maxsize=10)
def _letters(language: str) -> dict[int, str]:
    return str.maketrans(dict(pack().permit_messages().plain_letters.get(language, {})))


def _plain(text: str, language: str) -> str:
    return text.translate(_letters(language))


def _values(
    decided: Decided, read: Read, person: Person | None, rules: Rules | None, language: str
) -> Mapping[str, str]:
    purpose = rules.by_index(read.index) if rules else None
    said = {
        "index": read.index,
        "purpose": _in(purpose.short, language) if purpose else "",
        "document": read.document,
        **_of_rules(rules, read.index, language),
    }
    if decided.valid_from and decided.valid_until:
        said["from"], said["until"] = _span(decided.valid_from, decided.valid_until)
    elif decided.reason in _OF_THE_DAY:
        said["tomorrow"] = f"{clock.today() + dt.timedelta(days=1):%d.%m} 00:00"
    elif decided.reason is Reason.BARRED and person and rules:
        said["group"] = _group(person, rules.barred, language)
    return said


def _span(begin: dt.datetime, end: dt.datetime) -> tuple[str, str]:
    """`26.11 14:05` and `17:05`; with the date where it ends on another day."""
    first, last = timezone.localtime(begin), timezone.localtime(end)
    is_same_day = first.date() == last.date()
    return _moment(first), f"{last:%H:%M}" if is_same_day else _moment(last)


def _moment(local: dt.datetime) -> str:
    return f"{local:%d.%m %H:%M}"


def _group(person: Person, barred: tuple[Barred, ...], language: str) -> str:
    return next((_in(each.title, language) for each in barred if each.code in person.groups), "")


@lru_cache(maxsize=500)
def _of_rules(rules: Rules | None, index: str, language: str) -> Mapping[str, str]:
    """What the rules say whoever asks. `index` is the purpose's number of the example."""
    purposes = rules.purposes if rules else ()
    known = any(each.index == index for each in purposes)
    first = index if known else next((each.index for each in purposes), "1")
    return {
        "example": f"{first} {pack().permit_messages().example}",
        "purposes": ", ".join(_named(each, language) for each in purposes),
        "indexes": ", ".join(each.index for each in purposes),
        "any_hour": ", ".join(_named(each, language) for each in purposes if each.at_any_hour)
        or "-",
        "hours": ", ".join(map(_hours, rules.hours)) if rules else "",
    }


def _named(purpose: Purpose, language: str) -> str:
    return f"{purpose.index} {_in(purpose.short, language)}"


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get(settings.LANGUAGE_CODE, "")


def _hours(window: Hours) -> str:
    return f"{window.begin:%H:%M}-{window.end:%H:%M}"
