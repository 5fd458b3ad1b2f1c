"""Whether what officers find with an action can be asked there, and means the same everywhere."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pencere.casework.definitions.model import APPLICANT, SYSTEM, Action, Field, ServiceDefinition
from pencere.kernel.expressions import Expression
from pencere.kernel.pack import pack


class Findings(Protocol):
    """Where problems go."""

    def add(self, path: str, message: str, suggestion: str = "") -> None: ...
    def known(self, path: str, what: str, word: str, words: Collection[str]) -> bool: ...


def check_findings(definition: ServiceDefinition, findings: Findings) -> None:
    """Everything wrong with what the actions of a workflow let officers find."""
    first = definition.findings
    _check_notices(definition, findings)
    for state in definition.workflow.states.values():
        for action in state.actions.values():
            if not action.findings:
                continue
            path = f"workflow.states.{state.code}.actions.{action.code}"
            _check_action(action, path, findings)
            for index, field in enumerate(action.findings):
                at = f"{path}.findings[{index}]"
                _check_same(field, first[field.key], at, findings)
                _check_order(field, {each.key for each in action.findings[index:]}, at, findings)
                for number, kind in enumerate(field.kinds):
                    known = pack().document_kinds()
                    findings.known(f"{at}.kinds[{number}]", "kind of document", kind, known)


def _check_notices(definition: ServiceDefinition, findings: Findings) -> None:
    """A message reaches the applicant: it names only what they are shown."""
    for code, notice in definition.notices.items():
        words = " ".join((*notice.title.values(), *notice.body.values()))
        for key, field in definition.findings.items():
            if f"{{findings.{key}}}" in words and not field.is_told:
                findings.add(
                    f"notices.{code}",
                    f"The applicant isn't shown findings.{key}: it needs shown_to_applicant: true.",
                )


def _check_action(action: Action, path: str, findings: Findings) -> None:
    if {APPLICANT, SYSTEM} & set(action.by):
        findings.add(f"{path}.findings", "Only an officer finds something: name roles in `by`.")
    if action.bulk:
        findings.add(f"{path}.bulk", "What is found is found of one case: leave out bulk.")


def _check_same(field: Field, first: Field, path: str, findings: Findings) -> None:
    """Expressions know a finding by its key alone."""
    codes, known = ({each.code for each in one.choices} for one in (field, first))
    if field.type != first.type or codes != known or field.choices_from != first.choices_from:
        findings.add(path, f"findings.{field.key} is of another type in an earlier action.")


def _check_order(field: Field, later: set[str], path: str, findings: Findings) -> None:
    """A finding may hang on those before it, else it would hang on an old one or on itself."""
    asked = {
        "show": field.show,
        "required": field.required,
        "prefill": field.prefill,
        "compute": field.compute,
        "min": field.min,
        "max": field.max,
    }
    for name, expression in asked.items():
        if not isinstance(expression, Expression):
            continue
        for each in sorted(expression.below.get("findings") or ()):
            if each in later:
                findings.add(f"{path}.{name}", f"findings.{each} is asked only later (or here).")
