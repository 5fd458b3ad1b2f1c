"""The demonstration's year of applications: consistent with its steps, made once."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people

from pencere.blocks.parties.api import sync_agencies
from pencere.casework.applications.models import Application
from pencere.casework.definitions.api import publish_all
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere_az.population.cases import make_cases


@pytest.fixture
def country(db: Any) -> None:
    sync_agencies()
    publish_all(actor=system("test"))
    for agency in ("justice", "interior", "economy"):
        for number in (1, 2):
            roles = ("officer", "head", "inspector")
            people.officer(agency, roles, number=number, has_second_factor=False)
    for number in range(9):
        people.person(f"9AA000{number}", f"Vətəndaş {number}")
        people.person(f"990000000{number}", f"“Şirkət {number}” MMC", kind="organisation")


@pytest.mark.usefixtures("country")
def test_a_year_of_cases_that_agree_with_their_steps() -> None:
    with clock.frozen_at("2026-11-23T06:00:00+00:00"):
        made = make_cases(seed=1)

        assert made > 100
        assert make_cases(seed=1) == 0
        for case in Application.objects.prefetch_related("steps"):
            steps = sorted(case.steps.all(), key=lambda step: step.pk)
            assert steps[0].at == case.submitted_at
            assert steps[-1].to_state == case.state
            assert steps[-1].at == case.entered_at <= clock.now()
            assert bool(case.closed_at) == bool(case.outcome)
            places = [steps[0].from_state, *(step.to_state for step in steps)]
            assert [step.from_state for step in steps] == places[:-1]
    assert {"todo", "closed"} <= set(Application.objects.values_list("stage", flat=True))
