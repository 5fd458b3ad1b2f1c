"""Steps of a definition's own tests about appointments: `{book: P2WD}`, `{attend}`, `{miss}`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pencere.casework.definitions.model import SYSTEM
from pencere.casework.definitions.model_appointment import UNBOOKED

if TYPE_CHECKING:
    from pencere.casework.definitions.owntests_telling import Telling

BOOK, ATTEND, MISS = "book", "attend", "miss"
STEPS = (BOOK, ATTEND, MISS)
NEXT_DAY = dt.timedelta(days=1)


class WrongAppointmentError(ValueError):
    """The story can't go on as told."""


def appointment_begins(telling: Telling) -> None:
    """On entering a state that asks for a time, what was agreed before is over."""
    if telling.definition.workflow.states[telling.state].appointment:
        telling.misses, telling.booked_at = 0, None
        _learn(telling, "none")


def take_appointment_step(
    telling: Telling, told: Mapping[str, Any], *, booked_at: dt.datetime | None
) -> None:
    """Book for `booked_at`, or come, or fail to come, to what was booked."""
    if "book" in told:
        _book(telling, booked_at)
    elif telling.booked_at is None or telling.situation.facts.get("appointment") != "booked":
        raise WrongAppointmentError(f"nothing is booked in {telling.state}")
    elif "attend" in told:
        telling.at = max(telling.at, telling.booked_at)
        _learn(telling, "held")
    else:
        telling.at = max(telling.at, telling.booked_at + NEXT_DAY)
        _miss(telling)


def _book(telling: Telling, at: dt.datetime | None) -> None:
    state = telling.definition.workflow.states[telling.state]
    fact = telling.situation.facts.get("appointment", "none")
    if (state.appointment is None and fact != "booked") or at is None:
        raise WrongAppointmentError(f"no time can be booked in {telling.state}")
    if fact not in (*UNBOOKED, "booked"):
        raise WrongAppointmentError("the appointment is over already")
    telling.booked_at = at
    _learn(telling, "booked")


def _miss(telling: Telling) -> None:
    telling.misses += 1
    _learn(telling, "missed")
    telling.situation = replace(telling.situation, unbooked_since=telling.at)
    order = telling.definition.workflow.states[telling.state].appointment
    if order and order.missed_to and telling.misses >= order.misses:
        telling.move(MISS, order.missed_to, SYSTEM)


def _learn(telling: Telling, fact: str) -> None:
    telling.situation = replace(
        telling.situation, facts={**telling.situation.facts, "appointment": fact}
    )
