"""Reads of requests: always those about the data of whom the actor stands for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from django.db.models import QuerySet

from pencere.blocks.consent import rules
from pencere.blocks.consent.models import ConsentRequest
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound

Show = Literal["all", "asked", "granted", "refused", "withdrawn"]
SHOWS: tuple[Show, ...] = get_args(Show)
PAGE = 25


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Some requests, the newest first."""

    rows: tuple[ConsentRequest, ...]
    next: UUID | None
    """Pass as `before` for the next page; None on the last."""


def of_subject(actor: Actor) -> QuerySet[ConsentRequest]:
    """The requests about the actor's own data, or about the data of the party in whose name they
    act when they stand for all of it (a parent for a child, a director for the company): nobody
    else could answer for these."""
    if actor.kind != "person" or actor.applicant_id is None or not parties.sees_all(actor):
        return ConsentRequest.objects.none()
    return ConsentRequest.objects.filter(subject_id=actor.applicant_id)


def requests(
    *, actor: Actor, show: Show = "all", before: UUID | None = None, limit: int = PAGE
) -> ConsentPage:
    """A page of the requests for the actor's data."""
    found = of_subject(actor).select_related("agency", "asked_for").order_by("-id")
    if show != "all":
        found = found.filter(state=show)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = tuple(found[: limit + 1])
    return ConsentPage(rows=rows[:limit], next=rows[limit - 1].pk if len(rows) > limit else None)


def request(*, actor: Actor, request_id: UUID) -> ConsentRequest:
    """One request for the actor's data. Raises NotFound."""
    found = of_subject(actor).select_related("agency", "asked_for").filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def waiting(*, actor: Actor) -> int:
    """How many requests wait for the actor's answer."""
    return of_subject(actor).filter(state=ConsentRequest.State.ASKED).count()


def holds(request: ConsentRequest, *, actor: Actor, fields: Collection[str]) -> bool:
    """Whether the consent lets `actor` read these fields of its register at this moment."""
    return rules.entitles(
        actor,
        agency=request.agency_id,
        state=request.state,
        valid_until=request.valid_until,
        now=clock.now(),
        granted=request.fields,
        wanted=fields,
    )
