"""Everything that is looked at before a definition may be published: what it refers to is
there, its workflow leads somewhere, and its own tests pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.casework.definitions.checks_findings import check_findings
from pencere.casework.definitions.checks_outcome import check_outcome
from pencere.casework.definitions.checks_passport import check_passport
from pencere.casework.definitions.checks_people import check_people
from pencere.casework.definitions.checks_waiting import check_waiting
from pencere.casework.definitions.checks_workflow import check_workflow
from pencere.casework.definitions.folder import Loaded, read_folder
from pencere.casework.definitions.model import (
    Check,
    DataSource,
    Field,
    Rows,
    ServiceDefinition,
)
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.owntests import run_own_tests
from pencere.casework.definitions.problems import Problem, closest
from pencere.casework.definitions.questions import questions
from pencere.kernel.expressions import Expression
from pencere.kernel.pack import PublicRegister, pack

RECORD_KEYS = {"_id", "_number", "_version"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a definition may refer to."""

    questions: Collection[str]
    """Codes of the common questions of “Can I get this?”."""

    agencies: Collection[str]
    registers: Mapping[str, registers.RegisterDeclaration]
    templates: Collection[str]
    topics: Collection[str]
    life_events: Collection[str]
    currency: str
    public_registers: Mapping[str, PublicRegister] = field(default_factory=dict)
    services: Collection[str] | None = None
    """All services of the folder; None while one is looked at alone."""


@dataclass
class Findings:
    """Problems of one definition; a key path finds its line."""

    file: str
    lines: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(self.file, self._line(path), path, message, suggestion))

    def _line(self, path: str) -> int:
        while path and path not in self.lines:
            path = path.rpartition("[" if path.endswith("]") else ".")[0]
        return self.lines.get(path, 1)

    def known(self, path: str, what: str, word: str, words: Collection[str]) -> bool:
        """Whether `word` is one of `words`; a problem when not."""
        if word not in words:
            self.add(path, f"There is no {what} “{word}”.", closest(word, words))
        return word in words


def surroundings() -> Surroundings:
    """What the country pack has."""
    templates = pack().root / "documents"
    return Surroundings(
        questions=set(questions()),
        agencies=set(parties.agencies()),
        registers=registers.declarations(),
        templates={each.name for each in templates.iterdir()} if templates.is_dir() else set(),
        topics=set(pack().topics()),
        life_events=set(pack().life_events()),
        currency=pack().currency,
        public_registers=pack().public_registers(),
    )


def check(folder: Path) -> list[Problem]:
    """Everything wrong with the definitions of a folder, in the order of files and lines."""
    loaded, problems = read_folder(folder)
    if not loaded and not problems:
        return [Problem(str(folder), 1, "", "There is no definition (*.yaml) here.")]
    return check_loaded(loaded, problems)


def check_loaded(loaded: Collection[Loaded], problems: Iterable[Problem] = ()) -> list[Problem]:
    """Everything wrong with definitions that could be read, after what is wrong with others."""
    services = {each.definition.id for each in loaded}
    around = replace(surroundings(), services=services)
    problems = [*problems, *(found for each in loaded for found in check_one(each, around))]
    problems = [*problems, *_check_services(loaded)]
    return sorted(problems, key=lambda each: (each.file, each.line, each.key))


def _check_services(loaded: Collection[Loaded]) -> list[Problem]:
    """What one definition says of another: the service to which one appeals."""
    services = {each.definition.id: each.definition for each in loaded}
    problems: list[Problem] = []
    for each in loaded:
        findings = Findings(each.file.name, _lines(each.root))
        if appeal := each.definition.workflow.appeal:
            path = "workflow.appeal.service"
            if findings.known(path, "service", appeal.service, services):
                starts = services[appeal.service].starts
                if starts is None or "case" not in starts.requires:
                    findings.add(path, f"{appeal.service} lacks starts: {{requires: [case]}}.")
        problems += findings.problems
    return problems


def check_one(loaded: Loaded, around: Surroundings) -> list[Problem]:
    """Everything wrong with one definition that could be read."""
    findings = Findings(loaded.file.name, _lines(loaded.root))
    definition = loaded.definition
    check_passport(definition, around, findings)
    _check_references(definition, around, findings)
    if not definition.is_online:
        return findings.problems
    for source in definition.data.values():
        _check_source(definition, source, around, findings)
    check_people(definition, findings)
    _check_form(definition, findings)
    check_outcome(definition, around, findings)
    check_workflow(definition, findings)
    check_findings(definition, findings)
    check_waiting(definition, around.agencies, findings)
    if not findings.problems:
        run_own_tests(definition, findings)
    return findings.problems


def _lines(root: Node) -> dict[str, int]:
    found: dict[str, int] = {}

    def walk(node: Node) -> None:
        found[node.path] = node.key_line or node.line
        children: Iterable[Node] = ()
        if isinstance(node.value, Mapping):
            children = node.value.values()
        elif isinstance(node.value, tuple):
            children = node.value
        for each in children:
            walk(each)

    walk(root)
    return found


