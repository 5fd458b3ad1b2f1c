"""What is decided stays as it was decided, and no two permits take the same place of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from tests import people

from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import api, jobs
from pencere.systems.sms_permits.models import Decision

pytestmark = pytest.mark.django_db

NOON = "2026-11-26T12:00:00+04:00"


def granted(subject: UUID, **more: Any) -> Decision:
    """A permit for shopping from noon to three."""
    at = clock.now()
    values: dict[str, Any] = {
        "day": clock.today(),
        "id": new_id(),
        "subject": subject,
        "document": "AZE12345678",
        "purpose": "shopping",
        "sender": "+994502345678",
        "channel": "sms",
        "asked_at": at,
        "decided_at": at,
        "outcome": "granted",
        "reason": "",
        "valid_from": at,
        "valid_until": at + dt.timedelta(hours=3),
        "ordinal": 1,
        "is_extension": False,
        "certificate": "",
        "district": "AZ-BA",
        "language": "az",
    }
    return Decision.objects.create(**{**values, **more})


def test_aysel_sees_her_permit_and_nobody_elses() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    with clock.frozen_at(NOON):
        hers = granted(aysel.party_id)
        granted(rauf.party_id)
        actor = people.actor_for(aysel)
        (permit,) = api.permits_of(actor=actor, since=clock.today())
        assert permit.id == hers.id
        assert permit.is_valid(clock.now())
        assert api.permit(actor=actor, reference=permit.reference) == permit
        with pytest.raises(NotFound):
            api.permit(actor=people.actor_for(rauf), reference=permit.reference)
        with pytest.raises(NotFound):
            api.permit(actor=actor, reference="20261126-no-such")


def test_a_permit_over_midnight_holds_on_the_next_day() -> None:
    aysel = people.aysel()
    with clock.frozen_at("2026-11-26T23:30:00+04:00"):
        granted(aysel.party_id)
    with clock.frozen_at("2026-11-27T02:29:00+04:00"):
        assert len(api.valid_permits(subjects=[aysel.party_id])[aysel.party_id]) == 1
        (row,) = api.offline_rows(at=clock.now())
        assert row.document == "AZE12345678"
    with clock.frozen_at("2026-11-27T02:30:00+04:00"):
        assert api.valid_permits(subjects=[aysel.party_id])[aysel.party_id] == []


def test_two_permits_cannot_take_the_same_place_of_the_day() -> None:
    aysel = people.aysel()
    with clock.frozen_at(NOON):
        granted(aysel.party_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            granted(aysel.party_id, purpose="funeral")


@pytest.mark.parametrize("change", ["UPDATE {} SET ordinal = 7", "DELETE FROM {}"])
def test_nobody_changes_a_decision(change: str) -> None:
    with clock.frozen_at(NOON):
        granted(people.aysel().party_id)
    refused = pytest.raises(ProgrammingError, match="only ever added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("sms_permits_decision"))


def test_old_days_go_as_a_whole_but_never_the_last_thirty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_permits_make_days(2)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT sms_permits_drop_days('2999-01-01')")
        assert cursor.fetchone() == (0,)


def test_each_night_the_days_ahead_are_made() -> None:
    jobs.make_days(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_permits_make_days(%s)", [jobs.DAYS_AHEAD])
        assert cursor.fetchone() == (0,)
