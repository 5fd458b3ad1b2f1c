"""The applicant's road through a workflow: what they may meet on the way to a good answer, in the
order in which it comes, whoever has the next move there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pencere.casework.definitions.diagram.layers import ordered
from pencere.casework.definitions.model import APPLICANT, ServiceDefinition, State
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration

GOOD = ("granted", "answered")


@dataclass(frozen=True, slots=True)
class RoadStep:
    """A place on the road; several states that people know by the same words are one."""

    states: tuple[str, ...]
    title: Text
    text: Text | None
    is_yours: bool
    """Whether the applicant has the next move."""
    time: Duration | None
    """How long the applicant has for it."""
    is_sure: bool
    """Whether every application comes here that ends well."""


def road(definition: ServiceDefinition) -> tuple[RoadStep, ...]:
    """From sending the application up to, without, the answer.

    States that the system leaves at once, and those from which no good answer is reached, are
    left out.
    """
    workflow = definition.workflow
    states = workflow.states
    targets = {code: _targets(state) for code, state in states.items()}
    ends = {code for code, state in states.items() if state.outcome in GOOD}
    edges = [(code, to) for code, found in targets.items() for to in found]
    order = ordered(list(states), edges, first=workflow.initial, last=_final(states))
    leading = [
        code
        for code in order
        if code != workflow.initial and _is_met(states[code]) and _reaches(targets, code, ends)
    ]
    groups: dict[tuple[Text, Text | None], list[str]] = {}
    for code in leading:
        groups.setdefault((states[code].public_title, states[code].public_text), []).append(code)
    return tuple(
        RoadStep(
            states=tuple(codes),
            title=title,
            text=text,
            is_yours=any(_is_yours(states[code]) for code in codes),
            time=_time(states[codes[0]]),
            is_sure=all(states[code].waits_for != "agreement" for code in codes)
            and not _reaches(targets, workflow.initial, ends, without=codes),
        )
        for (title, text), codes in groups.items()
    )


def road_ahead(
    definition: ServiceDefinition, *, here: str, passed: Collection[str]
) -> tuple[RoadStep, ...]:
    """What still comes for sure before a good answer, for an application that stands `here` and
    was in `passed`; () for one that is at an end."""
    behind = {here, *passed}
    states = definition.workflow.states
    if here not in states or states[here].is_final:
        return ()
    return tuple(
        each for each in road(definition) if each.is_sure and behind.isdisjoint(each.states)
    )


def _final(states: Mapping[str, State]) -> set[str]:
    return {code for code, state in states.items() if state.is_final}


def _targets(state: State) -> set[str]:
    found = {action.to for action in state.actions.values()}
    found |= {timer.to for timer in state.timers}
    if state.appointment and state.appointment.missed_to:
        found.add(state.appointment.missed_to)
    return found


def _is_met(state: State) -> bool:
    """Whether anybody ever sees an application standing here."""
    waits = state.queue or state.waits_for or state.opinions or state.appointment or state.timers
    is_left_by_people = any(not each.is_automatic for each in state.actions.values())
    return not state.is_final and bool(waits or is_left_by_people)


def _is_yours(state: State) -> bool:
    if state.appointment and state.appointment.book == "applicant":
        return True
    moves = [each for each in state.actions.values() if APPLICANT in each.by]
    return state.queue is None and (state.is_editable or any(each.needs for each in moves))


def _time(state: State) -> Duration | None:
    """How long the applicant has in a state where the next move is theirs."""
    if not _is_yours(state):
        return None
    if state.appointment and state.appointment.within:
        return state.appointment.within
    return state.timers[0].after if state.timers else None


def _reaches(
    targets: Mapping[str, Collection[str]],
    start: str,
    ends: Collection[str],
    without: Collection[str] = (),
) -> bool:
    """Whether a way leads from `start` to one of `ends` past none of `without`."""
    seen, left = {start, *without}, [start]
    while left:
        code = left.pop()
        if code in ends:
            return True
        following = [each for each in targets.get(code, ()) if each not in seen]
        seen.update(following)
        left += following
    return False
