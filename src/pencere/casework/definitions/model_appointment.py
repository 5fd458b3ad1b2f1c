"""An appointment, as a state of a definition asks for it. `model.py` offers it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pencere.kernel.workdays.api import Duration

Booker = Literal["applicant", "officer"]
AppointmentFact = Literal["none", "booked", "held", "missed"]
"""What conditions of the workflow see: of the state's last appointment, cancelled ones apart."""
UNBOOKED: tuple[AppointmentFact, ...] = ("none", "missed")
"""A time has yet to be chosen."""


@dataclass(frozen=True, slots=True)
class AppointmentOrder:
    """A state in which somebody has to choose a time."""

    places: tuple[str, ...]
    """Codes of the country pack's places; with several the one who books chooses."""
    book: Booker = "applicant"
    within: Duration | None = None
    """Time to choose in, from entering the state or from a missed appointment. When it is over
    the application goes to `missed_to`; where the officer books, the head sees the case too."""
    change_until: Duration | None = None
    """Until so long before the beginning the applicant may change or cancel; None: never."""
    missed_to: str | None = None
    misses: int = 1
    """With this missed appointment the application goes to `missed_to`."""
