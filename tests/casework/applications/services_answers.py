"""Services that an officer answers: a correction in a register, an appeal."""

from __future__ import annotations

from typing import Any

from tests.casework.applications.parts import CATALOGUE, DRAFT, ENDS, action, words


def correction(service: str) -> dict[str, Any]:
    """The keeper of a register decides on a field that somebody reports as wrong."""
    return {
        "id": service,
        "title": words("Correction"),
        "summary": words("A correction"),
        "agency": "digital",
        "handled_by": {"from": "form.register"},
        "applicant": {"kinds": ["person"]},
        "starts": {"requires": ["register", "record", "field"], "help": words("Choose a field")},
        "catalogue": CATALOGUE,
        "data": {
            "target": {
                "from": "start.register",
                "record": "start.record",
                "purpose": words("To show what is recorded"),
            }
        },
        "eligibility": [],
        "form": [
            {
                "page": "what",
                "title": words("What is wrong"),
                "fields": [
                    {
                        "key": "register",
                        "type": "choice",
                        "title": words("Register"),
                        "choices": {"from": "registers"},
                        "prefill": "start.register",
                        "locked": True,
                    },
                    {"key": "new_value", "type": "text", "title": words("New value")},
                ],
            }
        ],
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "term": "P15WD",
            "states": {
                "draft": {
                    **DRAFT,
                    "actions": {"submit": action("Submit", "review", "applicant")},
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "registrar", "sla": "P5WD"},
                    "actions": {
                        "accept": action(
                            "Accept", "granted", "registrar", effect="correct-register"
                        ),
                        "refuse": action("Refuse", "refused", "registrar", needs=["comment"]),
                    },
                },
                **ENDS,
            },
        },
        "tests": [],
    }


def appeal(service: str) -> dict[str, Any]:
    """A complaint to an agency that the form names."""
    return {
        "id": service,
        "title": words("Appeal"),
        "summary": words("An appeal"),
        "agency": "digital",
        "handled_by": {"from": "form.agency"},
        "applicant": {"kinds": ["person"]},
        "catalogue": CATALOGUE,
        "data": {},
        "eligibility": [],
        "form": [
            {
                "page": "what",
                "title": words("What"),
                "fields": [
                    {
                        "key": "agency",
                        "type": "choice",
                        "title": words("To"),
                        "choices": {"from": "agencies"},
                    },
                    {"key": "text", "type": "long_text", "title": words("Text")},
                ],
            }
        ],
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "term": "P15WD",
            "states": {
                "draft": {
                    **DRAFT,
                    "actions": {"submit": action("Submit", "review", "applicant")},
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer"},
                    "actions": {
                        "answer": action("Answer", "answered", "officer", needs=["comment"]),
                        "ask": action("Ask", "asked", "officer", needs=["comment"]),
                    },
                },
                "asked": {
                    "title": words("Asked"),
                    "editable": True,
                    "after": {"P30D": "lapsed"},
                    "actions": {"resubmit": action("Send again", "review", "applicant")},
                },
                "answered": {"title": words("Answered"), "outcome": "answered"},
                "lapsed": ENDS["lapsed"],
            },
        },
        "tests": [],
    }
