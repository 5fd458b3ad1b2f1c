"""A permit on which others have a say, that is paid for and may be appealed against, and the
appeal itself; published as the services of `services.py`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.casework.applications.parts import CATALOGUE, DRAFT, ENDS, action, words
from tests.casework.applications.services import ALL

PERMIT = "health.permit-of-tests"
SECOND = "digital.permit-appeal-of-tests"


def permit() -> dict[str, Any]:
    """Paid, reviewed, asked of two agencies, decided."""
    return {
        "id": PERMIT,
        "title": words("Permit"),
        "summary": words("A permit"),
        "agency": "health",
        "applicant": {"kinds": ["person"]},
        "catalogue": CATALOGUE,
        "data": {
            "identity": {
                "from": "interior.identity-cards",
                "purpose": words("To name you"),
                "fields": ["number"],
                "when_unavailable": "wait",
                "at": "submit",
            },
        },
        "eligibility": [],
        "form": [
            {
                "page": "site",
                "title": words("Site"),
                "fields": [{"key": "address", "type": "text", "title": words("Address")}],
            },
            {
                "page": "private",
                "title": words("Private"),
                "fields": [{"key": "secret", "type": "text", "title": words("Secret")}],
            },
        ],
        "declaration": words("It is true"),
        "fee": {
            "currency": "AZN",
            "tariffs": [
                {"since": dt.date(2020, 1, 1), "minor": 'form.address == "free" ? 0 : 4000'}
            ],
        },
        "workflow": {
            "initial": "draft",
            "term": "P15WD",
            "warn": "P2WD",
            "appeal": {
                "service": SECOND,
                "within": {"parameter": "appeal-time"},
                "from": ["refused"],
            },
            "states": {
                "draft": {
                    **DRAFT,
                    "actions": {"submit": action("Submit", "payment", "applicant")},
                },
                "payment": {
                    "title": words("Payment"),
                    "waits_for": "payment",
                    "after": {"P5WD": "lapsed"},
                    "actions": {
                        "prove": action("Prove", "check", "applicant", needs=["receipt"]),
                        "paid": action(
                            "Go on",
                            "review",
                            "system",
                            when='payment == "confirmed"',
                            because=words("It was paid"),
                            done=words("Went on"),
                        ),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                "check": {
                    "title": words("Payment check"),
                    "queue": {"role": "officer", "sla": "P1WD"},
                    "actions": {
                        "confirm": action("Confirm", "review", "officer", effect="confirm-payment"),
                        "unpaid": action("Not paid", "payment", "officer", needs=["comment"]),
                    },
                },
                "review": {
                    "title": words("Review"),
                    "queue": {
                        "role": "officer",
                        "sla": "P5WD",
                        "warn": "P1WD",
                        "returns_to": "same",
                    },
                    "actions": {
                        "pass": action("Ask others", "opinions", "officer"),
                        "ask": action(
                            "Ask", "correction", "officer", needs=["comment"], stops_clock=True
                        ),
                        "refuse": action("Refuse", "refused", "officer", done=words("Was refused")),
                        "inspect": action("Inspect", "inspection", "officer"),
                    },
                },
                "inspection": {
                    "title": words("Inspection"),
                    "queue": {"role": "inspector"},
                    "actions": {"seen": action("Seen", "review", "inspector")},
                },
                "correction": {
                    "title": words("Correction"),
                    "editable": True,
                    "actions": {"reply": action("Reply", "review", "applicant")},
                },
                "opinions": {
                    "title": words("Opinions"),
                    "queue": {"role": "officer"},
                    "opinions": [
                        {
                            "of": "interior",
                            "title": words("Is it safe?"),
                            "within": "P5WD",
                            "silence": "consent",
                            "law": words("A law"),
                            "shows": ["site"],
                            "remind": ["P1WD"],
                        },
                        {"of": "justice", "title": words("Is it lawful?"), "within": "P3WD"},
                    ],
                    "actions": {
                        "back": action("Take back", "review", "officer"),
                        "all_in": action("All in", "decision", "system", when="opinions_in"),
                    },
                },
                "decision": {
                    "title": words("Decision"),
                    "queue": {"role": "officer"},
                    "actions": {
                        "grant": action(
                            "Grant", "granted", "officer", when="opinions.all(o, o.consents)"
                        ),
                        "refuse": action("Refuse", "refused", "officer"),
                    },
                },
                **ENDS,
            },
        },
        "tests": [],
    }


def second() -> dict[str, Any]:
    """The appeal against a permit's refusal."""
    return {
        "id": SECOND,
        "title": words("Appeal against a refusal"),
        "summary": words("An appeal"),
        "agency": "digital",
        "applicant": {"kinds": ["person"]},
        "catalogue": CATALOGUE,
        "starts": {"requires": ["case"], "help": words("Begin at the refusal")},
        "data": {},
        "eligibility": [],
        "form": [
            {
                "page": "why",
                "title": words("Why"),
                "fields": [{"key": "why", "type": "long_text", "title": words("Why")}],
            }
        ],
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "states": {
                "draft": {
                    **DRAFT,
                    "actions": {"submit": action("Submit", "review", "applicant")},
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer"},
                    "actions": {
                        "uphold": action("Uphold", "granted", "officer"),
                        "reject": action("Reject", "refused", "officer"),
                    },
                },
                "granted": ENDS["granted"],
                "refused": ENDS["refused"],
                "lapsed": ENDS["lapsed"],
            },
        },
        "tests": [],
    }


ALL.update({PERMIT: permit, SECOND: second})
