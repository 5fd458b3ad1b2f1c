"""A service for two, to be told stories with: parents, guardians and representatives may apply,
the one named has to agree, and a register about them needs their consent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import people
from tests.casework.applications import services
from tests.casework.applications.parts import CATALOGUE, DRAFT, ENDS, action, words

from pencere.blocks.identity.models import Account
from pencere.blocks.parties.models import Mandate
from pencere.kernel.actors import Actor

JOINT = "justice.joint-of-tests"
ADDRESS = "/applications/start/justice-joint-of-tests/"


def _joint() -> dict[str, Any]:
    return {
        "id": JOINT,
        "title": words("Joint request"),
        "summary": words("For two"),
        "agency": "justice",
        "applicant": {
            "kinds": ["person"],
            "represented_by": ["parent", "guardian", "attorney"],
            "age": {"max": 60},
            "co_applicants": {
                "of": [{"key": "partner", "from": "form.partner", "title": words("The partner")}],
                "within": "P5WD",
                "remind": ["P1D", "P3D"],
                "declaration": words("I agree to this request"),
            },
        },
        "catalogue": CATALOGUE,
        "data": {
            "identity": {
                "from": "interior.identity-cards",
                "purpose": words("To name you"),
                "fields": ["number", "given_name"],
                "when_unavailable": "ok",
            },
            "theirs": {
                "from": "interior.identity-cards",
                "key": "form.partner",
                "consent": "subject",
                "purpose": words("To name the partner"),
                "fields": ["given_name"],
            },
        },
        "eligibility": [
            {
                "key": "namesakes",
                "when": '!is_blank(theirs) && theirs.given_name == "Rauf"',
                "verdict": "review",
                "message": words("A partner called Rauf"),
            },
        ],
        "form": [
            {
                "page": "who",
                "title": words("Who"),
                "fields": [
                    {"key": "partner", "type": "person", "title": words("Partner's FIN")},
                    {"key": "plan", "type": "text", "title": words("The plan")},
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
                    "actions": {"submit": action("Submit", "agreement", "applicant")},
                },
                "agreement": {
                    "title": words("Waits for the partner"),
                    "waits_for": "agreement",
                    "actions": {
                        "all": action("All agree", "review", "system", when='agreement=="agreed"'),
                        "not": action(
                            "Not agreed", "refused", "system", when='agreement=="declined"'
                        ),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer", "sla": "P3WD"},
                    "actions": {
                        "ask": action(
                            "Ask", "correction", "officer", needs=["comment"], stops_clock=True
                        ),
                        "grant": action("Grant", "granted", "officer"),
                        "refuse": action("Refuse", "refused", "officer"),
                    },
                },
                "correction": {
                    "title": words("Correction"),
                    "editable": True,
                    "after": {"P30D": "lapsed"},
                    "actions": {"resubmit": action("Send again", "agreement", "applicant")},
                },
                **ENDS,
            },
        },
        "tests": [],
    }


def publish(change: Callable[[dict[str, Any]], None] = lambda content: None) -> None:
    """Publish this service beside the others, or a variant that has an id of its own."""
    content = _joint()
    change(content)
    services.ALL[content["id"]] = lambda: content
    try:
        services.publish(content["id"])
    finally:
        del services.ALL[content["id"]]


def child() -> Account:
    """Aysel's daughter, who has an account of her own already."""
    return people.account("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")


def mandate(kind: str, grantor: Account | None = None, **more: Any) -> Mandate:
    """Aysel acts for her daughter, or for another."""
    given = {"scopes": ["registers.identity"], "source": "justice.civil-status", **more}
    return people.mandate(people.aysel(), grantor=(grantor or child()).party, kind=kind, **given)


def aysel_for(kind: str, grantor: Account | None = None, **more: Any) -> Actor:
    return people.actor_for(people.aysel(), on_behalf_of=mandate(kind, grantor, **more))
