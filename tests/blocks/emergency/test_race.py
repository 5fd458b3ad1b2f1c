"""Two windows, two reviewers, at the same instant."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests import people
from tests.casework.applications.conftest import MONDAY, committed_country
from tests.portal.desk.test_race import at_once

from pencere.blocks.emergency import api
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry

__all__ = ["committed_country"]
WORDS = "Found unconscious in the street, relatives are sought"


def open_(actor: Actor) -> EmergencyAccess:
    return api.open_access(
        actor=actor,
        asked=api.Asked("5KT7Q2A", ["interior.identity-cards"], WORDS, uuid4()),
        second_step_at=clock.now(),
    )


@pytest.mark.django_db(transaction=True)
def test_two_windows_open_one(committed_country: Any) -> None:
    actor = people.actor_for(people.officer("health", ("emergency",)), agency="health")

    ends = at_once(lambda: open_(actor), lambda: open_(actor))

    assert EmergencyAccess.objects.count() == 1
    assert ends.count("one-is-open") == 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers(committed_country: Any) -> None:
    with clock.frozen_at(MONDAY):
        access = open_(people.actor_for(people.officer("health", ("emergency",)), agency="health"))
    heads = [
        people.actor_for(people.officer("health", ("head",), number=n), agency="health")
        for n in (2, 3)
    ]

    def review(who: Actor, is_justified: bool) -> None:
        api.review(actor=who, access_id=access.pk, is_justified=is_justified, words=WORDS)

    ends = at_once(lambda: review(heads[0], True), lambda: review(heads[1], False))

    assert sorted(map(str, ends)) == ["None", "already-reviewed"]
    assert JournalEntry.objects.filter(action="emergency.reviewed").count() == 1
