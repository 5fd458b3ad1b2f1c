"""What goes into this package and comes out of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from pencere.casework.appointments.places import Place
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration


@dataclass(frozen=True, slots=True)
class Matter:
    """The application that an appointment is for. Whoever makes one has made sure that the
    actor may act on the application, and holds its lock where something is changed."""

    application_id: UUID
    reference: str
    service: str
    title: Text
    state: str
    party: UUID
    """The applicant."""
    link: str
    """Path of the page on which the applicant follows it."""
    scope: str = ""
    """What a mandate must cover to act in it."""
    change_until: Duration | None = None
    """As the definition says: until so long before the applicant may change."""


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as pages show it."""

    id: UUID
    place: Place
    starts_at: dt.datetime
    ends_at: dt.datetime
    status: str
    application_id: UUID
    reference: str
    service: str
    title: Text
    state: str
    party: UUID
    link: str
    """Path of the page on which the applicant follows the application."""
    changed_at: dt.datetime
    created_at: dt.datetime
    sequence: int
    is_by_agency: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How an application stands with the appointment of its present state."""

    fact: str = "none"
    """none, booked, held or missed: what conditions of a workflow see."""
    last: Booked | None = None
    """The appointment that the fact is about."""
    misses: int = 0
    unbooked_since: dt.datetime | None = None
    """When the last one was missed or cancelled."""


@dataclass(frozen=True, slots=True)
class TimeShown:
    """One time that can be chosen."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    free: int

    @property
    def code(self) -> str:
        """How a form names it: the instant in UTC."""
        return code_of(self.starts_at)


def instant_of(code: str) -> dt.datetime | None:
    """The instant that `TimeShown.code` names; None for what is none."""
    try:
        at = dt.datetime.strptime(code[:20], "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return at if 1 < at.year < dt.MAXYEAR else None  # at the calendar's ends zones have no room


def code_of(at: dt.datetime) -> str:
    """How a form names an instant."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day with free times."""

    day: dt.date
    times: tuple[TimeShown, ...]

    @property
    def free(self) -> int:
        return sum(time.free for time in self.times)


@dataclass(frozen=True, slots=True)
class Choosing:
    """What can be chosen: places, the free days of one, the free times of one day."""

    places: tuple[Place, ...]
    place: Place
    days: tuple[DayShown, ...]
    day: DayShown | None
    """The day that is open, the first free one unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A line of a place's list for its officers."""

    booked: Booked
    applicant: str


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """A closure or an extra opening as the desk shows it."""

    id: UUID
    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """One day of a place."""

    day: dt.date
    visits: tuple[Visit, ...]
    free: int
    is_open: bool
    exceptions: tuple[ExceptionShown, ...] = field(default=())
