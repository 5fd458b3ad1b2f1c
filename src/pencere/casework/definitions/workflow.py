"""Which steps are possible in a state, for whom and by when: functions over a definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Literal

from django.utils import timezone

from pencere.casework.definitions import rules
from pencere.casework.definitions.eligibility import eligibility
from pencere.casework.definitions.model import (
    APPLICANT,
    FACTS,
    SYSTEM,
    Action,
    AppointmentOrder,
    PastStep,
    ServiceDefinition,
    Situation,
    Timer,
)
from pencere.casework.definitions.model_appointment import UNBOOKED
from pencere.casework.definitions.names import Names
from pencere.casework.definitions.walk import complete
from pencere.kernel.workdays.api import Duration

VERDICT = "verdict"
"""How an action's `when` calls the verdict of the eligibility rules."""
END_OF_DAY = dt.time(23, 59, 59)
WhyNot = Literal["unknown-action", "not-your-role", "four-eyes", "already-done", "condition"]


class ImpossibleAction(Exception):
    """The action can't be taken; `code` says why."""

    def __init__(self, code: WhyNot) -> None:
        self.code = code
        super().__init__(code)


def start_state(definition: ServiceDefinition) -> str:
    """The state of a new draft."""
    return definition.workflow.initial


def why_not(
    definition: ServiceDefinition,
    state: str,
    action_code: str,
    *,
    by: Collection[str],
    who: str,
    history: Sequence[PastStep],
    situation: Situation,
) -> WhyNot | None:
    """Why `who`, having the roles `by`, can't take the action; None when they can.

    `by` holds the roles of an officer's post in the handling agency, or `applicant`, or
    `system`. `who` is the name under which `history` knows them (PastStep.by).
    """
    action = definition.workflow.states[state].actions.get(action_code)
    if action is None:
        return "unknown-action"
    names = complete(definition, situation)
    return _why_not(action, by=by, who=who, history=history, names=names)


def _why_not(
    action: Action,
    *,
    by: Collection[str],
    who: str,
    history: Sequence[PastStep],
    names: Names,
) -> WhyNot | None:
    if not set(action.by) & set(by):
        return "not-your-role"
    if any(step.from_state in action.not_same_as and step.by == who for step in history):
        return "four-eyes"
    if action.once and any(step.action == action.code for step in history):
        return "already-done"
    speaks_of_verdict = action.when is not None and VERDICT in action.when.names
    if speaks_of_verdict and not names.knows_verdict:
        names.know_verdict(eligibility(names.definition, names.situation).kind)
    return None if names.holds(action.when) else "condition"


def possible_actions(
    definition: ServiceDefinition,
    state: str,
    *,
    by: Collection[str],
    who: str = "",
    history: Sequence[PastStep] = (),
    situation: Situation,
) -> list[Action]:
    """What `who` with the roles `by` can do now, in the definition's order."""
    names = complete(definition, situation)
    return [
        action
        for action in definition.workflow.states[state].actions.values()
        if _why_not(action, by=by, who=who, history=history, names=names) is None
    ]


def automatic_action(
    definition: ServiceDefinition,
    state: str,
    *,
    history: Sequence[PastStep] = (),
    situation: Situation,
) -> Action | None:
    """The first system action whose condition is met: the runtime takes it at once."""
    found = possible_actions(
        definition, state, by={SYSTEM}, who=SYSTEM, history=history, situation=situation
    )
    return found[0] if found else None


def next_state(
    definition: ServiceDefinition,
    state: str,
    action_code: str,
    *,
    by: Collection[str],
    who: str,
    history: Sequence[PastStep],
    situation: Situation,
) -> str:
    """The state after the action; ImpossibleAction when it can't be taken."""
    refusal = why_not(
        definition, state, action_code, by=by, who=who, history=history, situation=situation
    )
    if refusal is not None:
        raise ImpossibleAction(refusal)
    return definition.workflow.states[state].actions[action_code].to