def _check_references(
    definition: ServiceDefinition, around: Surroundings, findings: Findings
) -> None:
    findings.known("agency", "agency", definition.agency, around.agencies)
    for index, topic in enumerate(definition.catalogue.topics):
        findings.known(f"catalogue.topics[{index}]", "topic", topic, around.topics)
    for index, event in enumerate(definition.catalogue.life_events):
        findings.known(f"catalogue.life_events[{index}]", "life event", event, around.life_events)
    if definition.handled_by is not None:
        key = definition.handled_by.removeprefix("form.")
        findings.known("handled_by.from", "field", key, definition.fields)
    if definition.fee and definition.fee.currency != around.currency:
        findings.add("fee.currency", f"Fees are in {around.currency}.")
    keys = [rule.key for rule in definition.eligibility]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            findings.add(f"eligibility[{index}].key", f"The key “{key}” stands twice.")


def _check_source(
    definition: ServiceDefinition, source: DataSource, around: Surroundings, findings: Findings
) -> None:
    path = f"data.{source.name}"
    if source.is_dynamic:
        wanted = definition.starts.requires if definition.starts else ()
        for each in (source.source, source.record or "start."):
            findings.known(path, "start parameter", each.removeprefix("start."), wanted)
        return
    if not findings.known(f"{path}.from", "register", source.source, around.registers):
        return
    register = around.registers[source.source]
    fields = {each.key for each in register.fields}
    for index, key in enumerate(source.fields):
        findings.known(f"{path}.fields[{index}]", f"field in {register.code}", key, fields)
    readers = (register.agency, *(() if register.readers == "any" else register.readers))
    if register.readers != "any" and definition.agency not in readers:
        findings.add(
            f"{path}.from", f"The agency {definition.agency} may not read {register.code}."
        )
    if source.key == "applicant" and not _can_be_about(register.subject, definition):
        findings.add(f"{path}.key", f"{register.code} is about a {register.subject}.")
    if source.is_about_another and not _can_be_about_named(register.subject, definition, source):
        findings.add(f"{path}.key", f"{register.code} is about a {register.subject}.")


def _can_be_about(subject: str, definition: ServiceDefinition) -> bool:
    kinds = set(definition.applicant.kinds)
    return bool(kinds & ({"organisation"} if subject == "organisation" else KINDS_OF_PEOPLE))


def _can_be_about_named(subject: str, definition: ServiceDefinition, source: DataSource) -> bool:
    field = definition.fields.get(source.field or "")
    return field is None or (field.type == "organisation") == (subject == "organisation")


KINDS_OF_PEOPLE = {"person", "foreigner"}


def _check_form(definition: ServiceDefinition, findings: Findings) -> None:
    """A question may depend on earlier ones only, since pages are walked in order. So nothing can
    go round in a circle."""
    earlier: set[str] = set()
    for at, page in enumerate(definition.form):
        check_order(page.show, earlier, f"form[{at}].show", findings)
        for index, each in enumerate(page.fields):
            path = f"form[{at}].fields[{index}]"
            _check_field(each, earlier, path, findings)
            if each.rows is not None:
                _check_rows(each.rows, earlier, path, findings)
            earlier.add(each.key)
            _check_checks(each.checks, earlier, path, findings)
        _check_checks(page.checks, earlier, f"form[{at}]", findings)


def _check_field(
    field: Field, earlier: set[str], path: str, findings: Findings, row: set[str] | None = None
) -> None:
    for key, expression in _conditions(field).items():
        check_order(expression, earlier, f"{path}.{key}", findings, row)
    if field.locked and field.type in {"file", "signature"}:
        findings.add(f"{path}.locked", f"A field of type {field.type} can't be locked.")
    known = pack().document_kinds()
    for index, kind in enumerate(field.kinds):
        findings.known(f"{path}.kinds[{index}]", "kind of document", kind, known)


def _check_rows(rows: Rows, earlier: set[str], path: str, findings: Findings) -> None:
    row: set[str] = set()
    for index, each in enumerate(rows.fields):
        inner = f"{path}.fields[{index}]"
        _check_field(each, earlier, inner, findings, row)
        row.add(each.key)
        _check_checks(each.checks, earlier, inner, findings, row)
    _check_checks(rows.checks, earlier, path, findings, row)


def _check_checks(
    checks: Sequence[Check],
    earlier: set[str],
    path: str,
    findings: Findings,
    row: set[str] | None = None,
) -> None:
    keys = [each.key for each in checks]
    for number, each in enumerate(checks):
        check_order(each.when, earlier, f"{path}.checks[{number}].when", findings, row)
        if each.key in keys[:number]:
            findings.add(f"{path}.checks[{number}].key", f"The key “{each.key}” stands twice.")


def _conditions(field: Field) -> dict[str, object]:
    return {
        "show": field.show,
        "required": field.required,
        "prefill": field.prefill,
        "compute": field.compute,
        "min": field.min,
        "max": field.max,
    }


def check_order(
    expression: object,
    earlier: set[str],
    path: str,
    findings: Findings,
    row: set[str] | None = None,
) -> None:
    """Whether an expression speaks of nothing that comes later: of the form, and of its row."""
    if not isinstance(expression, Expression):
        return
    known = {"form": earlier, "row": row or set()}
    for each in sorted(expression.paths):
        root, _dot, rest = each.partition(".")
        key = rest.partition(".")[0]
        if root in known and key and key not in known[root]:
            findings.add(path, f"{root}.{key} is asked only later (or here).")
