"""Whether the appointments that a workflow asks for can be made.

Which places there are is known a floor above (`appointments`), which tells it here when it
is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pencere.casework.definitions.model_workflow import State
from pencere.casework.definitions.problems import Findings

_provided: list[Callable[[], Mapping[str, str]]] = []


def provide_places(places: Callable[[], Mapping[str, str]]) -> None:
    """Say how to learn the codes of all places, each with the code of its agency."""
    _provided[:] = [places]


def check_appointment(state: State, states: Collection[str], findings: Findings) -> bool:
    """Whether the state that missed appointments lead to is there."""
    order = state.appointment
    if order is None:
        return True
    path = f"workflow.states.{state.code}.appointment"
    for code in order.places:
        findings.known(f"{path}.place", "place", code, _provided[0]() if _provided else ())
    if state.is_final:
        findings.add(path, "A state with an outcome is the end: nobody comes any more.")
    if order.book == "officer" and state.queue is None:
        findings.add(path, "An officer chooses the time, so the state needs a queue.")
    if order.book == "applicant" and order.within and order.missed_to is None:
        findings.add(path, "Say with missed_to where it goes when nobody books in time.")
    if order.missed_to is None:
        return True
    return findings.known(f"{path}.missed_to", "state", order.missed_to, states)
