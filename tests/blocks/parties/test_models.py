"""Parties: who there is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from pencere.blocks.parties.models import Party


@pytest.mark.django_db
def test_a_personal_identifier_belongs_to_one_person() -> None:
    Party.objects.create(
        kind="person", identifier="5KM1A2B", name="Əliyev Anar", search_key="eliyev anar"
    )
    with pytest.raises(IntegrityError):
        Party.objects.create(kind="person", identifier="5KM1A2B", name="X", search_key="x")
