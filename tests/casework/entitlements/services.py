"""A permit that ends after a year, its duplicate and its change: small, and published as any
other service, in the test's transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import yaml
from tests.casework.applications.parts import CATALOGUE, DRAFT, ENDS, action, words

from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock

PERMIT = "economy.permit-of-tests"
DUPLICATE = "economy.permit-duplicate-of-tests"
CHANGE = "economy.permit-change-of-tests"


def _service(service: str, english: str) -> dict[str, Any]:
    return {
        "id": service,
        "title": words(english),
        "summary": words(english),
        "agency": "economy",
        "applicant": {"kinds": ["person", "organisation"], "mandate": "licence.apply"},
        "catalogue": CATALOGUE,
        "data": {},
        "eligibility": [],
        "form": [
            {
                "page": "about",
                "title": words("About"),
                "fields": [
                    {
                        "key": "activity",
                        "type": "choice",
                        "title": words("Activity"),
                        "choices": {
                            "pharmacy": words("Pharmacy"),
                            "private-medicine": words("Medicine"),
                        },
                    },
                    {"key": "area", "type": "integer", "title": words("Area"), "max": 500},
                    {
                        "key": "receipt",
                        "type": "text",
                        "title": words("Receipt"),
                        "required": False,
                    },
                ],
            }
        ],
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "states": {
                "draft": {**DRAFT, "actions": {"submit": action("Submit", "review", "applicant")}},
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer", "sla": "P3WD"},
                    "actions": {
                        "grant": action("Grant", "granted", "officer"),
                        "refuse": action("Refuse", "refused", "officer"),
                    },
                },
                **ENDS,
            },
        },
        "reasons": {"unsafe": words("The premises are unsafe")},
        "issues": {
            "template": "pharmacy-licence",
            "title": words(english),
            "signed_by": "economy",
            "valid": [{"for": "P1Y"}],
            "data": {
                "holder_name": "applicant.name",
                "voen": "applicant.identifier",
                "address": '"Bakı"',
                "premises": '"Bakı"',
                "area_m2": "form.area",
                "pharmacist": '"5AYSEL1"',
                "narcotics": "false",
                "granted_on": "today",
            },
        },
        "tests": [],
    }


def permit() -> dict[str, Any]:
    made = _service(PERMIT, "Permit")
    made["issues"]["register"] = {
        "code": "health.licences",
        "data": {"kind": '"pharmacy"', "holder_name": "applicant.name", "granted_on": "today"},
    }
    made["issues"]["entitlement"] = {
        "kind": "permit",
        "title": words("Permit"),
        "officers": ["head"],
        "four_eyes": ["revoke"],
        "services": {"change": CHANGE, "duplicate": DUPLICATE},
        "public": {
            "register": "economy.licences",
            "activity": "form.activity",
            "region": '"AZ-BA"',
        },
    }
    made["renewal"] = {
        "remind": ["P60D", "P14D"],
        "opens": "P90D",
        "prefill": "previous",
        "anew": ["receipt"],
        "text": words("You can renew it online."),
    }
    return made


def duplicate() -> dict[str, Any]:
    return _service(DUPLICATE, "Duplicate")


def change() -> dict[str, Any]:
    made = _service(CHANGE, "Change")
    made["issues"]["entitlement"] = permit()["issues"]["entitlement"] | {"services": {}}
    return made


def publish(*definitions: dict[str, Any]) -> None:
    """Publish the definitions given, else all three; a second version takes the first's place."""
    for made in definitions or (permit(), duplicate(), change()):
        source = yaml.safe_dump(json.loads(json.dumps(made)), allow_unicode=True, sort_keys=False)
        earlier = ServiceVersion.objects.filter(service=made["id"])
        earlier.update(is_current=False)
        ServiceVersion.objects.create(
            service=made["id"],
            number=earlier.count() + 1,
            content_hash=hashlib.sha256(source.encode()).hexdigest(),
            source=source,
            published_at=clock.now(),
            is_current=True,
        )
