"""Who there is, who holds which post, who may act for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import people

from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def test_a_person_is_found_as_people_type_the_identifier() -> None:
    aysel = people.aysel()
    found = parties.party_by_identifier("person", " 5kt7q2a ")
    assert found is not None
    assert found.id == aysel.party_id
    assert found.is_person
    assert parties.party(aysel.party_id) == found


def test_nobody_is_found_by_what_can_not_be_an_identifier() -> None:
    people.aysel()
    assert parties.party_by_identifier("person", "5KT7Q2A' OR 1=1") is None
    assert parties.party_by_identifier("organisation", "5KT7Q2A") is None


def test_an_unknown_party_is_not_found() -> None:
    with pytest.raises(NotFound):
        parties.party(new_id())
    assert parties.parties([new_id()]) == {}


def test_a_director_holds_a_mandate(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    nigar = people.nigar()
    people.mandate(nigar)
    with django_assert_num_queries(1):
        (held,) = parties.mandates_held(nigar.party_id, clock.today())
    assert held.grantor.name == "“Şəfa Aptek” MMC"
    assert held.covers("licence.apply")


@pytest.mark.parametrize(
    "ended",
    [
        {"valid_until": dt.date(2020, 1, 1)},
        {"valid_from": dt.date(2099, 1, 1)},
        {"revoked_at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_mandate_that_does_not_hold_today_is_not_held(ended: dict[str, Any]) -> None:
    nigar = people.nigar()
    people.mandate(nigar, **ended)
    assert parties.mandates_held(nigar.party_id, clock.today()) == ()


def test_nobody_acts_for_a_company_that_was_dissolved() -> None:
    nigar, company = people.nigar(), people.company()
    people.mandate(nigar, company)
    company.ended_on = dt.date(2024, 5, 1)
    company.save()
    assert parties.mandates_held(nigar.party_id, clock.today()) == ()


def test_an_officer_holds_a_post() -> None:
    officer = people.officer("justice", {"officer", "registrar"})
    (post,) = parties.posts_of(officer.pk, clock.today())
    assert post.agency == "justice"
    assert post.roles == {"officer", "registrar"}
    assert parties.posts_of(people.aysel().pk, clock.today()) == ()
