"""Whether a case can get stuck: in a state out of which nobody and no time need ever lead, or in
a circle of steps that the system takes by itself.

What a form or a register says can stay as it is for ever, so a condition on it is no sure way
on. What the platform itself brings about (opinions come in or fall silent, co-applicants answer
or are late, an appointment takes place) is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    ServiceDefinition,
    State,
)
from pencere.casework.definitions.problems import Findings

ADVICE = "Add an action without `when` and `once` for somebody, or a time with `after`."
Roads = Mapping[str, set[str]]


def check_ways_on(definition: ServiceDefinition, findings: Findings) -> None:
    """Every state is come to, and every open case gets to an outcome, whatever its answers and
    registers say. All states that are led to must be there."""
    states = definition.workflow.states
    possible = {code: _ways_on(state) for code, state in states.items()}
    come_to = _reached(definition.workflow.initial, possible)
    for code in states.keys() - come_to:
        findings.add(f"workflow.states.{code}", "No road leads to this state.")
    sure = {
        code: _sure_ways(definition, states[code])
        for code in states
        if code in come_to and not states[code].is_final
    }
    forced = {code: _forced(states[code]) for code in sure}
    for code in sure.keys() - _ending(states.keys() - sure.keys(), sure, forced):
        if not _is_only_draft(definition, code, possible):
            _tell(states[code], sure, findings)
    _check_circles(definition, findings)


def _tell(state: State, sure: Roads, findings: Findings) -> None:
    """Say where cases would stay: not again at each state that leads there."""
    path = f"workflow.states.{state.code}"
    if not state.actions and not _ways_on(state):
        findings.add(path, "There is no way out of this state: give it actions or an outcome.")
    elif not sure[state.code]:
        findings.add(path, f"A case could stay here for ever: {_why(state)}. {ADVICE}")
    elif all(sure.get(each, {each}) for each in _reached(state.code, sure)):
        findings.add(path, f"From here no sure road leads to an outcome. {ADVICE}")


def _ways_on(state: State) -> set[str]:
    """The states to which this one may lead."""
    found = {action.to for action in state.actions.values()}
    found |= {timer.to for timer in state.timers}
    if state.appointment and state.appointment.missed_to:
        found.add(state.appointment.missed_to)
    return found


def _reached(begin: str, roads: Roads) -> set[str]:
    """All states on the roads from `begin`, itself among them."""
    seen, left = {begin}, [begin]
    while left:
        for code in roads.get(left.pop(), set()) - seen:
            seen.add(code)
            left.append(code)
    return seen


def _ending(ends: set[str], sure: Roads, forced: Roads) -> set[str]:
    """The ends, and all states from which a sure road leads to one, also when the system takes
    each step that it may take before anybody else can act."""
    found, size = set(ends), -1
    while size != len(found):
        size = len(found)
        found |= {code for code, to in sure.items() if to & found and forced[code] <= found}
    return found


def _forced(state: State) -> set[str]:
    """Where the system may take the case at once, again and again."""
    actions = state.actions.values()
    return {each.to for each in actions if SYSTEM in each.by and not each.once} - {state.code}


def _is_only_draft(definition: ServiceDefinition, code: str, possible: Roads) -> bool:
    """A draft is no case yet: whoever can't send it may delete it."""
    returns = any(code in targets for targets in possible.values())
    return code == definition.workflow.initial and not returns


def _sure_ways(definition: ServiceDefinition, state: State) -> set[str]:
    """Where a case goes from here however its conditions turn out; staying is no way on."""
    order = state.appointment
    found = {timer.to for timer in state.timers}
    if order and order.missed_to and order.within and order.book == "applicant":
        found.add(order.missed_to)
    at_once = [each for each in state.actions.values() if SYSTEM in each.by and each.when is None]
    if steps := [each.to for each in at_once if not each.once]:
        return {steps[0]} - {state.code}  # nobody else comes to act, and no time passes
    lasting = [each for each in state.actions.values() if _lasts(definition, state, each)]
    found |= {each.to for each in lasting if each.when is None}
    found |= _covered(state, [each for each in lasting if each.when is not None])
    return found - {state.code}


def _lasts(definition: ServiceDefinition, state: State, action: Action) -> bool:
    """Whether the action, where its condition holds, can always be taken in this state."""
    if action.to == state.code:
        return False
    return not _wears_out(definition, state, action) and not _is_rejected(definition, state, action)


def _wears_out(definition: ServiceDefinition, state: State, action: Action) -> bool:
    """Whether a case can be here with this `once` action used up: here before, or elsewhere."""
    if not action.once:
        return False
    states = definition.workflow.states
    roads = {code: _ways_on(each) for code, each in states.items()}
    used = [each.actions[action.code].to for each in states.values() if action.code in each.actions]
    return any(state.code in _reached(to, roads) for to in used)


def _is_rejected(definition: ServiceDefinition, state: State, action: Action) -> bool:
    """Whether the eligibility rules can refuse what the applicant sends from here, for reasons
    that no answer of theirs mends."""
    target = definition.workflow.states[action.to]
    if not state.is_editable or action.by != (APPLICANT,) or target.outcome == "withdrawn":
        return False
    return any(
        rule.verdict == "reject" and not rule.when.names <= {"form"}
        for rule in definition.eligibility
    )


def _covered(state: State, actions: Sequence[Action]) -> set[str]:
    """Where these actions lead, if one of them is possible whatever the facts come to be."""
    facts = _facts(state)
    told = [each for each in actions if each.when and each.when.names <= facts.keys()]
    names = sorted({name for each in told if each.when for name in each.when.names})
    found: set[str] = set()
    for values in product(*(facts[name] for name in names)):
        known = dict(zip(names, values, strict=True))
        possible = {each.to for each in told if each.when and each.when.evaluate(known)}
        if not possible:
            return set()
        found |= possible
    return found


def _facts(state: State) -> Mapping[str, Sequence[Any]]:
    """What each fact may be for good in this state."""
    waits = state.waits_for
    return {
        "verdict": ("ok", "review", "reject"),
        "agreement": (
            "none",
            "agreed",
            "declined",
            *(() if waits == "agreement" else ("pending",)),
        ),
        "payment": ("due", "proven", "confirmed", *(() if waits == "payment" else ("none",))),
        "opinions_in": (True,) if state.opinions else (True, False),
        "appointment": ("held",) if state.appointment else ("none", "booked", "held", "missed"),
    }


def _why(state: State) -> str:
    """What becomes of each action, in words."""
    told = []
    for action in state.actions.values():
        if action.to == state.code:
            told.append(f"“{action.code}” stays here")
        elif action.once:
            told.append(f"“{action.code}” may be used up")
        elif action.when is not None:
            told.append(f"“{action.code}” waits for `{action.when.text}`")
        else:
            told.append(f"“{action.code}” may be rejected by the eligibility rules")
    return "; ".join(told)


def _check_circles(definition: ServiceDefinition, findings: Findings) -> None:
    """The system's steps follow one another at once: in a circle they would never end."""
    roads = {
        code: {each.to for each in state.actions.values() if SYSTEM in each.by and not each.once}
        for code, state in definition.workflow.states.items()
    }
    told: set[str] = set()
    for code, targets in roads.items():
        circle = {each for each in _reached(code, roads) if code in _reached(each, roads)}
        if not told & circle and any(code in _reached(each, roads) for each in targets):
            told |= circle
            names = ", ".join(each for each in roads if each in circle)
            findings.add(
                f"workflow.states.{code}",
                f"The system would go round in a circle ({names}): let a person act in between, "
                "or make a step `once: true`.",
            )
