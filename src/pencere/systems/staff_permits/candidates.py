"""From a permit, or what somebody wrote, to what the rules decide about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from pencere.systems.staff_permits.models import Permit, Trip
from pencere.systems.staff_permits.rules import Candidate, Terms, TripTerms
from pencere.systems.staff_permits.values import Draft, TripDraft


def of_permit(permit: Permit, trips: Iterable[Trip], *, today: dt.date) -> Candidate:
    """A permit with its trips as it would be confirmed today: no day before counts."""
    return Candidate(
        id=permit.pk,
        employee=permit.employee_id,
        form=permit.form,
        contract=permit.contract,
        plate=permit.plate,
        terms=Terms(
            form=permit.form,
            kind=permit.kind,
            activity=permit.activity,
            region=permit.region,
            starts_on=max(permit.starts_on, today),
            ends_on=permit.ends_on,
            trips=_trips(trips, today),
        ),
    )


def of_draft(draft: Draft) -> Terms:
    """What somebody wrote."""
    return Terms(
        form=draft.form,
        kind=draft.kind,
        activity=draft.activity,
        region=draft.region,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        trips=_trips(draft.trips, draft.starts_on),
    )


def _trips(trips: Iterable[Trip | TripDraft], first: dt.date) -> tuple[TripTerms, ...]:
    return tuple(
        TripTerms(
            from_region=trip.from_region,
            to_region=trip.to_region,
            starts_on=max(trip.starts_on, first) if isinstance(trip, Trip) else trip.starts_on,
            ends_on=trip.ends_on,
        )
        for trip in trips
    )


def trips_of(permit_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Trip]]:
    """The trips of permits by permit, in their order; one query."""
    found: defaultdict[UUID, list[Trip]] = defaultdict(list)
    for trip in Trip.objects.filter(permit_id__in=permit_ids).order_by("permit_id", "place"):
        found[trip.permit_id].append(trip)
    return found
