"""Permits to leave home for a person's app: the same calls and rules as the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Header, Query
from pydantic import Field

from pencere.blocks.identity.api import asking as who_asks
from pencere.blocks.identity.api import may
from pencere.kernel import clock
from pencere.systems.sms_permits import asking, own_permits, people_queries, people_words, tokens
from pencere.systems.sms_permits.people_queries import Asked, HistoryFilters
from pencere.systems.sms_permits.queries import permit as own_permit
from pencere.systems.sms_permits.values import Permit
from pencere.ui.api import PROBLEMS, Words

router = Router(tags=["Permits to leave home"])
READ, APPLY = may("read"), may("apply")


class PurposeShape(Schema):
    """For what one may leave home now, and what is left of it today."""

    code: str
    title: Words
    index: str
    """How messages name it."""
    minutes: int
    """How long a permit holds."""
    daily_limit: int | None
    """Null without a limit."""
    left_today: int | None
    """Null without a limit."""


class PermitShape(Schema):
    """A permit."""

    reference: str
    purpose: str
    document: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    is_valid: bool
    channel: str
    """sms or web."""
    code: str | None
    """What its square code holds, while it is valid."""


class AllowedShape(Schema):
    """What is allowed today."""

    is_permit_needed: bool
    """False while no regime is in force."""
    may_ask: bool
    why_not: str | None
    """In the language of the request: why the person is asked to stay at home."""
    purposes: list[PurposeShape]
    valid: list[PermitShape]


class AskedShape(Schema):
    """One request with what came of it."""

    asked_at: dt.datetime
    purpose: str
    outcome: str
    """granted, repeated or refused."""
    reason: str | None
    """A stable code of why it was refused."""
    reference: str | None
    """Of the permit that was given."""
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    way: str
    """web, own (from one's own phone) or other (from another phone)."""


class HistoryShape(Schema):
    """A page of the history; `next` is the cursor of the page that follows."""

    requests: list[AskedShape]
    next: str | None


class NewRequest(Schema):
    """A request for a permit."""

    purpose: str = Field(max_length=60)


class AnswerShape(Schema):
    """The answer: a permit, or why not."""

    outcome: str
    """granted, repeated (the valid one once more) or refused."""
    reason: str | None
    message: str | None
    """The reason in the language of the request."""
    advice: str | None
    permit: PermitShape | None


class Certificate(Schema):
    """A doctor's certificate."""

    certificate: str = Field(max_length=200)


@router.get(
    "/permits/allowed",
    response={200: AllowedShape, **PROBLEMS},
    auth=READ,
    summary="What is allowed today",
)
def allowed(request: HttpRequest) -> dict[str, Any]:
    """The purposes with their limits, what is left of each, the permits that hold."""
    seen = own_permits.overview(actor=who_asks(request))
    return {
        "is_permit_needed": seen.rules is not None,
        "may_ask": seen.may_ask,
        "why_not": str(seen.kept_in.title) if seen.kept_in else None,
        "purposes": [
            {
                "code": each.purpose.code,
                "title": dict(each.purpose.title),
                "index": each.purpose.index,
                "minutes": each.purpose.minutes,
                "daily_limit": each.purpose.daily_limit,
                "left_today": each.left,
            }
            for each in seen.left
        ],
        "valid": [_permit(each) for each in seen.valid],
    }


@router.get(
    "/permits", response={200: HistoryShape, **PROBLEMS}, auth=READ, summary="What was asked"
)
def history(
    request: HttpRequest,
    purpose: str = Query("", max_length=60),
    outcome: str = Query("", max_length=20),
    since: dt.date | None = None,
    until: dt.date | None = None,
    cursor: str = Query("", max_length=100),
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """All that was asked with the person's documents, from whichever phone, newest first."""
    filters = HistoryFilters(
        purpose=purpose.replace("\0", ""),
        outcome=outcome if outcome in people_words.OUTCOMES else "",
        since=since,
        until=until,
        cursor=cursor,
    )
    page = people_queries.history(actor=who_asks(request), filters=filters, limit=limit)
    return {"requests": [_asked(each) for each in page.rows], "next": page.next_cursor or None}


@router.get(
    "/permits/{reference}", response={200: PermitShape, **PROBLEMS}, auth=READ, summary="A permit"
)
def show(request: HttpRequest, reference: str) -> dict[str, Any]:
    """By its reference; 404 for another's."""
    return _permit(own_permit(actor=who_asks(request), reference=reference[:60]))


@router.post(
    "/permits", response={200: AnswerShape, **PROBLEMS}, auth=APPLY, summary="Ask for a permit"
)
def ask(
    request: HttpRequest,
    new: NewRequest,
    idempotency_key: str = Header(..., min_length=8, max_length=64),
) -> dict[str, Any]:
    """Decided at once. A repeat with the same Idempotency-Key gives the first answer."""
    actor = who_asks(request)
    own_permits.count_request(actor)
    answered = asking.ask(actor=actor, purpose=new.purpose, key=idempotency_key)
    permit = answered.permit
    why = people_words.why(answered.reason) if permit is None else None
    return {
        "outcome": answered.outcome,
        "reason": answered.reason.value if answered.reason else None,
        "message": str(why.title) if why else None,
        "advice": str(why.advice) if why else None,
        "permit": _permit(permit) if permit else None,
    }


@router.post(
    "/permits/{reference}/extend",
    response={200: PermitShape, **PROBLEMS},
    auth=APPLY,
    summary="Make it longer",
)
def extend(request: HttpRequest, reference: str, said: Certificate) -> dict[str, Any]:
    """By a doctor's certificate. The same certificate again gives the same permit."""
    made = asking.extend(
        actor=who_asks(request), reference=reference[:60], certificate=said.certificate
    )
    return _permit(made)


def _permit(permit: Permit) -> dict[str, Any]:
    is_valid = permit.is_valid(clock.now())
    return {
        "reference": permit.reference,
        "purpose": permit.purpose,
        "document": permit.document,
        "valid_from": permit.valid_from,
        "valid_until": permit.valid_until,
        "is_valid": is_valid,
        "channel": permit.channel,
        "code": tokens.code_of(permit) if is_valid else None,
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "asked_at": asked.asked_at,
        "purpose": asked.purpose,
        "outcome": asked.outcome,
        "reason": asked.reason.value if asked.reason else None,
        "reference": asked.reference or None,
        "valid_from": asked.valid_from,
        "valid_until": asked.valid_until,
        "way": asked.way,
    }
