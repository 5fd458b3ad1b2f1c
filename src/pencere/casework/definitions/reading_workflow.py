"""States, actions, timers and queues of a workflow, read from YAML."""

from __future__ import annotations

from typing import TypeVar, get_args

from pencere.casework.definitions.model import (
    EFFECTS,
    Action,
    Appeal,
    Escalation,
    Need,
    OpinionAsked,
    Outcome,
    Queue,
    State,
    Style,
    Term,
    Timer,
    Workflow,
)
from pencere.casework.definitions.model_workflow import WAITS
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Source
from pencere.casework.definitions.reading_appointment import read_appointment
from pencere.casework.definitions.reading_form import read_findings
from pencere.kernel.workdays.api import Duration

T = TypeVar("T", bound=str)
ROLES: tuple[str, ...] = ("officer", "head", "inspector", "registrar", "applicant", "system")
OFFICER_ROLES = ROLES[:4]
NEEDS: tuple[Need, ...] = get_args(Need)


def read_workflow(source: Source, node: Node) -> Workflow:
    with source.group(node) as group:
        states = {code: _state(source, code, each) for code, each in group.each("states")}
        if not states:
            source.problem(node, "A workflow has states.", key="states")
        return Workflow(
            initial=group.string("initial"),
            states=states,
            term=group.maybe("term", lambda found: _terms(source, found), ()),
            warn=group.duration("warn"),
            appeal=group.maybe("appeal", lambda found: _appeal(source, found), None),
        )


def _terms(source: Source, node: Node) -> tuple[Term, ...]:
    """`P10WD`, or `[{when: form.speed == "urgent", for: P1WD}, {for: P10WD}]`."""
    if not isinstance(node.value, tuple):
        only = source.duration(node)
        return () if only is None else (Term(only),)
    made = []
    for each in node.value:
        with source.group(each) as group:
            within = group.need("for", source.duration, None)
            when, title = group.condition("when"), group.maybe_text("title")
        if within is not None:
            made.append(Term(within, when, title))
    return tuple(made)


def _appeal(source: Source, node: Node) -> Appeal | None:
    with source.group(node) as group:
        service = group.string("service")
        unsaid: tuple[Duration | None, str] = (None, "")
        within, parameter = group.need("within", lambda found: _appeal_time(source, found), unsaid)
        from_states = group.strings("from")
        if not from_states:
            source.problem(node, "Name the states against which one may appeal.", key="from")
    if within is None and not parameter:
        return None
    return Appeal(service, within, from_states, parameter)


def _appeal_time(source: Source, node: Node) -> tuple[Duration | None, str]:
    """`P30D`, or `{parameter: appeal-time}`."""
    if isinstance(node.value, str):
        return source.duration(node), ""
    with source.group(node) as group:
        return None, group.string("parameter")


def _state(source: Source, code: str, node: Node) -> State:
    with source.group(node) as group:
        title = group.text("title")
        outcome = group.maybe(
            "outcome", lambda found: source.one_of(found, get_args(Outcome)), None
        )
        return State(
            code=code,
            title=title,
            public_title=group.maybe_text("public_title") or title,
            public_text=group.maybe_text("public_text"),
            queue=group.maybe("queue", lambda found: _queue(source, found), None),
            actions={key: _action(source, key, each) for key, each in group.each("actions")},
            timers=group.maybe("after", lambda found: _timers(source, found), ()),
            outcome=outcome,  # type: ignore[arg-type]
            is_editable=group.boolean("editable"),
            waits_for=group.maybe("waits_for", lambda found: source.one_of(found, WAITS), None),
            opinions=tuple(
                asked for each in group.items("opinions") if (asked := _opinion(source, each))
            ),
            appointment=group.maybe(
                "appointment", lambda found: read_appointment(source, found), None
            ),
        )


def _queue(source: Source, node: Node) -> Queue:
    with source.group(node) as group:
        return Queue(
            role=group.one_of("role", OFFICER_ROLES),
            sla=group.duration("sla"),
            escalate=group.maybe("escalate", lambda found: _escalation(source, found), None),
            warn=group.duration("warn"),
            returns_to_same=group.one_of("returns_to", ("same", "queue"), default="queue")
            == "same",
        )


def _opinion(source: Source, node: Node) -> OpinionAsked | None:
    """`{of: ecology, title: …, within: P5WD, silence: consent, law: …}`"""
    with source.group(node) as group:
        of = group.string("of")
        role = group.one_of("role", OFFICER_ROLES, default="officer")
        title = group.text("title")
        within = group.need("within", source.duration, None)
        silence = group.one_of("silence", ("consent", "none"), default="none")
        law = group.maybe_text("law")
        when = group.condition("when")
        shows = group.strings("shows")
        remind = _durations(source, group.items("remind"))
    if silence == "consent" and law is None:
        source.problem(node, "Silence is consent only where a law says so: name it.", key="law")
    if within is None:
        return None
    return OpinionAsked(
        of=of,
        role=role,
        title=title,
        within=within,
        silence="consent" if silence == "consent" else "none",
        law=law,
        when=when,
        shows=shows,
        remind=remind,
    )


def _durations(source: Source, nodes: tuple[Node, ...]) -> tuple[Duration, ...]:
    return tuple(found for each in nodes if (found := source.duration(each)) is not None)


def _escalation(source: Source, node: Node) -> Escalation | None:
    with source.group(node) as group:
        after = group.need("after", source.duration, None)
        to = group.one_of("to", OFFICER_ROLES)
    return None if after is None else Escalation(after=after, to=to)


def _timers(source: Source, node: Node) -> tuple[Timer, ...]:
    """`after: {P5WD: lapsed}`"""
    made = []
    with source.group(node) as group:
        for key in list(group.entries):
            at = group.entries[key]
            after = source.duration(Node(at.key_line, at.path, key))
            to = group.string(key)
            if after is not None:
                made.append(Timer(after=after, to=to))
    return tuple(made)


def _words(source: Source, node: Node, known: tuple[T, ...]) -> tuple[T, ...]:
    """One word or a list of words out of those known."""
    nodes = (node,) if isinstance(node.value, str) else source.items(node)
    found = {source.one_of(each, [str(word) for word in known]) for each in nodes}
    return tuple(word for word in known if word in found)


def _action(source: Source, code: str, node: Node) -> Action:
    with source.group(node) as group:
        return Action(
            code=code,
            title=group.text("title"),
            hint=group.maybe_text("hint"),
            to=group.string("to"),
            by=group.need("by", lambda found: _words(source, found, ROLES), ()),
            needs=group.maybe("needs", lambda found: _words(source, found, NEEDS), ()),
            reasons=group.strings("reasons"),
            when=group.condition("when"),
            stops_clock=group.boolean("stops_clock"),
            not_same_as=group.strings("not_same_as"),
            extends=group.duration("extends"),
            once=group.boolean("once"),
            effect=group.maybe("effect", lambda found: source.one_of(found, EFFECTS), None),
            bulk=group.boolean("bulk"),
            because=group.maybe_text("because"),
            findings=read_findings(source, group),
            done=group.maybe_text("done"),
            style=group.one_of("style", get_args(Style), default="secondary"),  # type: ignore[arg-type]
        )
