"""Agencies come from the country pack; the table says the same."""

from __future__ import annotations

from typing import Any

import pytest

from pencere.blocks.parties import api as parties
from pencere.blocks.parties.agencies import parse_agencies
from pencere.blocks.parties.models import Agency
from pencere.kernel.errors import NotFound

WORDS = {"az": "a", "ru": "б", "en": "c"}


def test_there_are_the_agencies_that_services_need() -> None:
    wanted = {"interior", "justice", "labour", "migration", "science", "economy", "tax", "digital"}
    assert wanted <= set(parties.agencies())
    assert len(parties.agencies()) >= 20
    assert all(set(a.title) == {"az", "ru", "en"} for a in parties.agencies().values())


def test_an_unknown_agency_is_not_found() -> None:
    with pytest.raises(NotFound):
        parties.agency("no-such")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"a": {"title": {"az": "x", "ru": "y"}}}, "a: title: no words in 'en'"),
        ({"a": {"title": WORDS, "colour": "red"}}, "a: colour: unknown key"),
        ({"a": {"title": WORDS, "parent": "b"}}, "a: parent: no agency 'b'"),
        ({"a": {"title": "Ministry"}}, "a: title: give the words in each language"),
    ],
)
def test_a_mistake_in_the_file_is_named(content: dict[str, Any], problem: str) -> None:
    with pytest.raises(parties.AgencyDeclarationError, match=problem):
        parse_agencies(content)


@pytest.mark.django_db
def test_the_table_follows_the_file() -> None:
    Agency.objects.filter(code="tax").update(site="elsewhere.example", parent=None)
    Agency.objects.create(code="gone", title=WORDS)

    parties.sync_agencies()
    parties.sync_agencies()

    assert Agency.objects.get(code="tax").site == "taxes.gov.az"
    assert Agency.objects.get(code="tax").parent_id == "economy"
    assert not Agency.objects.get(code="gone").is_active
    assert Agency.objects.filter(is_active=True).count() == len(parties.agencies())
