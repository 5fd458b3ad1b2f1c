"""What a message says of permits: built for the ministry's system, which keeps it as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from pencere.kernel import clock
from pencere.kernel.pack import pack
from pencere.systems.staff_permits.candidates import trips_of
from pencere.systems.staff_permits.models import Dispatch, Permit, Trip


def message(message_id: UUID, dispatches: Sequence[Dispatch], *, agency: str) -> dict[str, Any]:
    """The claims of a message about these dispatches, in their order; permits are fetched."""
    grants = [each.permit_id for each in dispatches if each.kind == Dispatch.Kind.GRANT]
    trips = trips_of(grants)
    return {
        "jti": str(message_id),
        "iss": settings.BASE_URL,
        "aud": agency,
        "iat": int(clock.now().timestamp()),
        "items": [_item(each, trips.get(each.permit_id, ())) for each in dispatches],
    }


def _item(dispatch: Dispatch, trips: Sequence[Trip]) -> dict[str, Any]:
    permit = dispatch.permit
    said = {"id": dispatch.pk, "kind": dispatch.kind, "permit": permit.number}
    if dispatch.kind == Dispatch.Kind.GRANT:
        return {**said, "content": content_of(permit, trips)}
    return {
        **said,
        "at": permit.closed_at.isoformat() if permit.closed_at else "",
        "reason_code": permit.reason_code,
        "reason": permit.reason,
    }


def content_of(permit: Permit, trips: Sequence[Trip]) -> Mapping[str, Any]:
    """What the ministry keeps of a permit."""
    regions = pack().addresses().regions()

    def place(code: str) -> dict[str, str]:
        title = regions.get(code)
        return {"code": code, "title": title.in_language(settings.LANGUAGE_CODE) if title else code}

    return {
        "employer": {"identifier": permit.employer.identifier, "name": permit.employer.name},
        "employee": {"identifier": permit.employee.identifier, "name": permit.employee_name},
        "contract": {"form": permit.form, "number": permit.contract},
        "position": permit.position,
        "rank": permit.rank,
        "plate": permit.plate,
        "region": place(permit.region),
        "workplace": permit.workplace,
        "kind": permit.kind,
        "activity": permit.activity,
        "starts_on": permit.starts_on.isoformat(),
        "ends_on": permit.ends_on.isoformat(),
        "confirmed_at": permit.confirmed_at.isoformat() if permit.confirmed_at else "",
        "trips": [
            {
                "from": place(trip.from_region),
                "to": place(trip.to_region),
                "starts_on": trip.starts_on.isoformat(),
                "ends_on": trip.ends_on.isoformat(),
            }
            for trip in trips
        ],
    }
