"""Whether those whom a definition speaks of can be found, asked and waited for."""

from __future__ import annotations

from pencere.casework.definitions.model import DataSource, Field, ServiceDefinition
from pencere.casework.definitions.problems import Findings
from pencere.kernel.expressions import Expression

PEOPLE = {"person", "foreigner"}
NAMING = {"person", "organisation"}
"""Types of fields that name a party."""


def check_people(definition: ServiceDefinition, findings: Findings) -> None:
    """Applicants, those who must agree, and sources about somebody else."""
    applicant = definition.applicant
    if "organisation" in applicant.kinds and not applicant.mandate:
        findings.add("applicant", "An organisation acts through a mandate: name its scope.")
    if not PEOPLE & set(applicant.kinds):
        for key, value in (("represented_by", applicant.represented_by), ("age", applicant.age)):
            if value:
                findings.add(f"applicant.{key}", "Only people are represented and have an age.")
    _check_co_applicants(definition, findings)
    for source in definition.data.values():
        if source.is_about_another:
            _check_other(definition, source, findings)
        elif source.needs_consent:
            findings.add(
                f"data.{source.name}.consent",
                "Who applies has consented by applying: consent is for a key such as form.KEY.",
            )
        if source.max_age is not None and source.max_age.working_days:
            findings.add(f"data.{source.name}.max_age", "Data grow old by days or hours: P1D.")


def _check_co_applicants(definition: ServiceDefinition, findings: Findings) -> None:
    co_applicants = definition.applicant.co_applicants
    waiting = [s for s in definition.workflow.states.values() if s.waits_for == "agreement"]
    for state in waiting:
        path = f"workflow.states.{state.code}.waits_for"
        if co_applicants is None:
            findings.add(path, "Nobody has to agree: name them in applicant.co_applicants.of.")
    if co_applicants is None:
        return
    if not waiting:
        findings.add("applicant.co_applicants", "A state needs waits_for: agreement.")
    keys = [each.key for each in co_applicants.of]
    for index, each in enumerate(co_applicants.of):
        path = f"applicant.co_applicants.of[{index}]"
        if each.key in keys[:index]:
            findings.add(f"{path}.key", f"The key “{each.key}” stands twice.")
        field = _field_at(definition, each.path, f"{path}.from", findings)
        if field is not None and field.type not in NAMING:
            findings.add(
                f"{path}.from", f"{each.source} names neither a person nor an organisation."
            )
        elif (
            field is not None and field.type == "organisation" and not definition.applicant.mandate
        ):
            findings.add(path, "An organisation agrees through a mandate: name applicant.mandate.")


def _field_at(
    definition: ServiceDefinition, where: tuple[str, ...], path: str, findings: Findings
) -> Field | None:
    """The field, or the column of a group, that an address in the form names."""
    if not findings.known(path, "field", where[0], definition.fields):
        return None
    field = definition.fields[where[0]]
    columns = {each.key: each for each in (field.rows.fields if field.rows else ())}
    if len(where) == 1:
        if columns:
            findings.add(path, f"{where[0]} has rows: name the column, form.{where[0]}.COLUMN.")
            return None
        return field
    return columns[where[1]] if findings.known(path, "column", where[1], columns) else None


def _check_other(definition: ServiceDefinition, source: DataSource, findings: Findings) -> None:
    """Of somebody else one reads only after the application is sent, and the applicant is not
    told what was read."""
    path = f"data.{source.name}"
    field = _field_at(definition, (source.field or "",), f"{path}.key", findings)
    if field is not None and field.type not in NAMING:
        findings.add(f"{path}.key", f"{source.key} names neither a person nor an organisation.")
    if source.at == "start":
        findings.add(f"{path}.at", "Whom the form names is known only at: submit.")
    if source.needs_consent and source.when_unavailable == "reject":
        findings.add(
            f"{path}.when_unavailable", "Consent is asked when it is sent, so this can't reject."
        )
    if field is not None and field.type == "person":
        _check_told_to_nobody(definition, source, findings)


def _check_told_to_nobody(
    definition: ServiceDefinition, source: DataSource, findings: Findings
) -> None:
    for at, page in enumerate(definition.form):
        for index, field in enumerate(page.fields):
            if isinstance(field.prefill, Expression) and source.name in field.prefill.names:
                findings.add(
                    f"form[{at}].fields[{index}].prefill",
                    f"The applicant would read what the register says of another ({source.key}).",
                )
    for index, rule in enumerate(definition.eligibility):
        if rule.verdict == "reject" and source.name in rule.when.names:
            findings.add(
                f"eligibility[{index}].verdict",
                "A rejection would tell the applicant what the register says of another: review.",
            )
