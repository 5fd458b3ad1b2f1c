"""The same form twice at the same instant; a phone that sends the same checks twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests.at_once import at_once
from tests.portal.patrol import street

from pencere.kernel.journal.models import JournalEntry
from pencere.portal.patrol import actions, bringing, offline
from pencere.portal.patrol.models import PatrolCheck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _country(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    street.settle()


def test_one_form_is_one_check() -> None:
    actor = street.tural_acts()
    asked = actions.Asked(number=street.NUMBER, code="", key=uuid4())

    ends = at_once(*[lambda: actions.check(actor=actor, asked=asked)] * 3)

    assert "done" in ends
    assert set(ends) <= {"done", "key-used"}
    assert PatrolCheck.objects.count() == 1
    assert JournalEntry.objects.filter(action="patrol.checked").count() == 1


def test_a_phone_that_sends_twice() -> None:
    actor, check = street.tural_acts(), street.offline()
    taken = offline.take(actor=actor, regions=["AZ-BA"], key=uuid4()).list

    def bring() -> None:
        bringing.bring(actor=actor, list_id=taken.pk, checks=[check])

    at_once(bring, bring)

    assert PatrolCheck.objects.count() == 1
    assert JournalEntry.objects.filter(action="patrol.checked").count() == 1
