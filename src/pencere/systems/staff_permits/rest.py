"""Permits of the staff for employers' own programs: the same calls and rules as the pages. What
creates or changes takes an `Idempotency-Key`: a repeat gives the first answer."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Header, Query
from pydantic import Field

from pencere.blocks.identity.api import asking, may
from pencere.kernel.errors import Invalid
from pencere.systems.staff_permits import actions, bulk, listing, queries, regime
from pencere.systems.staff_permits.deleted import values_of
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Draft, Filters, Outcome, TripDraft
from pencere.systems.staff_permits.words import problem_words
from pencere.ui.api import PROBLEMS, Words

router = Router(tags=["Permits for staff"], auth=may("manage"))
State = Literal[
    "draft", "confirmed", "sent", "received", "refused", "revoked", "ended", "superseded"
]
MOST_AT_ONCE = 1000


class TripShape(Schema):
    """A business trip."""

    from_region: str = Field(max_length=12)
    to_region: str = Field(max_length=12)
    starts_on: dt.date
    ends_on: dt.date


class DraftShape(Schema):
    """A permit as it is written. Contract and position may be left out where the register of
    contracts knows them; `name` is needed where it doesn't."""

    identifier: str = Field(max_length=40)
    form: Literal["employment", "service", "founder"] = "employment"
    name: str = Field("", max_length=300)
    contract: str = Field("", max_length=64)
    position: str = Field("", max_length=200)
    rank: str = Field("", max_length=100)
    plate: str = Field("", max_length=20)
    region: str = Field(max_length=12)
    workplace: str = Field(max_length=300)
    kind: str = Field(max_length=40)
    activity: str = Field(max_length=60)
    starts_on: dt.date
    ends_on: dt.date
    trips: list[TripShape] = Field([], max_length=20)


class EditedShape(DraftShape):
    """A draft with other words; `revision` is the one that was seen."""

    revision: int


class PermitShape(Schema):
    """A permit as it stands."""

    id: UUID
    number: str
    state: str
    revision: int
    name: str
    form: str
    contract: str
    position: str
    rank: str
    plate: str
    region: str
    workplace: str
    kind: str
    activity: str
    starts_on: dt.date
    ends_on: dt.date
    trips: list[TripShape] | None
    """Only where one permit was asked for."""
    receipt: str
    """The number under which the ministry has it."""
    reason_code: str
    reason: str


class PermitList(Schema):
    """A page of permits; `next` is the cursor of the page that follows."""

    permits: list[PermitShape]
    total: int
    next: str | None


class Chosen(Schema):
    """The permits that are meant."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Extended(Chosen):
    """Until when they hold."""

    until: dt.date


class Revoked(Chosen):
    """Why, in words that ministry and employees read."""

    reason: str = Field(min_length=1, max_length=500)


class RefusalShape(Schema):
    """A permit that was left as it was."""

    id: UUID
    number: str
    field: str
    code: str
    detail: str


class OutcomeShape(Schema):
    """What an act about several permits did."""

    done: int
    refused: list[RefusalShape]
    is_repeat: bool


class CodeShape(Schema):
    """A code with its words."""

    code: str
    title: Words


class RulesShape(Schema):
    """The codes that hold now."""

    kinds: list[CodeShape]
    activities: list[CodeShape]


Key = Header(..., alias="Idempotency-Key", min_length=1, max_length=64)
GONE = {200: None, **PROBLEMS}
ANSWER = {200: PermitShape, **PROBLEMS}
OUTCOME = {200: OutcomeShape, **PROBLEMS}


@router.get("/staff-permits", response={200: PermitList, **PROBLEMS}, summary="The list")
def permits(
    request: HttpRequest,
    state: State | None = None,
    text: str = Query("", max_length=200),
    kind: str = Query("", max_length=40),
    activity: str = Query("", max_length=60),
    ends_until: dt.date | None = None,
    sort: Literal["", "name", "ends"] = "",
    cursor: str = Query("", max_length=400),
) -> dict[str, Any]:
    """The employer's permits, 50 a page."""
    filters = Filters(
        states=frozenset({state}) if state else frozenset(),
        query=text.replace("\0", ""),
        kind=kind.replace("\0", ""),
        activity=activity.replace("\0", ""),
        ends_until=ends_until,
    )
    page = listing.page(actor=asking(request), filters=filters, sort=sort, cursor=cursor)
    rows = [_permit(each) for each in page.rows]
    return {"permits": rows, "total": page.total, "next": page.next or None}


