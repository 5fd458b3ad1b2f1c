"""Figures as callers are given them: plain values, no persons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both counted."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Speed:
    """How long something took, and how often in time."""

    count: int = 0
    median_days: float | None = None
    p90_days: float | None = None
    timed: int = 0
    kept: int = 0

    @property
    def kept_percent(self) -> int | None:
        """Share that kept its time limit, in whole percent; None when nothing had one."""
        return self.kept * 100 // self.timed if self.timed else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a service, a region, a step, a span of time."""

    code: str
    title: Text | str
    came: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    speed: Speed = field(default_factory=Speed)


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What is open, by how old it is."""

    up_to_days: int | None
    """None for what is older than all classes."""
    count: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What a head sees of an agency."""

    period: Period
    total: Line
    spans: tuple[Line, ...]
    """Weeks or months of the period."""
    ages: tuple[AgeLine, ...]
    steps: tuple[Line, ...]
    services: tuple[Line, ...]
    regions: tuple[Line, ...]
    counted_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A row that everybody may see; None where a small count would show persons."""

    code: str
    title: Text | str
    agency: str
    came: int | None
    closed: int | None
    median_days: float | None
    kept_percent: int | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """What everybody may see: the last twelve months that are over."""

    period: Period
    came: int
    closed: int
    services: tuple[PublicLine, ...]
    regions: tuple[PublicLine, ...]
    months: tuple[PublicLine, ...]
