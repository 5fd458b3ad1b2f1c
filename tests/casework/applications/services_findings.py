"""The licence of the tests, granted with what the officer found at the premises."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.casework.applications import services, stories
from tests.casework.applications.parts import words

from pencere.casework.applications.models import Application

FINDING = "health.finding-of-tests"
FINDINGS: list[dict[str, Any]] = [
    {
        "key": "number",
        "type": "text",
        "title": words("Number on the door"),
        "casing": "upper",
        "pattern": "[A-Z0-9-]{3,10}",
        "shown_to_applicant": True,
    },
    {
        "key": "seen_on",
        "type": "date",
        "title": words("Seen on"),
        "max": "today",
        "required": False,
    },
    {
        "key": "grade",
        "type": "choice",
        "title": words("Grade"),
        "choices": {"good": words("Good"), "fair": words("Fair")},
        "required": False,
    },
]


def finding() -> dict[str, Any]:
    """A licence whose grant asks what was found, and writes it into document and register."""
    made = deepcopy(services.ALL[services.LICENCE]())
    made["id"] = FINDING
    states = made["workflow"]["states"]
    states["review"]["actions"]["pass"]["needs"] = []
    states["decision"]["actions"]["grant"]["findings"] = deepcopy(FINDINGS)
    states["decision"]["actions"]["note"] = {
        "title": words("Put down"),
        "to": "decision",
        "by": "officer",
        "findings": deepcopy(FINDINGS),
    }
    made["issues"]["data"]["door"] = "findings.number"
    made["issues"]["register"]["data"]["premises"] = "findings.number"
    made["notices"] = {
        "note": {"title": words("Seen"), "body": words("The door says {findings.number}")}
    }
    return made


services.ALL[FINDING] = finding


def to_decide() -> Application:
    """One that waits for its decision by officer 2."""
    case = stories.submitted(stories.aysel(), FINDING, {"address": "Nizami 1"})
    return stories.act(stories.officer("health"), case, "pass")
