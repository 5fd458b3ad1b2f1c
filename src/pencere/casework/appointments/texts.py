"""What applicants are told of their appointments, in every language at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from pencere.kernel.text import Text

WORDS: Mapping[str, tuple[str, str]] = {
    "booked": (
        _("Your appointment: %(time)s"),
        _("%(service)s, number %(reference)s. %(time)s, %(place)s, %(address)s"),
    ),
    "moved": (
        _("Your appointment was changed: %(time)s"),
        _("%(service)s, number %(reference)s. The new time: %(time)s, %(place)s, %(address)s"),
    ),
    "cancelled": (
        _("Your appointment was cancelled"),
        _("%(service)s, number %(reference)s. The appointment of %(time)s was cancelled."),
    ),
    "taken-back": (
        _("Your appointment was cancelled by the agency"),
        _(
            "%(service)s, number %(reference)s. The appointment of %(time)s can't be kept. "
            "%(reason)s If the application is still open, choose another time."
        ),
    ),
    "missed": (
        _("You missed your appointment"),
        _("%(service)s, number %(reference)s. You did not come on %(time)s."),
    ),
    "held": (
        _("Your appointment took place"),
        _("%(service)s, number %(reference)s. The appointment of %(time)s took place."),
    ),
    "reminder": (
        _("Tomorrow: your appointment, %(time)s"),
        _("%(service)s, number %(reference)s. %(time)s, %(place)s, %(address)s"),
    ),
}
CALENDAR = _("For your calendar: %(address)s")


def moment(at: dt.datetime) -> str:
    """An instant as all three languages write it, in the country's time."""
    return timezone.localtime(at).strftime("%d.%m.%Y, %H:%M")


def filled(message: str, values: Mapping[str, Text | str]) -> Text:
    """A message in each of the country's languages, its placeholders filled in."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            known = {
                key: value.in_language(code) if isinstance(value, Text) else value
                for key, value in values.items()
            }
            words[code] = (gettext(message) % known).replace("  ", " ")
    return Text(words)
