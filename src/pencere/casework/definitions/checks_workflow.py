"""Whether a workflow leads somewhere: every state reached, every road to an end."""

from __future__ import annotations

from pencere.casework.definitions.checks_appointment import check_appointment
from pencere.casework.definitions.checks_ways_on import check_ways_on
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    ServiceDefinition,
    State,
)
from pencere.casework.definitions.problems import Findings


def check_workflow(definition: ServiceDefinition, findings: Findings) -> None:
    """References between states, actions and reasons; reachability; queues; notices."""
    states = definition.workflow.states
    if not findings.known("workflow.initial", "state", definition.workflow.initial, states):
        return
    are_known = [_check_state(definition, state, findings) for state in states.values()]
    if all(are_known):
        check_ways_on(definition, findings)
    codes = {code for state in states.values() for code in state.actions} | set(states)
    for code in definition.notices:
        findings.known(f"notices.{code}", "state or action", code, codes)
    _check_draft(definition, findings)


def _check_draft(definition: ServiceDefinition, findings: Findings) -> None:
    """The form can be filled in and sent."""
    states = definition.workflow.states
    draft = states[definition.workflow.initial]
    path = f"workflow.states.{draft.code}"
    if not draft.is_editable:
        findings.add(path, "The form is filled in here, so it needs editable: true.")
    sent = [each.to for each in draft.actions.values() if APPLICANT in each.by]
    if all(to in states and states[to].outcome == "withdrawn" for to in sent):
        findings.add(path, "Nobody can send the form: the applicant needs an action to do so.")
    waiting = [each.name for each in definition.data.values() if each.when_unavailable == "wait"]
    for code, action in draft.actions.items():
        end = states.get(action.to)
        if waiting and APPLICANT in action.by and end and end.outcome not in (None, "withdrawn"):
            findings.add(
                f"{path}.actions.{code}.to",
                f"A case can't end while it waits for {waiting[0]}: lead to a state that goes on.",
            )


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
    _check_people(state, path, findings)
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
    if APPLICANT in action.by and action.not_same_as:
        findings.add(f"{path}.not_same_as", "Other eyes are an officer's: there is one applicant.")
    if SYSTEM in action.by and (action.needs or action.not_same_as):
        findings.add(path, "The system gives no reasons or comments and is nobody's colleague.")
    target = definition.workflow.states.get(action.to)
    if action.stops_clock and target and not _waits_for_applicant(target):
        findings.add(
            f"{path}.stops_clock", "The clock stops for the applicant, who can do nothing there."
        )


def _waits_for_applicant(state: State) -> bool:
    """Whether the next step is the applicant's, or that of those who agree with them: also to
    choose a time and come."""
    comes = state.appointment is not None and state.appointment.book == APPLICANT
    return comes or state.waits_for is not None or _acts(state, APPLICANT)


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
