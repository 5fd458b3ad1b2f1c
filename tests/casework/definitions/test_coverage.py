"""What a definition's own tests reach is reported: states, actions, timers and rules."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.casework.definitions import sample

from pencere.casework.definitions.api import check, check_command
from pencere.casework.definitions.coverage import coverage
from pencere.casework.definitions.publishing import services_folder


def parts(source: str = sample.SOURCE) -> dict[str, tuple[int, tuple[str, ...]]]:
    found = coverage(sample.definition(source))
    return {each.name: (each.count, each.missed) for each in found.parts}


def test_every_state_of_the_sample_is_reached() -> None:
    count, missed = parts()["states"]
    assert count == len(sample.definition().workflow.states)
    assert missed == ()


def test_a_rule_that_no_story_meets_is_named() -> None:
    never = sample.SOURCE.replace("when: form.length_m > 6.0", "when: form.length_m > 6000.0")
    assert "large" in parts(never)["rules"][1]


def test_an_action_that_no_story_takes_is_named() -> None:
    lines = sample.SOURCE.splitlines(keepends=True)
    head = sample.SOURCE[: sample.SOURCE.index("tests:\n")]
    assert len(lines) > head.count("\n")
    without_tests = head + "tests: []\n"
    said = parts(without_tests)
    assert said["actions"][0] == len(said["actions"][1]) > 0


def test_the_command_says_it_for_each_service_when_asked() -> None:
    lines = check_command(with_coverage=True).lines()
    assert any(line.startswith("economy.pharmacy-licence: states ") for line in lines)
    assert not any(": states " in line for line in check_command().lines())


def test_a_message_that_is_not_sent_as_told_is_a_problem() -> None:
    told = "messages: [submit, inspection, granted]"
    source = services_folder() / "economy.pharmacy-licence.yaml"
    wrong = source.read_text().replace(told, "messages: [submit, granted]")
    assert told in source.read_text()
    with TemporaryDirectory() as folder:
        (Path(folder) / source.name).write_text(wrong)
        appeal = services_folder() / "economy.licence-appeal.yaml"  # which the licence names
        (Path(folder) / appeal.name).write_text(appeal.read_text())
        [problem] = check(Path(folder))
    assert "messages is" in problem.message
