"""What a passport and a precheck must keep to, beside what every definition does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pencere.casework.definitions.model import ServiceDefinition

if TYPE_CHECKING:
    from pencere.casework.definitions.checks import Findings, Surroundings

NEEDS_A_WORKFLOW = (
    "data",
    "eligibility",
    "handled_by",
    "issues",
    "notices",
    "reasons",
    "renewal",
    "starts",
    "tests",
)
_PAGE = re.compile(r"/([a-z][a-z0-9-]*/)+")


def check_passport(definition: ServiceDefinition, around: Surroundings, findings: Findings) -> None:
    """A service that one can't apply for here says nothing that only an application needs."""
    _check_precheck(definition, around, findings)
    catalogue = definition.catalogue
    if definition.fee and catalogue.is_free:
        findings.add("catalogue.free", "A service with a fee is not free: leave this out.")
    if catalogue.page and (definition.is_online or not _PAGE.fullmatch(catalogue.page)):
        findings.add(
            "catalogue.page",
            "A path of this site such as /permits/, of a service without form and workflow.",
        )
    if definition.is_online:
        for key in catalogue.unconfirmed:
            findings.add(
                "catalogue.unconfirmed", f"One can apply here: “{key}” has to be confirmed first."
            )
        return
    if not definition.applicant.kinds:
        findings.add("applicant.kinds", "Say who can get the service.")
    if not catalogue.topics:
        findings.add("catalogue.topics", "Say under which topic the service is found.")
    for key in NEEDS_A_WORKFLOW:
        if getattr(definition, key):
            findings.add(key, "This belongs to a service with form and workflow.")


def _check_precheck(
    definition: ServiceDefinition, around: Surroundings, findings: Findings
) -> None:
    precheck = definition.precheck
    if precheck is None:
        return
    for index, code in enumerate(precheck.ask):
        where = f"precheck.ask[{index}]"
        if code not in precheck.own:
            findings.known(where, "question", code, around.questions)
        elif code in around.questions:
            findings.add(where, f"“{code}” is a common question: name it, or ask under another.")
        if code in precheck.ask[:index]:
            findings.add(where, f"“{code}” is asked twice.")
    keys = [rule.key for rule in precheck.rules]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            findings.add(f"precheck.rules[{index}].key", f"The key “{key}” stands twice.")
