"""How far a story of a definition's own tests has come, and the words that all of its steps and
expectations are read with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from pencere.casework.definitions import engine
from pencere.casework.definitions.model import PastStep, ServiceDefinition, Situation
from pencere.casework.definitions.owntests_appointment import appointment_begins
from pencere.casework.definitions.owntests_waiting import Waiting, WrongStoryError
from pencere.casework.definitions.problems import closest
from pencere.kernel.pack import pack
from pencere.kernel.workdays.api import Duration
from pencere.kernel.workdays.rules import add_working_days


@dataclass
class Telling:
    """How far a story has come."""

    definition: ServiceDefinition
    situation: Situation
    at: dt.datetime
    state: str
    entered: dt.datetime
    history: list[PastStep] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    """By co-applicant, once it is sent: pending, agreed, declined."""
    asked_at: dt.datetime | None = None
    waiting: Waiting = field(default_factory=Waiting)
    booked_at: dt.datetime | None = None
    misses: int = 0

    @property
    def now(self) -> Situation:
        """What is known at this point of the story."""
        facts = {
            **self.situation.facts,
            **self.waiting.facts,
            "agreement": engine.agreement_of(self.agreements.values()),
        }
        return replace(self.situation, today=self.today, facts=facts)

    @property
    def today(self) -> dt.date:
        """The day of the story."""
        return self.at.astimezone(timezone.get_default_timezone()).date()

    @property
    def is_granted(self) -> bool:
        """Whether it has come to a grant."""
        return self.definition.workflow.states[self.state].outcome == "granted"

    def move(
        self, action: str, to: str, by: str, findings: Mapping[str, Any] | None = None
    ) -> None:
        """Go on to a state, with what was found on the way."""
        found = findings or {}
        self.history.append(PastStep(action, self.state, to, by, self.at, found))
        known = engine.with_findings(self.situation.findings, found)
        self.situation = replace(self.situation, findings=known)
        self.state, self.entered = to, self.at
        self.waiting.enter(self.definition, to, self.at, self.now)
        appointment_begins(self)


def is_usual_working_day(day: dt.date) -> bool:
    """The calendar of the pack alone: tests know no decree that moves a day."""
    return day.weekday() < 5 and not pack().is_holiday(day)


def later(at: dt.datetime, time: Duration) -> dt.datetime:
    """The instant so long after `at`, working days by the usual calendar."""
    day = time.after(at.date())
    if time.working_days:
        day = add_working_days(at.date(), time.working_days, is_usual_working_day)
    return at + (day - at.date()) + dt.timedelta(minutes=time.minutes)


def as_json(value: Any) -> Any:
    """YAML's dates as the registers give them."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value


def refuse_unknown(what: str, given: Mapping[str, Any], known: Collection[str]) -> None:
    """WrongStoryError with a guess for a name that isn't known."""
    for key in given:
        if key not in known:
            guess = closest(key, known)
            raise WrongStoryError(f"{what}: “{key}” is not known" + (guess and f"; {guess}?"))
