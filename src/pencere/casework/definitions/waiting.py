"""What a case waits for beside its officers: opinions of other agencies, a payment; and when
somebody is warned that time runs out. Functions over a definition, as in `workflow.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import timezone

from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    AppealTime,
    OpinionAsked,
    PastStep,
    ServiceDefinition,
    Situation,
)
from pencere.casework.definitions.walk import complete
from pencere.casework.definitions.workflow import END_OF_DAY, due_at
from pencere.kernel.pack import pack
from pencere.kernel.workdays.api import Duration
from pencere.kernel.workdays.rules import add_working_days

OpinionState = Literal["pending", "positive", "negative", "conditional", "silent"]
PaymentState = Literal["none", "due", "proven", "confirmed"]
ANSWERS: tuple[OpinionState, ...] = ("positive", "conditional", "negative")
"""What an asked agency may say."""


@dataclass(frozen=True, slots=True)
class OpinionHeld:
    """One body's answer as conditions see it."""

    body: str
    state: OpinionState
    is_silence_consent: bool = False

    @property
    def consents(self) -> bool:
        """Whether nothing stands against it: agreed, with conditions or by silence."""
        if self.state == "silent":
            return self.is_silence_consent
        return self.state in ("positive", "conditional")


def opinions_to_ask(
    definition: ServiceDefinition, state: str, situation: Situation
) -> list[OpinionAsked]:
    """Whom a case that comes into `state` asks."""
    wanted = definition.workflow.states[state].opinions
    if not wanted:
        return []
    names = complete(definition, situation)
    return [each for each in wanted if names.holds(each.when)]


def opinion_due(asked_at: dt.datetime, within: Duration, situation: Situation) -> dt.datetime:
    """By when the asked agency answers."""
    due = due_at(asked_at, within, (), situation)
    assert due is not None  # noqa: S101 - only a stopped clock has no end
    return due


def opinion_facts(held: Iterable[OpinionHeld]) -> dict[str, Any]:
    """The facts `opinions` and `opinions_in`; with nobody asked all are in."""
    known = list(held)
    return {
        "opinions": [
            {"body": each.body, "state": each.state, "consents": each.consents} for each in known
        ],
        "opinions_in": all(each.state != "pending" for each in known),
    }


def payment_on_entering(state: PaymentState, fee_minor: int | None) -> PaymentState:
    """What the payment is when a case comes to where it is waited for: nothing owed is paid,
    and a receipt that an officer sent back proves nothing."""
    if state == "confirmed" or fee_minor == 0:
        return "confirmed"
    return "due"


def warn_at(due: dt.datetime, before: Duration, situation: Situation) -> dt.datetime:
    """The instant `before` a time that is over at `due`; days count from the end of the day."""
    if before.is_clock_time:
        day = dt.date(2000, 1, 1)
        return due - (before.after(day) - day) - dt.timedelta(minutes=before.minutes)
    zone = timezone.get_default_timezone()
    last = due.astimezone(zone).date()
    if before.working_days:
        day = add_working_days(last, -before.working_days, situation.is_working_day)
    else:
        day = last - (before.after(last) - last)
    return dt.datetime.combine(day, END_OF_DAY, tzinfo=zone).astimezone(dt.UTC)


def last_officer_in(history: Sequence[PastStep], state: str) -> str | None:
    """Who of the officers took the last step out of `state`; None when none did."""
    return next(
        (
            step.by
            for step in reversed(history)
            if step.from_state == state and step.by not in (APPLICANT, SYSTEM)
        ),
        None,
    )


def appeal_time(definition: ServiceDefinition, state: str, closed_on: dt.date) -> AppealTime | None:
    """The time to appeal against what ended in `state` on that day; None where one can't."""
    appeal = definition.workflow.appeal
    if appeal is None or state not in appeal.from_states:
        return None
    if appeal.within is not None:
        return AppealTime(appeal.within)
    parameter = pack().parameters().get(appeal.parameter)
    held = parameter.on(closed_on) if parameter else None
    return AppealTime(Duration.parse(held.value), held.law, held.is_confirmed) if held else None
