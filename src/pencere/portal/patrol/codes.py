"""A permit's square code as a patrol reads it: genuine, out of date, or not ours; and to whom it
leads. What is recorded now always goes before what a code says."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pencere.blocks.openid.api import read_statement
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.portal.patrol import people, permits, rules
from pencere.systems.sms_permits import api as sms_permits
from pencere.systems.staff_permits import api as staff_permits

TYPES = (sms_permits.CODE_TYPE, staff_permits.CODE_TYPE)
"""Media types of the statements that are square codes of permits."""
_OUT_OF_TIME = frozenset({"statement-over", "statement-early"})


@dataclass(frozen=True, slots=True)
class Code:
    """What was read out of a permit's square code."""

    state: rules.TokenState
    permit: str = ""
    """As `permits.Shown.id`."""
    number: str = ""
    """Of the document that it was given to; empty where it names the person."""
    subject: UUID | None = None

    @property
    def ending(self) -> str:
        """By what an officer knows it again."""
        return (self.number or self.permit)[-4:]


NONE = Code("")
FORGED = Code("forged")


def read(text: str) -> Code:
    """What the text of a code says, with or without the address before it. Whether its permit
    still holds is another question (`state_now`)."""
    token = text.rpartition("#")[2].strip()
    for code_type in TYPES:
        try:
            return _code("genuine", code_type, read_statement(token, type=code_type))
        except Invalid as problem:
            if problem.code in _OUT_OF_TIME:
                # its signature is right, which is looked at before its time
                return _code("expired", code_type, _claims(token))
    return _printed_long_ago(token)


def _code(state: rules.TokenState, code_type: str, claims: Mapping[str, Any]) -> Code:
    permit, number = claims.get("jti"), claims.get("doc")
    if not isinstance(permit, str):
        return FORGED
    if code_type == staff_permits.CODE_TYPE:
        subject = staff_permits.employee_of(number=permit)
        return Code(state, permit=permit, subject=subject) if subject else FORGED
    if not isinstance(number, str):
        return FORGED
    try:
        return Code(state, permit=permit, number=people.canonical(number))
    except Invalid:
        return FORGED


def _printed_long_ago(token: str) -> Code:
    """A paper may outlive the key that signed its code. The permit's number in it can't be
    guessed, so it leads to whom it was given, though it proves no more than that."""
    claims = _claims(token)
    number = claims.get("jti")
    if not isinstance(number, str) or "name" not in claims:
        return FORGED
    subject = staff_permits.employee_of(number=number)
    return Code("expired", permit=number, subject=subject) if subject else FORGED


def _claims(token: str) -> Mapping[str, Any]:
    """The claims of a statement, whoever signed it; none where there are none to be read."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def state_now(code: Code, *, is_known: bool, found: permits.Found) -> rules.TokenState:
    """What a code is worth now: genuine only while its very permit holds."""
    if code.state != "genuine" or not is_known:
        return code.state
    now = clock.now()
    own = next((one for one in found.permits if one.id == code.permit), None)
    return "genuine" if own is not None and rules.is_valid(own.span, now) else "revoked"