def stopped_intervals(
    definition: ServiceDefinition, history: Sequence[PastStep]
) -> list[rules.Interval]:
    """When the clock stood still: from an action that stops it until the state is left."""
    found: list[rules.Interval] = []
    since: dt.datetime | None = None
    for step in history:
        if since is not None:
            found.append((since, step.at))
            since = None
        state = definition.workflow.states.get(step.from_state)
        action = state.actions.get(step.action) if state else None
        if action is not None and action.stops_clock:
            since = step.at
    if since is not None:
        found.append((since, None))
    return found


def due_at(
    entered: dt.datetime,
    term: Duration,
    stopped: Sequence[rules.Interval],
    situation: Situation,
) -> dt.datetime | None:
    """The instant (UTC) when `term` from `entered` is over; None while the clock stands still.

    Working days and days end with the end of the day in the country's time; each day at whose
    end the clock stood still is given back. Terms in hours run on the clock.
    """
    if any(end is None for _begin, end in stopped):
        return None
    later = [(begin, end) for begin, end in stopped if end is not None and end > entered]
    if term.is_clock_time:
        day = term.after(entered.date())
        moved = entered + (day - entered.date()) + dt.timedelta(minutes=term.minutes)
        return moved + sum((end - max(begin, entered) for begin, end in later), dt.timedelta())
    zone = timezone.get_default_timezone()
    last = rules.last_day_of_term(
        entered.astimezone(zone).date(),
        term,
        rules.stopped_days(later, zone),
        situation.is_working_day,
    )
    return dt.datetime.combine(last, END_OF_DAY, tzinfo=zone).astimezone(dt.UTC)


def term_of(definition: ServiceDefinition, situation: Situation) -> Duration | None:
    """The whole time to an answer that is promised, by what is answered so far; None where none
    is."""
    terms = definition.workflow.term
    if not terms:
        return None
    if terms[0].when is None:
        return terms[0].within
    names = complete(definition, situation)
    return next((each.within for each in terms if names.holds(each.when)), None)


def answer_due(
    definition: ServiceDefinition, history: Sequence[PastStep], situation: Situation
) -> dt.datetime | None:
    """By when the applicant gets an answer: the whole term from submission, extended where an
    action extended it; None before submission, without a term, or while the clock stands."""
    submitted = submitted_step(definition, history)
    if submitted is None or not definition.workflow.term:
        return None
    term = term_of(definition, situation)
    for step in history:
        state = definition.workflow.states.get(step.from_state)
        action = state.actions.get(step.action) if state else None
        if action is not None and action.extends is not None:
            term = action.extends
    if term is None:
        return None
    return due_at(submitted.at, term, stopped_intervals(definition, history), situation)


def submitted_step(definition: ServiceDefinition, history: Sequence[PastStep]) -> PastStep | None:
    """The applicant's first step out of the initial state."""
    for step in history:
        state = definition.workflow.states.get(step.from_state)
        action = state.actions.get(step.action) if state else None
        if step.from_state == definition.workflow.initial and action and APPLICANT in action.by:
            return step
    return None


def timer_due(
    definition: ServiceDefinition, state: str, entered: dt.datetime, situation: Situation
) -> tuple[Timer, dt.datetime] | None:
    """The state's first timer and the instant when it strikes; None without timers.

    Where the applicant has to choose a time and has none, the time to choose is one as well.
    """
    here = definition.workflow.states[state]
    struck = [(timer, due_at(entered, timer.after, (), situation)) for timer in here.timers]
    order = here.appointment
    if order and order.book == "applicant" and order.within and order.missed_to:
        at = book_until(order, entered, situation)
        struck.append((Timer(after=order.within, to=order.missed_to), at))
    known = [(timer, at) for timer, at in struck if at is not None]
    return min(known, key=lambda each: each[1], default=None)


def book_until(
    order: AppointmentOrder, entered: dt.datetime, situation: Situation
) -> dt.datetime | None:
    """The instant by which a time must be chosen; None while there is one, or without a limit."""
    fact = situation.facts.get("appointment", FACTS["appointment"])
    if order.within is None or fact not in UNBOOKED:
        return None
    since = max(entered, situation.unbooked_since or entered)
    return due_at(since, order.within, (), situation)
