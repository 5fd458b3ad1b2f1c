"""What a definition's own tests reach: states, actions, findings, timers, rules, records.

Every state has to be reached before a definition is published (`owntests`); the rest is
reported, so that a designer sees which way nobody has told a story of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.outcome import record_orders
from pencere.casework.definitions.owntests import tell
from pencere.casework.definitions.owntests_telling import Telling
from pencere.casework.definitions.owntests_waiting import WrongStoryError
from pencere.casework.definitions.walk import complete


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing: how many there are, and which no test reaches."""

    name: str
    count: int
    missed: tuple[str, ...]

    def __str__(self) -> str:
        said = f"{self.name} {self.count - len(self.missed)}/{self.count}"
        return f"{said} (not {', '.join(self.missed)})" if self.missed else said


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of one definition reach."""

    service: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return f"{self.service}: {', '.join(str(each) for each in self.parts if each.count)}"


def coverage(definition: ServiceDefinition) -> Coverage:
    """Tell every story once more and see what it comes past."""
    tellings = list(_told(definition))
    states = {definition.workflow.initial}
    steps: set[str] = set()
    found: set[str] = set()
    for telling in tellings:
        for step in telling.history:
            states.add(step.to_state)
            taken = f"{step.from_state}.{step.action}"
            steps.add(taken)
            found |= {f"{taken}.{key}" for key, each in step.findings.items() if each is not None}
    workflow = definition.workflow.states
    actions = [f"{code}.{key}" for code, state in workflow.items() for key in state.actions]
    findings = [
        f"{code}.{key}.{each.key}"
        for code, state in workflow.items()
        for key, action in state.actions.items()
        for each in action.findings
    ]
    timers = [
        f"{code}.after-{timer.after}" for code, state in workflow.items() for timer in state.timers
    ]
    rules = [rule.key for rule in definition.eligibility]
    records = [each.key for each in definition.issues.entries] if definition.issues else []
    return Coverage(
        definition.id,
        (
            _part("states", list(workflow), states),
            _part("actions", actions, steps),
            _part("findings", findings, found),
            _part("timers", timers, steps),
            _part("rules", rules, _rules_that_held(definition, tellings)),
            _part("records", records, _records_written(definition, tellings)),
        ),
    )


def _told(definition: ServiceDefinition) -> Iterable[Telling]:
    for test in definition.tests:
        try:
            yield tell(definition, test)
        except (WrongStoryError, ValueError, TypeError):
            continue  # a problem that the check itself tells


def _rules_that_held(definition: ServiceDefinition, tellings: Iterable[Telling]) -> set[str]:
    held: set[str] = set()
    for telling in tellings:
        names = complete(definition, telling.now)
        names.expect(rule.when for rule in definition.eligibility)
        held |= {rule.key for rule in definition.eligibility if names.holds(rule.when)}
    return held


def _records_written(definition: ServiceDefinition, tellings: Iterable[Telling]) -> set[str]:
    granted = (each for each in tellings if each.is_granted)
    return {
        order.key for each in granted for order in record_orders(definition, each.now, each.today)
    }


def _part(name: str, known: list[str], reached: set[str]) -> Part:
    return Part(name, len(known), tuple(each for each in known if each not in reached))
