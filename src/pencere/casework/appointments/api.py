"""What others may ask of appointments: which times are free, and to book, change or end one.

Functions that take a `Matter` trust their caller, the package of applications, to have found
that the actor may act on the application and to hold its lock. Those about a place or a
calendar look for themselves whether the actor may.
"""

from __future__ import annotations

from pencere.casework.appointments.actions import (
    book,
    cancel,
    end_stay,
    hold,
    mark_held,
    mark_missed,
)
from pencere.casework.appointments.calendars import end_feed, feed_since, renew_feed
from pencere.casework.appointments.errors import NothingBooked, TimeTaken, TooLateToChange
from pencere.casework.appointments.places import Place, place, places
from pencere.casework.appointments.queries import (
    change_until,
    choosing,
    displaced,
    held_time,
    past_due,
    standing,
    without_time,
)
from pencere.casework.appointments.schedule import (
    enter_exception,
    exceptions_ahead,
    own_places,
    schedule,
    withdraw_exception,
)
from pencere.casework.appointments.values import (
    Booked,
    Choosing,
    DayShown,
    ExceptionShown,
    Matter,
    ScheduleDay,
    Standing,
    TimeShown,
    Visit,
    code_of,
    instant_of,
)
from pencere.casework.appointments.views import feed_address

__all__ = [
    "Booked",
    "Choosing",
    "DayShown",
    "ExceptionShown",
    "Matter",
    "NothingBooked",
    "Place",
    "ScheduleDay",
    "Standing",
    "TimeShown",
    "TimeTaken",
    "TooLateToChange",
    "Visit",
    "book",
    "cancel",
    "change_until",
    "choosing",
    "code_of",
    "displaced",
    "end_feed",
    "end_stay",
    "enter_exception",
    "exceptions_ahead",
    "feed_address",
    "feed_since",
    "held_time",
    "hold",
    "instant_of",
    "mark_held",
    "mark_missed",
    "own_places",
    "past_due",
    "place",
    "places",
    "renew_feed",
    "schedule",
    "standing",
    "withdraw_exception",
    "without_time",
]
