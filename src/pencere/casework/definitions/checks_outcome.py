"""What a definition says of the time after the decision: is all that it refers to there?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from pencere.blocks.registers.api import RegisterDeclaration
from pencere.casework.definitions.model import (
    Entitlement,
    RegisterEntry,
    ServiceDefinition,
)
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
        findings.add("issues", "Something is issued on a grant, but no state has that outcome.")
    if issues.document is not None:
        document = issues.document
        findings.known("issues.template", "document template", document.template, around.templates)
        findings.known("issues.signed_by", "agency", document.seal, around.agencies)
    elif issues.entitlement is not None:
        findings.add("issues.entitlement", "A document proves it: name its template.")
    if issues.valid and issues.valid[-1].when is not None:
        findings.add("issues.valid", "The last validity holds always: leave out its when.")
    keys = [each.key for each in issues.entries]
    for index, entry in enumerate(issues.entries):
        path = f"issues.register[{index}]"
        if entry.key in keys[:index]:
            findings.add(f"{path}.key", f"The key “{entry.key}” stands twice.")
        # One alone has no key of its own in the file, and no place in a list.
        where = "issues.register" if entry.key == entry.register else path
        _check_entry(entry, where, definition, around, findings)


def _check_entry(
    entry: RegisterEntry,
    path: str,
    definition: ServiceDefinition,
    around: Around,
    findings: Findings,
) -> None:
    if entry.replaces is not None:
        findings.known(f"{path}.replaces", "data source", entry.replaces.source, definition.data)
    if entry.enters is not None and entry.subject is None:
        findings.add(f"{path}.enters", "Who applies is known already: name the subject.")
    if not findings.known(f"{path}.code", "register", entry.register, around.registers):
        return
    register = around.registers[entry.register]
    fields = {each.key for each in register.fields}
    for key in entry.data:
        findings.known(f"{path}.data.{key}", f"field in {entry.register}", key, fields)
    _check_complete(entry, register, path, definition, findings)
    _check_subject(entry, register, path, definition, findings)


def _check_complete(
    entry: RegisterEntry,
    register: RegisterDeclaration,
    path: str,
    definition: ServiceDefinition,
    findings: Findings,
) -> None:
    """The register takes no record without what it needs, and then nobody could grant."""
    given = set(entry.data) | {register.expires_field}
    if definition.issues and definition.issues.document:
        given.add(register.number_field)
    for field in register.fields:
        if field.required and field.key not in given:
            findings.add(f"{path}.data", f"{register.code} needs {field.key}.")


def _check_subject(
    entry: RegisterEntry,
    register: RegisterDeclaration,
    path: str,
    definition: ServiceDefinition,
    findings: Findings,
) -> None:
    is_of_organisations = register.subject == "organisation"
    if entry.enters is not None and is_of_organisations:
        findings.add(f"{path}.enters", f"{register.code} is about an organisation.")
    fitting = {each == "organisation" for each in definition.applicant.kinds}
    if entry.subject is None and is_of_organisations not in fitting:
        findings.add(path, f"{register.code} is about a {register.subject}: name the subject.")


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
