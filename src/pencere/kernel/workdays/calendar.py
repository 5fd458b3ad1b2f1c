"""The country's calendar of work: weekends and the law's holidays, corrected by officers."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from pencere.kernel.pack import pack
from pencere.kernel.workdays.models import WorkdayOverride

SATURDAY = 5
FRESH_SECONDS = 30.0
"""How long another process may go on without having seen a new override."""


class _Overrides:
    """The override table as this process last read it: a few rows a year, asked all the time."""

    def __init__(self) -> None:
        self._days: Mapping[dt.date, bool] = {}
        self._database: object = None
        self._read_at = 0.0

    def days(self) -> Mapping[dt.date, bool]:
        database = settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"]
        if database != self._database or time.monotonic() - self._read_at > FRESH_SECONDS:
            self._days = dict(WorkdayOverride.objects.values_list("day", "is_working"))
            self._database, self._read_at = database, time.monotonic()
        return self._days

    def forget(self) -> None:
        self._database = None


_overrides = _Overrides()


@receiver([post_save, post_delete], sender=WorkdayOverride)
def forget_overrides(**_signal: object) -> None:
    """Read the table again at the next question."""
    _overrides.forget()


@lru_cache(maxsize=20_000)
def _is_working_by_law(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and not pack().is_holiday(day)


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on `day`."""
    override = _overrides.days().get(day)
    return _is_working_by_law(day) if override is None else override
