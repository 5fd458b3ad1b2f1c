"""Whether what a case waits for can come: opinions, payments, and the facts that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pencere.casework.definitions.model import (
    FACTS,
    SYSTEM,
    OpinionAsked,
    ServiceDefinition,
    State,
)
from pencere.casework.definitions.problems import Findings
from pencere.kernel.pack import Parameter, pack
from pencere.kernel.workdays.api import Duration

COMES_TRUE: Mapping[str, tuple[Callable[[ServiceDefinition], bool], str]] = {
    "opinions": (lambda each: each.workflow.asks_opinions, "no state asks for opinions"),
    "opinions_in": (lambda each: each.workflow.asks_opinions, "no state asks for opinions"),
    "payment": (
        lambda each: each.workflow.waits_for_payment,
        "no state has waits_for: payment",
    ),
}
"""By fact: whether a definition can ever make it true, and why not."""


def check_waiting(
    definition: ServiceDefinition, agencies: Collection[str], findings: Findings
) -> None:
    """Facts that can come true, agencies that exist, nobody waiting for ever."""
    for state in definition.workflow.states.values():
        _check_facts(definition, state, findings)
        _check_opinions(definition, state, agencies, findings)
        _check_payment(definition, state, findings)
    _check_warnings(definition, findings)
    _check_appeal(definition, findings)


def _check_facts(definition: ServiceDefinition, state: State, findings: Findings) -> None:
    for code, action in state.actions.items():
        for fact in sorted(action.when.names & COMES_TRUE.keys()) if action.when else ():
            can_come, why = COMES_TRUE[fact]
            if not can_come(definition):
                path = f"workflow.states.{state.code}.actions.{code}.when"
                findings.add(path, f"“{fact}” never comes true: {why}.")


def _check_opinions(
    definition: ServiceDefinition, state: State, agencies: Collection[str], findings: Findings
) -> None:
    if not state.opinions:
        return
    path = f"workflow.states.{state.code}.opinions"
    asked: set[tuple[str, str]] = set()
    for index, each in enumerate(state.opinions):
        here = f"{path}[{index}]"
        findings.known(f"{here}.of", "agency", each.of, agencies)
        if (each.of, each.role) in asked:
            findings.add(here, f"{each.of} is asked twice: put both questions into one.")
        asked.add((each.of, each.role))
        _check_shows(definition, each, here, findings)
    conditions = [action.when for action in state.actions.values() if action.by == (SYSTEM,)]
    if any(when is None for when in conditions):
        findings.add(
            path, "An action of the system without `when` goes on before anybody has answered."
        )


def _check_shows(
    definition: ServiceDefinition, asked: OpinionAsked, path: str, findings: Findings
) -> None:
    known = {page.key for page in definition.form} | set(definition.data)
    for index, code in enumerate(asked.shows):
        findings.known(f"{path}.shows[{index}]", "form page or data source", code, known)


def _check_payment(definition: ServiceDefinition, state: State, findings: Findings) -> None:
    path = f"workflow.states.{state.code}"
    if state.waits_for == "payment" and definition.fee is None:
        findings.add(f"{path}.waits_for", "A payment is waited for, but there is no fee.")
    for code, action in state.actions.items():
        here = f"{path}.actions.{code}"
        if "receipt" in action.needs and action.by != ("applicant",):
            findings.add(f"{here}.needs", "Only the applicant enters the number of a receipt.")
        pays = "receipt" in action.needs or action.effect == "confirm-payment"
        if pays and not definition.workflow.waits_for_payment:
            findings.add(here, "A payment is spoken of, but no state has waits_for: payment.")


def _check_warnings(definition: ServiceDefinition, findings: Findings) -> None:
    if definition.workflow.warn and not definition.workflow.term:
        findings.add("workflow.warn", "There is no term that could be over.")
    _check_terms(definition, findings)
    for state in definition.workflow.states.values():
        path = f"workflow.states.{state.code}"
        if state.queue and state.queue.warn and state.queue.sla is None:
            findings.add(f"{path}.queue.warn", "There is no sla that could be over.")
        for code, action in state.actions.items():
            if action.because and SYSTEM not in action.by:
                findings.add(
                    f"{path}.actions.{code}.because",
                    "Grounds are for steps of the system; people write their own.",
                )


def _check_terms(definition: ServiceDefinition, findings: Findings) -> None:
    terms = definition.workflow.term
    for index, each in enumerate(terms):
        path = f"workflow.term[{index}]"
        for name in sorted(each.when.names & {"verdict", *FACTS} if each.when else ()):
            findings.add(f"{path}.when", f"What is promised can't hang on {name}.")
        if each.when is None and index < len(terms) - 1:
            findings.add(path, "Those after it never hold: say when this one does.")
    if terms and terms[-1].when is not None:
        findings.add("workflow.term", "The last term holds always: leave out its when.")


def _check_appeal(definition: ServiceDefinition, findings: Findings) -> None:
    appeal = definition.workflow.appeal
    if appeal is None:
        return
    if appeal.parameter:
        path, known = "workflow.appeal.within.parameter", pack().parameters()
        if findings.known(path, "parameter", appeal.parameter, known):
            _check_times(known[appeal.parameter], path, findings)
    states = definition.workflow.states
    for index, code in enumerate(appeal.from_states):
        path = f"workflow.appeal.from[{index}]"
        if findings.known(path, "state", code, states) and not states[code].is_final:
            findings.add(path, "One appeals against what is decided: name states with an outcome.")


def _check_times(parameter: Parameter, path: str, findings: Findings) -> None:
    for each in parameter.values:
        try:
            Duration.parse(each.value)
        except ValueError:
            findings.add(path, f"{parameter.code} of {each.since} is no time: {each.value}.")
