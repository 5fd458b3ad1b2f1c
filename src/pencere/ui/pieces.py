"""Plain values that the components show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pencere.kernel.text import Text

Words = Text | Mapping[str, str] | str
"""Text in the languages of the country, or a string that is already in the right one."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here. The last one, the page itself, has no address."""

    title: Any
    address: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One row "what: value", with where the value comes from."""

    title: Any
    value: Any = None
    """None or empty is shown as "not recorded"."""
    source: Any = ""
    """Title of the register."""
    as_of: dt.datetime | None = None
    wrong_address: str = ""
    """Where to say "this is wrong"."""
    change_address: str = ""
    kind: str = "text"
    """How the value is written: text, date, datetime, money, number, boolean, list."""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a timeline."""

    title: Any
    at: dt.datetime | dt.date | None = None
    by: Any = ""
    text: Any = ""
    state: str = "done"
    """done, now or ahead."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Keyset paging: addresses of the neighbouring pages, empty at the ends."""

    next_address: str = ""
    previous_address: str = ""
    first_address: str = ""
