"""The applicant's road: all that they may meet on the way to a good answer, in its order."""

from __future__ import annotations

from tests.casework.definitions import sample

from pencere.casework.definitions.api import RoadStep, road, road_ahead
from pencere.casework.definitions.folder import read_files
from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.publishing import services_folder


def of_pack(service: str) -> ServiceDefinition:
    loaded, problems = read_files([services_folder() / f"{service}.yaml"])
    assert not problems
    return loaded[0].definition


def by_state(steps: tuple[RoadStep, ...]) -> dict[str, RoadStep]:
    return {code: step for step in steps for code in step.states}


def test_a_passport_goes_past_agreement_payment_and_a_visit() -> None:
    steps = road(of_pack("interior.passport"))
    met = by_state(steps)

    assert list(met)[:4] == ["agreement", "payment", "payment_check", "desk"]
    assert met["payment"].is_yours
    assert str(met["payment"].time) == "P5WD"
    assert met["payment"].is_sure
    assert not met["agreement"].is_sure
    assert not met["payment_check"].is_sure
    assert met["desk"].is_yours
    assert str(met["desk"].time) == "P5WD"


def test_what_people_know_by_one_name_is_one_step() -> None:
    steps = road(of_pack("interior.passport"))

    (looked_at,) = [each for each in steps if "fast" in each.states]
    assert set(looked_at.states) == {"urgent", "fast", "normal"}
    assert looked_at.is_sure


def test_what_the_system_leaves_at_once_and_bad_ends_are_not_met() -> None:
    met = by_state(road(of_pack("interior.passport")))

    assert not met.keys() & {"route", "draft", "refused", "lapsed", "withdrawn", "granted"}


def test_a_correction_is_the_applicants_turn_and_not_in_every_case() -> None:
    met = by_state(road(of_pack("economy.pharmacy-licence")))

    assert list(met) == ["review", "inspection", "correction", "decision"]
    assert met["correction"].is_yours
    assert not met["correction"].is_sure
    assert str(met["correction"].time) == "P10WD"
    assert met["review"].is_sure
    assert not met["review"].is_yours
    assert met["review"].time is None


def test_every_definition_has_a_road_of_known_states() -> None:
    definition = sample.definition()

    for step in road(definition):
        assert set(step.states) <= set(definition.workflow.states)


def test_what_still_comes_is_what_was_not_passed() -> None:
    licence = of_pack("economy.pharmacy-licence")

    def ahead(here: str, *passed: str) -> list[str]:
        return [each.states[0] for each in road_ahead(licence, here=here, passed=passed)]

    sure = [each.states[0] for each in road(licence) if each.is_sure]
    assert ahead("draft") == sure
    assert ahead("correction", "draft", "review") == [code for code in sure if code != "review"]
    assert ahead("refused", "draft", "review") == []
    assert ahead("no-such-state") == []
