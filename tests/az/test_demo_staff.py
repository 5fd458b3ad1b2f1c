"""The demonstration's permits for staff: made by the actions, once."""

from __future__ import annotations

from collections import Counter

import pytest
from tests import people
from tests.systems.staff_permits import stories

from pencere.blocks.parties.models import Mandate, Party
from pencere.kernel import clock
from pencere.systems.staff_permits.models import Dispatch, ImportRow, Permit
from pencere_az.demo import create_staff_permits
from pencere_az.population import staff
from pencere_az.population.personas import PERSONAS, PHARMACY_NAME, PHARMACY_PARTY, PHARMACY_VOEN

pytestmark = pytest.mark.django_db


def settle() -> None:
    """The pharmacy, its director, Aysel and Elvin of the demo, and people without work."""
    for key in ("nigar", "aysel", "elvin", "rauf"):
        persona = PERSONAS[key]
        Party.objects.create(
            id=persona.party_id,
            kind="person",
            identifier=persona.fin,
            name=persona.full_name,
            search_key="",
            born_on=persona.born_on,
        )
        people.account(persona.fin, persona.full_name)
    Party.objects.create(
        id=PHARMACY_PARTY,
        kind="organisation",
        identifier=PHARMACY_VOEN,
        name=PHARMACY_NAME,
        search_key="",
    )
    stories.put(PHARMACY_PARTY, "tax.taxpayers", {"status": "active"}, PHARMACY_VOEN)
    Mandate.objects.create(
        holder_id=PERSONAS["nigar"].party_id,
        grantor_id=PHARMACY_PARTY,
        kind="director",
        scopes=["*"],
        source="tax.taxpayers",
        valid_from=people.LONG_AGO,
    )
    stories.hire(PERSONAS["aysel"].fin, "", voen=staff.COMPANY_VOEN)
    for number in range(staff.STAFF):
        who = people.person(f"7TEST{number:02d}", f"Test İşçi {number}", born_on="1985-05-05")
        stories.put(who.pk, "interior.identity-cards", {"number": f"AA{number:07d}"})


def test_employers_have_permits_of_every_kind_once() -> None:
    settle()
    with clock.frozen_at("2026-11-26T12:00:00+00:00"):
        made = create_staff_permits()
        assert create_staff_permits() == 0
    assert made == Permit.objects.count()
    states = Counter(Permit.objects.values_list("state", flat=True))
    assert states["draft"] >= 1
    assert states["revoked"] == 1
    assert states["confirmed"] >= 9
    employers = set(Permit.objects.values_list("employer__name", flat=True))
    assert employers == {PHARMACY_NAME, staff.COMPANY_NAME, PERSONAS["elvin"].full_name}
    assert Permit.objects.filter(employee_id=PERSONAS["aysel"].party_id).exists()
    assert not Permit.objects.filter(confirmed_at__gt=clock.now()).exists()
    assert Dispatch.objects.filter(message=None).count() >= 10
    assert Counter(ImportRow.objects.values_list("state", flat=True)) == {"good": 1, "bad": 3}


def test_without_enough_people_there_are_none() -> None:
    assert create_staff_permits() == 0
