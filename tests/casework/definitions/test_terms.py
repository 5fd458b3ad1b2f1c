"""The time that is promised follows what is asked for: deadlines, checks, differences."""
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, definition, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.api import check
from pencere.casework.definitions.differences import differences
from pencere.kernel.pack import pack
from pencere.kernel.workdays.api import Duration

ONE = "  term: P5WD\n"
TERMS = """\
  term:
    - {when: form.electric, for: P1WD, title: {az: Elektrik, ru: Электро, en: Electric}}
    - {for: P5WD}
"""
WITH = SOURCE.replace(ONE, TERMS)
APPEAL = (
    "  appeal: {service: interior.parking, within: {parameter: appeal-time}, from: [refused]}\n"
)


def problems(source: str, folder: Path) -> list[str]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return [f"{each.key}: {each.message} {each.suggestion}" for each in check(folder)]


def test_the_first_that_holds_is_promised() -> None:
    made = definition(WITH)
    quick = {"plate": "10-AA-001", "length_m": "4.0", "electric": True, "socket": "home"}
    assert engine.term_of(made, situation(form=quick)) == Duration(working_days=1)
    slow = situation(form={**quick, "electric": False})
    assert engine.term_of(made, slow) == Duration(working_days=5)
    assert engine.term_of(made, situation()) == Duration(working_days=5)
    assert engine.term_of(definition(SOURCE.replace(ONE, "")), slow) is None


def test_a_story_is_due_by_what_was_answered(tmp_path: Path) -> None:
    told = WITH.replace(
        "expect: {state: refused, fee: 100", "expect: {state: refused, due: 2026-11-24, fee: 100"
    )
    assert problems(told, tmp_path) == []
    assert problems(told.replace("due: 2026-11-24", "due: 2026-11-30"), tmp_path)


@pytest.mark.parametrize(
    ("terms", "where", "told"),
    [
        ("[{for: P5WD}, {when: form.electric, for: P1WD}]", "workflow.term[0]", "never hold"),
        ("[{when: form.electric, for: P1WD}]", "workflow.term", "leave out its when"),
        ("[{when: form.plate, for: P1WD}, {for: P5WD}]", "workflow.term[0].when", "yes or no"),
        ("[{when: form.speed, for: P1WD}, {for: P5WD}]", "workflow.term[0].when", "speed"),
        ("[{when: form.electric, for: soon}, {for: P5WD}]", "workflow.term[0].for", "such as P5WD"),
        ("[{when: form.electric, within: P1D}, {for: P5WD}]", "workflow.term[0].within", "not known here"),
        ("[{when: 'verdict == \"ok\"', for: P1WD}, {for: P5WD}]", "workflow.term[0].when", "can't hang on verdict"),
        ("{for: P5WD}", "workflow.term", "Here stands a time"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, terms: str, where: str, told: str) -> None:
    found = problems(SOURCE.replace(ONE, f"  term: {terms}\n"), tmp_path)
    assert any(each.startswith(f"{where}:") and told in each for each in found), found


def test_another_time_is_told_as_a_difference() -> None:
    (told,) = differences(definition(), definition(WITH))
    assert told.path == "workflow.term"
    assert "P5WD" in str(told)
    assert "Electric" in str(told) or "Elektrik" in str(told)


class TestAppealTime:
    def test_it_is_that_of_the_country_on_the_day(self) -> None:
        made = definition(SOURCE.replace(ONE, ONE + APPEAL))
        today = situation().today
        held = pack().parameters()["appeal-time"].on(today)
        assert held is not None
        time = engine.appeal_time(made, "refused", today)
        assert time is not None
        assert (str(time.within), time.is_confirmed) == (held.value, held.is_confirmed)
        assert engine.appeal_time(made, "granted", today) is None
        assert engine.appeal_time(made, "refused", today.replace(year=1991)) is None
        assert made.workflow.appeal is not None
        own = replace(made.workflow.appeal, within=Duration(days=3), parameter="")
        other = replace(made, workflow=replace(made.workflow, appeal=own))
        assert str(engine.appeal_time(other, "refused", today)) != str(time)

    def test_an_unknown_parameter_and_a_service_that_takes_no_appeals_are_named(
        self, tmp_path: Path
    ) -> None:
        wrong = APPEAL.replace("appeal-time", "apeal-time")
        (told,) = [
            each
            for each in problems(SOURCE.replace(ONE, ONE + wrong), tmp_path)
            if each.startswith("workflow.appeal.within")
        ]
        assert told.endswith("appeal-time")
        found = problems(SOURCE.replace(ONE, ONE + APPEAL), tmp_path)
        assert any("lacks starts" in each for each in found)
