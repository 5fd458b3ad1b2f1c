"""Whether a workflow leads somewhere: every state reached, every road to an end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from pencere.casework.definitions.checks_appointment import check_appointment
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    ServiceDefinition,
    State,
)


class Findings(Protocol):
    """Where problems go."""

    def add(self, path: str, message: str, suggestion: str = "") -> None: ...

    def known(self, path: str, what: str, word: str, words: Collection[str]) -> bool: ...


def check_workflow(definition: ServiceDefinition, findings: Findings) -> None:
    """References between states, actions and reasons; reachability; queues; notices."""
    states = definition.workflow.states
    if not findings.known("workflow.initial", "state", definition.workflow.initial, states):
        return
    are_known = [_check_state(definition, state, findings) for state in states.values()]
    if all(are_known):
        _check_roads(definition, findings)
    codes = {code for state in states.values() for code in state.actions} | set(states)
    for code in definition.notices:
        findings.known(f"notices.{code}", "state or action", code, codes)
    if not states[definition.workflow.initial].is_editable:
        path = f"workflow.states.{definition.workflow.initial}"
        findings.add(path, "The form is filled in here, so it needs editable: true.")


def _check_state(definition: ServiceDefinition, state: State, findings: Findings) -> bool:
    """Whether everything that the state leads to is there."""
    path = f"workflow.states.{state.code}"
    states = definition.workflow.states
    is_known = True
    for timer in state.timers:
        is_known &= findings.known(f"{path}.after.{timer.after}", "state", timer.to, states)
    for code, action in state.actions.items():
        here = f"{path}.actions.{code}"
        is_known &= findings.known(f"{here}.to", "state", action.to, states)
        _check_action(definition, action, here, findings)
    is_known &= check_appointment(state, states, findings)
    if state.is_final and (state.actions or state.timers):
        findings.add(path, "A state with an outcome is the end: nothing leads out of it.")
    if not state.is_final and not _ways_on(state):
        findings.add(path, "There is no way out of this state: give it actions or an outcome.")
    _check_people(state, path, findings)
    _check_automatic(state, path, findings)
    return is_known


def _check_action(
    definition: ServiceDefinition, action: Action, path: str, findings: Findings
) -> None:
    for state in action.not_same_as:
        findings.known(f"{path}.not_same_as", "state", state, definition.workflow.states)
    for reason in action.reasons:
        findings.known(f"{path}.reasons", "reason", reason, definition.reasons)
    if "reason" in action.needs and not definition.reasons:
        findings.add(f"{path}.needs", "A reason is chosen from `reasons`, but there are none.")
    if SYSTEM in action.by and (action.needs or action.not_same_as):
        findings.add(path, "The system gives no reasons or comments and is nobody's colleague.")
    target = definition.workflow.states.get(action.to)
    waits = target is not None and target.waits_for is not None
    if action.stops_clock and target and not waits and not _acts(target, APPLICANT):
        findings.add(
            f"{path}.stops_clock", "The clock stops for the applicant, who can do nothing there."
        )


def _acts(state: State, who: str) -> bool:
    return any(who in action.by for action in state.actions.values())


def _check_people(state: State, path: str, findings: Findings) -> None:
    """An officer's state is in somebody's queue, and who has it there can act."""
    officers = {
        role
        for action in state.actions.values()
        for role in action.by
        if role not in {APPLICANT, SYSTEM}
    }
    if officers and state.queue is None:
        findings.add(path, "Officers act here, so it needs a queue.")
    if state.queue is not None and state.queue.role not in officers:
        findings.add(f"{path}.queue.role", f"The role {state.queue.role} can do nothing here.")
    if state.is_editable and not _acts(state, APPLICANT):
        findings.add(path, "The applicant can edit here, but has no action to go on.")


def _check_automatic(state: State, path: str, findings: Findings) -> None:
    """A state that only the system leaves can't be waited in for ever."""
    waits = state.timers or state.waits_for or state.opinions or state.appointment
    if not state.actions or waits:
        return  # `checks_waiting` looks at those that wait for something
    if all(action.by == (SYSTEM,) for action in state.actions.values()) and all(
        action.when is not None for action in state.actions.values()
    ):
        findings.add(path, "Only the system acts here: its last action needs no `when`.")


def _check_roads(definition: ServiceDefinition, findings: Findings) -> None:
    states = definition.workflow.states
    onward = {code: _ways_on(state) for code, state in states.items()}
    reached = _reached({definition.workflow.initial}, onward)
    backward: dict[str, set[str]] = {code: set() for code in states}
    for code, targets in onward.items():
        for target in targets:
            backward[target].add(code)
    ends = {code for code, state in states.items() if state.is_final}
    saved = _reached(ends, backward)
    for code in states:
        if code not in reached:
            findings.add(f"workflow.states.{code}", "No road leads to this state.")
        elif code not in saved and onward[code]:
            findings.add(f"workflow.states.{code}", "From here no road leads to an outcome.")


def _ways_on(state: State) -> set[str]:
    """The states to which this one may lead."""
    found = {action.to for action in state.actions.values()}
    found |= {timer.to for timer in state.timers}
    if state.appointment and state.appointment.missed_to:
        found.add(state.appointment.missed_to)
    return found


def _reached(begin: set[str], onward: Mapping[str, set[str]]) -> set[str]:
    seen, left = set(begin), list(begin)
    while left:
        for code in onward[left.pop()] - seen:
            seen.add(code)
            left.append(code)
    return seen
