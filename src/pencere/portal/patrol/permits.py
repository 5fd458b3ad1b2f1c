"""Permits of every system as a check shows them: who holds one is asked of each system through
its api; what they answer is brought into one shape here."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pencere.blocks.openid.api import read_statement
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.text import Text
from pencere.portal.patrol import offline_rules, rules
from pencere.systems.sms_permits import api as sms_permits

CODE_TYPES: Mapping[str, str] = {"sms-permit+jwt": "sms"}
"""Which system signs which type of statement as the square code of its permits."""
LONGEST_CODE = rules.MOST_TYPED


@dataclass(frozen=True, slots=True)
class Shown:
    """One permit: what it is for, until when, and what else stands in it."""

    id: str
    """By which its square code names it."""
    title: Any
    span: rules.Span
    facts: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The permits of one person that matter now."""

    permits: Sequence[Shown]
    is_needed: bool
    """Whether a permit is needed in that district."""


@dataclass(frozen=True, slots=True)
class Code:
    """What was read out of a permit's square code."""

    state: rules.TokenState
    permit: str = ""
    """As `Shown.id`."""
    number: str = ""
    """Of the document that it was given to."""


NO_CODE = Code("")
FORGED = Code("forged")


def read_code(text: str) -> Code:
    """What the text of a code says, with or without the address before it: genuine, out of date,
    or not ours. Whether its permit still holds is another question (`state_now`)."""
    token = text.rpartition("#")[2].strip()
    for code_type in CODE_TYPES:
        try:
            return _code("genuine", read_statement(token, type=code_type))
        except Invalid as problem:
            if problem.code in ("statement-over", "statement-early"):
                # its signature is right, which is looked at before its time
                return _code("expired", _claims(token))
    return FORGED


def _code(state: rules.TokenState, claims: Mapping[str, Any]) -> Code:
    permit, number = claims.get("jti"), claims.get("doc")
    if not isinstance(permit, str) or not isinstance(number, str):
        return FORGED
    return Code(state, permit=permit, number=number)


def _claims(token: str) -> Mapping[str, Any]:
    body = token.split(".")[1]
    claims: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def state_now(code: Code, is_known: bool, found: Found) -> rules.TokenState:
    """What a code is worth now: genuine only while its very permit holds."""
    if code.state != "genuine" or not is_known:
        return code.state
    now = clock.now()
    own = next((one for one in found.permits if one.id == code.permit), None)
    return "genuine" if own is not None and rules.is_valid(own.span, now) else "revoked"


def of_person(*, subject: UUID, region: str) -> Found:
    """Their permits that hold, begin later today or ended just now. Not journaled here: the check
    that asks is."""
    now = clock.now()
    return Found([*_by_message(subject, now)], is_needed=is_needed(region))


def is_needed(region: str) -> bool:
    """Whether anybody needs a permit in that district now."""
    return True


def _by_message(subject: UUID, now: dt.datetime) -> list[Shown]:
    """Those that hold; where none does, those that did until just now."""
    for at in (now, now - rules.LATELY):
        found = sms_permits.valid_permits(subjects=[subject], at=at)[subject]
        if found:
            return [_shown_by_message(one) for one in found]
    return []


def _shown_by_message(permit: sms_permits.Permit) -> Shown:
    return Shown(
        id=permit.reference,
        title=permit.purpose,
        span=rules.Span(permit.valid_from, permit.valid_until),
        facts=[(_("Document"), f"… {permit.document[-4:]}")],
    )


def title_of(kind: str) -> Text:
    """What permits of a kind are for, as `offline_rows` names it."""
    return Text(dict.fromkeys(("az", "ru", "en"), kind))


def offline_rows(
    *, regions: Collection[str], since: dt.datetime, until: dt.datetime
) -> Iterator[offline_rules.Row]:
    """All permits of every system that hold some time between the two, in these districts."""
    for row in sms_permits.offline_rows(at=since, until=until, districts=regions):
        yield offline_rules.Row(row.document, f"sms:{row.purpose}", row.valid_from, row.valid_until)
