"""Services that the tests of the runtime are told with: each small, together all that the
runtime does. They are published as any other, in the test's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import yaml
from tests.casework.applications.household import HOUSEHOLD, household
from tests.casework.applications.parts import CATALOGUE, DRAFT, ENDS, action, words
from tests.casework.applications.services_answers import appeal, correction

from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock

CERTIFICATE = "justice.certificate-of-tests"
LICENCE = "health.licence-of-tests"
CORRECTION = "digital.correction-of-tests"
APPEAL = "digital.appeal-of-tests"


def _certificate() -> dict[str, Any]:
    """Granted at once when the register has nothing against it, else an officer looks."""
    return {
        "id": CERTIFICATE,
        "title": words("Certificate"),
        "summary": words("A certificate"),
        "agency": "justice",
        "applicant": {"kinds": ["person"]},
        "catalogue": CATALOGUE,
        "data": {
            "identity": {
                "from": "interior.identity-cards",
                "purpose": words("To name you"),
                "fields": ["number", "given_name", "born_on"],
                "when_unavailable": "ok",
            },
            "family": {
                "from": "justice.civil-status",
                "purpose": words("To list your family"),
                "fields": ["relation", "full_name"],
                "many": True,
                "at": "submit",
            },
        },
        "eligibility": [
            {
                "key": "too-many",
                "when": "size(family) > 5",
                "verdict": "review",
                "message": words("A large family"),
            },
            {
                "key": "forbidden",
                "when": 'form.purpose == "palace"',
                "verdict": "reject",
                "message": words("Not for a palace"),
            },
        ],
        "form": [
            {
                "page": "about",
                "title": words("About"),
                "fields": [
                    {
                        "key": "card",
                        "type": "text",
                        "title": words("Identity card"),
                        "prefill": "identity.number",
                        "locked": True,
                    },
                    {
                        "key": "purpose",
                        "type": "choice",
                        "title": words("Purpose"),
                        "choices": {
                            "bank": words("A bank"),
                            "palace": words("A palace"),
                            "other": words("Something else"),
                        },
                    },
                    {
                        "key": "which",
                        "type": "text",
                        "title": words("Which"),
                        "show": 'form.purpose == "other"',
                    },
                ],
            },
            {
                "page": "more",
                "title": words("More"),
                "fields": [
                    {
                        "key": "copies",
                        "type": "integer",
                        "title": words("Copies"),
                        "min": 1,
                        "max": 9,
                    },
                    {
                        "key": "remark",
                        "type": "long_text",
                        "title": words("Remark"),
                        "required": False,
                    },
                ],
            },
        ],
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "term": "P7D",
            "states": {
                "draft": {
                    **DRAFT,
                    "actions": {"submit": action("Submit", "check", "applicant")},
                },
                "check": {
                    "title": words("Check"),
                    "actions": {
                        "issue": action("Issue", "granted", "system", when='verdict == "ok"'),
                        "examine": action("Examine", "review", "system"),
                    },
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer", "sla": "P3WD"},
                    "actions": {
                        "grant": action("Grant", "granted", "officer"),
                        "refuse": action("Refuse", "refused", "officer", needs=["reason"]),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                **ENDS,
            },
        },
        "issues": {
            "template": "family-composition",
            "title": words("Certificate"),
            "signed_by": "justice",
            "valid": [{"for": "P30D"}],
            "data": {"full_name": "applicant.name", "purpose": "form.purpose"},
        },
        "reasons": {"no-data": words("No data")},
        "tests": [],
    }


def _licence() -> dict[str, Any]:
    """For companies: a file, a question that stops the clock, a decision by other eyes."""
    return {
        "id": LICENCE,
        "title": words("Licence"),
        "summary": words("A licence"),
        "agency": "health",
        "applicant": {
            "kinds": ["person", "organisation"],
            "mandate": "licence.apply",
            "assurance": "substantial",
        },
        "catalogue": CATALOGUE,
        "data": {},
        "eligibility": [],
        "form": [
            {
                "page": "premises",
                "title": words("Premises"),
                "fields": [
                    {"key": "address", "type": "text", "title": words("Address")},
                    {
                        "key": "plan",
                        "type": "file",
                        "title": words("Plan"),
                        "accept": ["png"],
                        "max_bytes": 2000,
                        "max_files": 2,
                        "required": False,
                    },
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
                    "queue": {
                        "role": "officer",
                        "sla": "P3WD",
                        "escalate": {"after": "P2WD", "to": "head"},
                    },
                    "actions": {
                        "ask": action(
                            "Ask",
                            "correction",
                            "officer",
                            needs=["comment"],
                            stops_clock=True,
                            bulk=True,
                        ),
                        "pass": action("Pass on", "decision", "officer", needs=["note"]),
                        "extend": action(
                            "Extend",
                            "review",
                            "officer",
                            needs=["comment"],
                            extends="P30WD",
                            once=True,
                        ),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                "correction": {
                    "title": words("Correction"),
                    "editable": True,
                    "after": {"P10D": "lapsed"},
                    "actions": {
                        "reply": action("Reply", "review", "applicant"),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                "decision": {
                    "title": words("Decision"),
                    "queue": {"role": "officer", "sla": "P2WD"},
                    "actions": {
                        "grant": action("Grant", "granted", "officer", not_same_as=["review"]),
                        "refuse": action(
                            "Refuse",
                            "refused",
                            "officer",
                            not_same_as=["review"],
                            needs=["reason", "comment"],
                        ),
                    },
                },
                **ENDS,
            },
        },
        "reasons": {"unsafe": words("The premises are unsafe")},
        "issues": {
            "template": "family-composition",
            "title": words("Licence"),
            "signed_by": "health",
            "valid": [],
            "data": {"holder": "applicant.name"},
            "register": {
                "code": "health.licences",
                "data": {
                    "kind": '"pharmacy"',
                    "holder_name": "applicant.name",
                    "premises": "form.address",
                    "granted_on": "today",
                },
            },
        },
        "tests": [],
    }


def _household() -> dict[str, Any]:
    """Every type of question."""
    return household(CATALOGUE, DRAFT, {key: ENDS[key] for key in ("granted", "lapsed")})


ALL: dict[str, Callable[[], dict[str, Any]]] = {
    CERTIFICATE: _certificate,
    LICENCE: _licence,
    CORRECTION: partial(correction, CORRECTION),
    APPEAL: partial(appeal, APPEAL),
    HOUSEHOLD: _household,
}


class Plain(yaml.SafeDumper):
    """Writes what stands twice twice: a definition knows no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def publish(*services: str) -> None:
    """Publish the services named, else all."""
    for service in services or ALL:
        source = yaml.dump(ALL[service](), Dumper=Plain, allow_unicode=True, sort_keys=False)
        digest = hashlib.sha256(source.encode()).hexdigest()
        if ServiceVersion.objects.filter(service=service, content_hash=digest).exists():
            continue
        ServiceVersion.objects.create(
            service=service,
            number=1,
            content_hash=digest,
            source=source,
            published_at=clock.now(),
            is_current=True,
        )