@router.post("/staff-permits", response=ANSWER, summary="Write a draft")
def write(request: HttpRequest, draft: DraftShape, key: str = Key) -> dict[str, Any]:
    """A new draft, checked against the registers and the rules; nothing is sent yet."""
    return _permit(actions.write(actor=asking(request), draft=_draft(draft), key=key))


@router.get("/staff-permits/rules", response={200: RulesShape, **PROBLEMS}, summary="The codes")
def codes(request: HttpRequest) -> dict[str, Any]:
    """Kinds and activity areas that can be written now; 503 where no regime is in force."""
    now = regime.current()
    return {
        name: [{"code": code, "title": dict(title)} for code, title in titles.items()]
        for name, titles in (("kinds", now.kinds), ("activities", now.activities))
    }


@router.post("/staff-permits/confirm", response=OUTCOME, summary="Confirm drafts")
def confirm(request: HttpRequest, chosen: Chosen, key: str = Key) -> dict[str, Any]:
    """Sends them to the ministry: after this they can only be revoked, ended or extended."""
    return _outcome(bulk.confirm(actor=asking(request), chosen=chosen.ids, key=key))


@router.post("/staff-permits/extend", response=OUTCOME, summary="Extend permits")
def extend(request: HttpRequest, chosen: Extended, key: str = Key) -> dict[str, Any]:
    """Each is followed by one that says the same."""
    return _outcome(
        bulk.extend(actor=asking(request), chosen=chosen.ids, until=chosen.until, key=key)
    )


@router.post("/staff-permits/end", response=OUTCOME, summary="End permits")
def end(request: HttpRequest, chosen: Chosen, key: str = Key) -> dict[str, Any]:
    """They hold no longer from now on."""
    return _outcome(bulk.end(actor=asking(request), chosen=chosen.ids, key=key))


@router.post("/staff-permits/revoke", response=OUTCOME, summary="Revoke permits")
def revoke(request: HttpRequest, chosen: Revoked, key: str = Key) -> dict[str, Any]:
    """They hold no longer from now on, for a reason."""
    return _outcome(
        bulk.revoke(actor=asking(request), chosen=chosen.ids, reason=chosen.reason, key=key)
    )


@router.get("/staff-permits/{number}", response=ANSWER, summary="One permit")
def permit(request: HttpRequest, number: str) -> dict[str, Any]:
    """By its number; its employee sees that you looked."""
    found = queries.permit(actor=asking(request), number=number[:64])
    return _permit(found, has_trips=True)


@router.put("/staff-permits/{number}", response=ANSWER, summary="Change a draft")
def edit(request: HttpRequest, number: str, draft: EditedShape) -> dict[str, Any]:
    """409 when it was changed since `revision`, or confirmed."""
    actor = asking(request)
    found = queries.permit(actor=actor, number=number[:64])
    edited = actions.edit(
        actor=actor, permit_id=found.pk, revision=draft.revision, draft=_draft(draft)
    )
    return _permit(edited)


@router.delete("/staff-permits/{number}", response=GONE, summary="Delete a draft")
def delete(request: HttpRequest, number: str) -> None:
    """What was confirmed can only be revoked."""
    actor = asking(request)
    found = queries.permit(actor=actor, number=number[:64])
    actions.delete(actor=actor, permit_id=found.pk)


def _draft(shape: DraftShape) -> Draft:
    values = {name: getattr(shape, name) for name in Draft.__annotations__ if name != "trips"}
    if any("\0" in value for value in values.values() if isinstance(value, str)):
        raise Invalid
    trips = tuple(
        TripDraft(each.from_region, each.to_region, each.starts_on, each.ends_on)
        for each in shape.trips
    )
    return Draft(**values, trips=trips)


def _permit(row: Permit, *, has_trips: bool = False) -> dict[str, Any]:
    shown = {name: getattr(row, name, None) for name in PermitShape.model_fields}
    trips = [_trip(each) for each in values_of(row).trips] if has_trips else None
    return {**shown, "name": row.employee_name, "trips": trips}


def _trip(trip: TripDraft) -> dict[str, Any]:
    return {name: getattr(trip, name) for name in TripShape.model_fields}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "done": outcome.done,
        "refused": [
            {
                "id": each.permit_id,
                "number": each.number,
                "field": each.field,
                "code": each.code,
                "detail": str(problem_words(each.field, each.code)),
            }
            for each in outcome.refused
        ],
        "is_repeat": outcome.is_repeat,
    }
