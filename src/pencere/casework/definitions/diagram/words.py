"""A definition's states as a graph and as a table, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pencere.casework.definitions.diagram.graph import Exit, Graph, Node, Words
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    AppointmentOrder,
    ServiceDefinition,
    State,
    Timer,
)
from pencere.ui.api import formatting

ROLES: Mapping[str, Promise] = {
    APPLICANT: gettext_lazy("applicant"),
    SYSTEM: gettext_lazy("by itself"),
    "officer": gettext_lazy("officer"),
    "head": gettext_lazy("head of the agency"),
    "inspector": gettext_lazy("inspector"),
    "registrar": gettext_lazy("registrar"),
}
"""Roles that every agency knows; one that is missing here is called by its code."""
OUTCOMES: Mapping[str, Promise] = {
    "granted": gettext_lazy("Granted"),
    "refused": gettext_lazy("Refused"),
    "answered": gettext_lazy("Answered"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "lapsed": gettext_lazy("Lapsed"),
}
WAITS: Mapping[str, Promise] = {
    "payment": gettext_lazy("waits for the payment"),
    "agreement": gettext_lazy("waits for the co-applicants"),
}


@dataclass(frozen=True, slots=True)
class ExitRow:
    """A way out of a state, in words."""

    title: str
    who: str
    to: str
    """Title of the state that it leads to."""
    rules: tuple[str, ...] = ()
    """What else holds for it: four eyes, the clock, what must be said."""
    when: str = ""
    """Its condition, as the definition writes it."""
    is_timer: bool = False


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state, in words: the diagram for those who read."""

    code: str
    title: str
    public_title: str
    notes: tuple[str, ...]
    """Whose work it is, within what time, what it waits for."""
    outcome: str
    exits: tuple[ExitRow, ...]


def graph_of(definition: ServiceDefinition) -> Graph:
    """The states and the ways between them."""
    workflow = definition.workflow
    return Graph(
        title=str(definition.title),
        initial=workflow.initial,
        nodes=tuple(_node(state) for state in workflow.states.values()),
    )


def table_of(definition: ServiceDefinition) -> list[StateRow]:
    """The same as `graph_of` and what a picture has no room for."""
    states = definition.workflow.states
    return [
        StateRow(
            code=state.code,
            title=str(state.title),
            public_title=str(state.public_title),
            notes=tuple(_notes(state)),
            outcome=str(OUTCOMES[state.outcome]) if state.outcome else "",
            exits=tuple(_exit_rows(state, states)),
        )
        for state in states.values()
    ]


def role_words(roles: Iterable[str]) -> str:
    """Roles in words, with commas."""
    return ", ".join(str(ROLES.get(role, role)) for role in roles)


def _node(state: State) -> Node:
    queue = state.queue
    owner = [role_words([queue.role])] if queue else []
    within = [formatting.duration(queue.sla)] if queue and queue.sla else []
    waits = [str(WAITS[state.waits_for])] if state.waits_for else []
    return Node(
        code=state.code,
        title=str(state.title),
        note=", ".join([*owner, *within, *waits, *_opinions(state)]),
        exits=tuple(_exits(state)),
        outcome=state.outcome or "",
    )


def _exits(state: State) -> Iterator[Exit]:
    for action in state.actions.values():
        words = (Words(str(action.title)), Words(f"·\u00a0{role_words(action.by)}", is_soft=True))
        yield Exit(action.code, action.to, words)
    for timer in state.timers:
        yield Exit(f"after {timer.after}", timer.to, (Words(_after(timer)),), is_timer=True)
    if state.appointment and state.appointment.missed_to:
        missed = Words(_missed(state.appointment))
        yield Exit("missed", state.appointment.missed_to, (missed,), is_timer=True)


def _exit_rows(state: State, states: Mapping[str, State]) -> Iterator[ExitRow]:
    itself = str(ROLES[SYSTEM])
    for action in state.actions.values():
        yield ExitRow(
            title=str(action.title),
            who=role_words(action.by),
            to=str(states[action.to].title),
            rules=tuple(_rules(action, states)),
            when=action.when.text if action.when else "",
        )
    for timer in state.timers:
        yield ExitRow(_after(timer), itself, str(states[timer.to].title), is_timer=True)
    order = state.appointment
    if order and order.missed_to:
        yield ExitRow(_missed(order), itself, str(states[order.missed_to].title), is_timer=True)


def _after(timer: Timer) -> str:
    return _("After %(time)s") % {"time": formatting.duration(timer.after)}


def _missed(order: AppointmentOrder) -> str:
    if order.within is None:
        return _("Appointment missed")
    time = formatting.duration(order.within)
    return _("Appointment missed, or none chosen within %(time)s") % {"time": time}


def _opinions(state: State) -> list[str]:
    count = len(state.opinions)
    said = ngettext("%(count)s agency's opinion", "%(count)s agencies' opinions", count)
    return [said % {"count": count}] if count else []


def _notes(state: State) -> Iterator[str]:
    queue = state.queue
    if queue:
        yield _("Whose work: %(role)s") % {"role": role_words([queue.role])}
        if queue.sla:
            yield _("Time for the step: %(time)s") % {"time": formatting.duration(queue.sla)}
        if queue.warn:
            time = formatting.duration(queue.warn)
            yield _("A warning comes before the end: %(time)s") % {"time": time}
        if queue.escalate:
            words = {
                "time": formatting.duration(queue.escalate.after),
                "role": role_words([queue.escalate.to]),
            }
            yield _("After %(time)s it shows to: %(role)s") % words
    if state.waits_for:
        yield str(WAITS[state.waits_for]).capitalize()
    yield from _opinions(state)
    if state.appointment:
        who = APPLICANT if state.appointment.book == "applicant" else "officer"
        yield _("The time is chosen by: %(role)s") % {"role": role_words([who])}
    if state.is_editable:
        yield _("The form can be filled in")


def _rules(action: Action, states: Mapping[str, State]) -> Iterator[str]:
    if action.not_same_as:
        names = ", ".join(str(states[code].title) for code in action.not_same_as)
        yield _("Not by whoever acted in: %(states)s") % {"states": names}
    for need in action.needs:
        yield str(NEEDS[need])
    if action.stops_clock:
        yield _("The time stands still from here")
    if action.extends:
        yield _("The whole term becomes: %(time)s") % {"time": formatting.duration(action.extends)}
    if action.once:
        yield _("Once only")
    if action.bulk:
        yield _("On many cases at once, too")


NEEDS: Mapping[str, Promise] = {
    "comment": gettext_lazy("With words that the applicant reads"),
    "reason": gettext_lazy("With a reason"),
    "note": gettext_lazy("With an internal note"),
    "receipt": gettext_lazy("With the number of the bank's receipt"),
}
