"""How dates, times, numbers and money are written in the active language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from pencere.kernel.money import Money
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, upper

if TYPE_CHECKING:
    from pencere.kernel.workdays.api import Duration


@cache
def _months(language: str) -> Mapping[int, str]:
    """Names of the months as they stand in a date."""
    months: Mapping[int, str] = Locale.parse(language).months["format"]["wide"]
    return months


def _day(value: dt.date | str) -> dt.date:
    if isinstance(value, str):
        return dt.date.fromisoformat(value[:10])
    if isinstance(value, dt.datetime):
        return timezone.localdate(value)
    return value


def date(value: dt.date | str | None) -> str:
    """`22 noyabr 2026`: the month in words; an ISO string or a moment will do; None is empty."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.day} {_months(get_language() or 'en')[day.month]} {day.year}"


def day_month(value: dt.date) -> str:
    """`22 noyabr`, where the year is plain."""
    day = _day(value)
    return f"{day.day} {_months(get_language() or 'en')[day.month]}"


def weekday(value: dt.date | str) -> str:
    """`Bazar ertəsi`: the name of the day, as it begins a line."""
    language = get_language() or settings.LANGUAGE_CODE
    name: str = Locale.parse(language).days["stand-alone"]["wide"][_day(value).weekday()]
    return upper(name[0], language) + name[1:]


def date_short(value: dt.date | str | None) -> str:
    """`22.11.2026`, for tables."""
    return _day(value).strftime("%d.%m.%Y") if value else ""


def date_and_time(value: dt.datetime | None) -> str:
    """`22 noyabr 2026, 14:05` in the country's time."""
    return f"{date(value)}, {time_of_day(value)}" if value else ""


def time_of_day(value: dt.datetime | None) -> str:
    """`14:05` in the country's time."""
    return timezone.localtime(value).strftime("%H:%M") if value else ""


def clock_time(value: dt.datetime | None) -> str:
    """`14:05:31` in the country's time."""
    return timezone.localtime(value).strftime("%H:%M:%S") if value else ""


def number(value: float | Decimal | str | None, decimals: int | None = None) -> str:
    """`1 234,5`: the separators of the active language."""
    if value is None or value == "":
        return ""
    return formats.number_format(
        Decimal(str(value)), decimal_pos=decimals, use_l10n=True, force_grouping=True
    )


def money(value: Any, currency: str | None = None) -> str:
    """`1 500,00 ₼` of a kernel Money, or of integer minor units (of the country's currency where
    none is named)."""
    if value is None or value == "":
        return ""
    if isinstance(value, Money):
        return str(value)
    return str(Money(int(value), currency or pack().currency))


def file_size(octets: int) -> str:
    """`3,4 MB`, in decimal units, as phones show it."""
    if octets < 1_000_000:
        size, words = number(max(1, round(octets / 1000))), _("%(size)s kB")
    else:
        megabytes = octets / 1_000_000
        size = number(round(megabytes, 1) if megabytes % 1 else int(megabytes))
        words = _("%(size)s MB")
    return words.replace(" ", "\u00a0") % {"size": size}


def days(count: int) -> str:
    """`5 days`, in the right plural."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def duration(value: Duration) -> str:
    """`3 working days`, `1 year 6 months`, `2 hours`: a length of time in words."""
    hours, minutes = divmod(value.minutes, 60)
    parts = [
        (value.years, ngettext("%(count)s year", "%(count)s years", value.years)),
        (value.months, ngettext("%(count)s month", "%(count)s months", value.months)),
        (value.days, ngettext("%(count)s day", "%(count)s days", value.days)),
        (
            value.working_days,
            ngettext("%(count)s working day", "%(count)s working days", value.working_days),
        ),
        (hours, ngettext("%(count)s hour", "%(count)s hours", hours)),
        (minutes, ngettext("%(count)s minute", "%(count)s minutes", minutes)),
    ]
    return " ".join(words % {"count": count} for count, words in parts if count) or days(0)


def text(value: Text | Mapping[str, str] | str | None) -> str:
    """Words in the active language; a plain string, or HTML, stays what it is."""
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Mapping) and not isinstance(value, Text):
        value = Text(value)
    return str(value)
