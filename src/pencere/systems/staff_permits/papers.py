"""A permit as a PDF to be carried along. It isn't sealed: its proof is the code on it, which
whoever checks compares with what is recorded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pencere.blocks.documents import api as documents
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.staff_permits import pages, regime, tokens
from pencere.systems.staff_permits.models import LIVE, Permit
from pencere.systems.staff_permits.telling import in_each_language

TEMPLATE = "staff-permit"


def has_paper(permit: Permit) -> bool:
    """Whether there is anything to be carried along: a permit that holds, or will."""
    return permit.state in LIVE and permit.ends_on >= clock.today()


def paper(permit: Permit) -> bytes:
    """The PDF, in the language that is active. The employer and the trips are fetched."""
    agency = parties.agency(regime.agency())
    titles = pages.titles_now()
    region = pages.title_of(titles["region"], permit.region)
    statement: dict[str, Any] = {
        "number": permit.number,
        "template": TEMPLATE,
        "title": dict(in_each_language(lambda: _("Permit to go to work"))),
        "language": (get_language() or "az")[:2],
        "agency": {"code": agency.code, "title": dict(agency.title), "site": agency.site},
        "state": dict(pack().name),
        "holder": permit.employee_name,
        "about": "",
        "issued_on": clock.today().isoformat(),
        "valid_from": permit.starts_on.isoformat(),
        "valid_until": permit.ends_on.isoformat(),
        "verify": tokens.code_of(permit),
        "data": {
            "full_name": permit.employee_name,
            "position": permit.position,
            "rank": permit.rank,
            "employer": permit.employer.name,
            "employer_identifier": permit.employer.identifier,
            "workplace": _in_each(region, permit.workplace),
            "kind": _words(pages.title_of(titles["kind"], permit.kind)),
            "activity": _words(pages.title_of(titles["activity"], permit.activity)),
            "plate": permit.plate,
            "since": permit.starts_on.isoformat(),
            "until": permit.ends_on.isoformat(),
            "receipt": permit.receipt,
            "trips": [
                {
                    "from": _words(pages.title_of(titles["region"], each.from_region)),
                    "to": _words(pages.title_of(titles["region"], each.to_region)),
                    "since": each.starts_on.isoformat(),
                    "until": each.ends_on.isoformat(),
                }
                for each in permit.trips.all()
            ],
        },
    }
    return documents.rendered(template=TEMPLATE, statement=statement, made_at=clock.now())


def _words(title: Text | str) -> dict[str, str] | str:
    return dict(title) if isinstance(title, Text) else title


def _in_each(title: Text | str, more: str) -> dict[str, str] | str:
    if isinstance(title, Text):
        return {code: f"{words}, {more}" for code, words in title.items()}
    return f"{title}, {more}"
