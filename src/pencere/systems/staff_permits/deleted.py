"""Drafts that were deleted a moment ago: kept in the session until they are had back or others
are deleted, so that a slip costs nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from pencere.blocks.identity.api import actor_of
from pencere.systems.staff_permits import access, actions
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Draft, TripDraft

_KEY = "staff-permits.deleted"


def delete(request: HttpRequest, ids: Sequence[UUID]) -> int:
    """Delete drafts, remembering what they said; returns how many. Raises as `actions.delete`."""
    actor = actor_of(request)
    employer = access.employer_of(actor)
    rows = Permit.objects.filter(employer=employer, pk__in=ids).select_related("employee")
    found = list(rows.prefetch_related("trips").order_by("id"))
    for permit in found:
        actions.delete(actor=actor, permit_id=permit.pk)
    request.session[_KEY] = {
        "employer": str(employer.pk),
        "drafts": [{"key": f"undo-{permit.pk}", **_kept(permit)} for permit in found],
    }
    return len(found)


def waiting(request: HttpRequest) -> int:
    """How many drafts of this employer can be had back."""
    kept: Any = request.session.get(_KEY)
    is_own = kept and kept["employer"] == str(access.managed(actor_of(request)))
    return len(kept["drafts"]) if is_own else 0


def restore(request: HttpRequest) -> int:
    """Write them again; what has become wrong meanwhile raises Invalid as `actions.write` does,
    and the rest can be tried again. Returns how many are back."""
    if not waiting(request):
        return 0
    kept: Any = request.session.get(_KEY)
    drafts = kept["drafts"]
    for kept in drafts:
        actions.write(actor=actor_of(request), draft=draft_of(kept), key=kept["key"])
    del request.session[_KEY]
    return len(drafts)


def values_of(permit: Permit) -> Draft:
    """What a permit says, as it would be written anew; its employee and trips are fetched."""
    return Draft(
        identifier=permit.employee.identifier,
        name=permit.employee_name,
        form=permit.form,
        contract=permit.contract,
        position=permit.position,
        rank=permit.rank,
        plate=permit.plate,
        region=permit.region,
        workplace=permit.workplace,
        kind=permit.kind,
        activity=permit.activity,
        starts_on=permit.starts_on,
        ends_on=permit.ends_on,
        trips=tuple(
            TripDraft(each.from_region, each.to_region, each.starts_on, each.ends_on)
            for each in permit.trips.all()
        ),
    )


def _kept(permit: Permit) -> dict[str, Any]:
    draft = values_of(permit)
    kept = {name: getattr(draft, name) for name in Draft.__annotations__ if name != "trips"}
    kept |= {name: kept[name].isoformat() for name in ("starts_on", "ends_on")}
    trips = [
        [each.from_region, each.to_region, each.starts_on.isoformat(), each.ends_on.isoformat()]
        for each in draft.trips
    ]
    return {**kept, "trips": trips}


def draft_of(kept: Mapping[str, Any]) -> Draft:
    """The draft that was kept."""
    day = dt.date.fromisoformat
    values = {name: kept[name] for name in Draft.__annotations__}
    values |= {name: day(kept[name]) for name in ("starts_on", "ends_on")}
    trips = tuple(TripDraft(a, b, day(first), day(last)) for a, b, first, last in kept["trips"])
    return Draft(**{**values, "trips": trips})
