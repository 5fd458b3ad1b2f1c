"""What other packages may ask of statistics."""

from __future__ import annotations

from pencere.casework.statistics.actions import count_up_to_now
from pencere.casework.statistics.public import public_figures
from pencere.casework.statistics.queries import Asked, dashboard, last_days
from pencere.casework.statistics.rules import LEAST, Hiding, hidden, may_share
from pencere.casework.statistics.shapes import (
    AgeLine,
    Dashboard,
    Line,
    Period,
    PublicFigures,
    PublicLine,
    Speed,
)

__all__ = [
    "LEAST",
    "AgeLine",
    "Asked",
    "Dashboard",
    "Hiding",
    "Line",
    "Period",
    "PublicFigures",
    "PublicLine",
    "Speed",
    "count_up_to_now",
    "dashboard",
    "hidden",
    "last_days",
    "may_share",
    "public_figures",
]
