"""Counting days: what came, what was done and how long it took; twice is once."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people
from tests.casework.applications import stories

from pencere.casework.statistics import api
from pencere.casework.statistics.models import Counted, Flow, Open, Took
from pencere.kernel import clock
from pencere.kernel.errors import NotFound

pytestmark = pytest.mark.usefixtures("country")
TUESDAY = "2026-11-24T06:00:00+00:00"
WEDNESDAY = "2026-11-25T06:00:00+00:00"


def head(agency: str = "health") -> Any:
    return stories.officer(agency, "head", "officer", number=5)


def granted_on_wednesday() -> None:
    """Sent on Monday, reviewed on Tuesday, granted on Wednesday."""
    case = stories.licence(stories.aysel())
    with clock.frozen_at(TUESDAY):
        stories.act(stories.officer("health"), case, "pass", note="Seen")
    with clock.frozen_at(WEDNESDAY):
        stories.act(stories.officer("health", number=2), case, "grant")


def rows() -> list[Any]:
    return [
        sorted(table.objects.values_list(*[f.name for f in table._meta.fields if f.name != "id"]))
        for table in (Flow, Took, Open)
    ]


def board(agency: str = "health") -> api.Dashboard:
    asked = api.Asked(api.last_days(30))
    return api.dashboard(actor=head(agency), asked=asked)


def test_what_came_what_is_open_and_how_old() -> None:
    stories.licence(stories.aysel())
    with clock.frozen_at(WEDNESDAY):
        api.count_up_to_now()

        found = board()

    assert (found.total.came, found.total.closed, found.total.open) == (1, 0, 1)
    assert found.ages[0].count == 1


def test_how_long_each_step_took_and_whether_in_time() -> None:
    granted_on_wednesday()
    with clock.frozen_at(WEDNESDAY):
        api.count_up_to_now()

        found = board()

    assert (found.total.came, found.total.closed, found.total.open) == (1, 1, 0)
    assert found.total.speed.median_days == pytest.approx(2, rel=0.06)
    assert found.total.speed.kept_percent == 100
    review = next(each for each in found.steps if each.code.endswith("/review"))
    assert review.speed.median_days == pytest.approx(1, rel=0.06)
    assert review.speed.kept_percent == 100


def test_counted_again_it_is_the_same() -> None:
    granted_on_wednesday()
    with clock.frozen_at(WEDNESDAY):
        api.count_up_to_now()
        first = rows()
        Counted.objects.all().delete()
        api.count_up_to_now()

        assert rows() == first
        assert first[0]


def test_a_day_that_is_over_is_counted_once_more_and_then_left() -> None:
    stories.licence(stories.aysel())
    assert api.count_up_to_now() == 1
    with clock.frozen_at(TUESDAY):
        assert api.count_up_to_now() == 2
        assert api.count_up_to_now() == 1


def test_only_a_head_and_only_of_the_own_agency() -> None:
    granted_on_wednesday()
    with clock.frozen_at(WEDNESDAY):
        api.count_up_to_now()
        assert board("justice").total.came == 0
        for who in (stories.officer("health"), people.actor_for(people.aysel())):
            with pytest.raises(NotFound):
                api.dashboard(actor=who, asked=api.Asked(api.last_days(30)))


def test_the_public_sees_no_small_count() -> None:
    granted_on_wednesday()
    with clock.frozen_at(WEDNESDAY):
        api.count_up_to_now()
    with clock.frozen_at("2026-12-10T06:00:00+00:00"):
        figures = api.public_figures()

    assert figures.came == 1  # in the whole country: that says nothing of anybody
    assert [each.came for each in figures.months][-1] == 1
    assert figures.services
    assert all(each.came is None for each in figures.services)
    assert all(each.came is None for each in figures.regions)
    assert all(each.median_days is None for each in figures.services)
