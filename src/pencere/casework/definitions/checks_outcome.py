"""What a definition says of the time after the decision: is all that it refers to there?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from pencere.blocks.registers.api import RegisterDeclaration
from pencere.casework.definitions.model import Entitlement, ServiceDefinition
from pencere.kernel.pack import PublicRegister


class Around(Protocol):
    """What a definition may refer to."""

    @property
    def agencies(self) -> Collection[str]: ...
    @property
    def registers(self) -> Mapping[str, RegisterDeclaration]: ...
    @property
    def templates(self) -> Collection[str]: ...
    @property
    def public_registers(self) -> Mapping[str, PublicRegister]: ...
    @property
    def services(self) -> Collection[str] | None: ...


class Findings(Protocol):
    """Where problems go."""

    def add(self, path: str, message: str, suggestion: str = "") -> None: ...
    def known(self, path: str, what: str, word: str, words: Collection[str]) -> bool: ...


def check_outcome(definition: ServiceDefinition, around: Around, findings: Findings) -> None:
    """Everything wrong with document, record, entitlement and renewal."""
    _check_issues(definition, around, findings)
    if definition.issues and definition.issues.entitlement:
        _check_entitlement(definition.issues.entitlement, around, findings)
    _check_renewal(definition, around, findings)


def _check_issues(definition: ServiceDefinition, around: Around, findings: Findings) -> None:
    issues = definition.issues
    granted = [s for s in definition.workflow.states.values() if s.outcome == "granted"]
    if issues is None:
        return
    if not granted:
        findings.add("issues", "A document is issued on a grant, but no state has that outcome.")
    findings.known("issues.template", "document template", issues.template, around.templates)
    findings.known("issues.signed_by", "agency", issues.seal, around.agencies)
    if issues.valid and issues.valid[-1].when is not None:
        findings.add("issues.valid", "The last validity holds always: leave out its when.")
    if issues.entry is None:
        return
    if issues.entry.replaces is not None:
        findings.known(
            "issues.register.replaces", "data source", issues.entry.replaces, definition.data
        )
    if findings.known("issues.register.code", "register", issues.entry.register, around.registers):
        fields = {each.key for each in around.registers[issues.entry.register].fields}
        for key in issues.entry.data:
            path = f"issues.register.data.{key}"
            findings.known(path, f"field in {issues.entry.register}", key, fields)


def _check_entitlement(entitlement: Entitlement, around: Around, findings: Findings) -> None:
    path = "issues.entitlement"
    if not entitlement.officers:
        findings.add(f"{path}.officers", "Somebody must be able to suspend and revoke it.")
    for purpose, service in entitlement.services.items():
        if around.services is not None:
            findings.known(f"{path}.services.{purpose}", "service", service, around.services)
    if entitlement.public is not None:
        code = entitlement.public.register
        findings.known(f"{path}.public.register", "public register", code, around.public_registers)


def _check_renewal(definition: ServiceDefinition, around: Around, findings: Findings) -> None:
    renewal = definition.renewal
    if renewal is None:
        return
    if renewal.service is not None and around.services is not None:
        findings.known("renewal.service", "service", renewal.service, around.services)
    if renewal.service in (None, definition.id):
        for index, key in enumerate(renewal.anew):
            findings.known(f"renewal.anew[{index}]", "field", key, definition.fields)
    for index, each in enumerate(renewal.remind):
        if renewal.opens is not None and each.days > renewal.opens.days:
            findings.add(
                f"renewal.remind[{index}]", "Nobody is reminded before it can be renewed (opens)."
            )
