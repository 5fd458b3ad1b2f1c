"""The desk by a program: the queue, a case that its applicant sees was opened, a decision."""

from __future__ import annotations

import pytest
from tests import people
from tests.api import programs
from tests.casework.applications import stories

from pencere.casework.applications.models import Application

pytestmark = pytest.mark.usefixtures("country")


def waiting() -> Application:
    return stories.licence(stories.aysel())


def test_an_officer_s_program_takes_and_decides() -> None:
    case = waiting()
    program = programs.officer("health")
    [row] = program.get("/desk/cases").json()["cases"]
    assert row["reference"] == case.reference
    taken = program.post(f"/desk/cases/{case.reference}/take")
    assert taken.json()["is_mine"] is True
    version = taken.json()["row_version"]
    asked = program.post(
        f"/desk/cases/{case.reference}/actions/pass", {"row_version": version, "note": "Seen"}
    )
    assert asked.status_code == 200, asked.content
    assert stories.again(case).state == asked.json()["state"] != case.state
    assert "applications.opened" in stories.journal(case)


def test_a_decision_on_what_changed_meanwhile_is_a_conflict() -> None:
    case = waiting()
    program = programs.officer("health")
    late = program.post(
        f"/desk/cases/{case.reference}/actions/pass", {"row_version": 1, "note": "Seen"}
    )
    assert late.status_code == 409


def test_four_eyes_hold_for_programs_too() -> None:
    case = waiting()
    stories.act(stories.officer("health"), case, "pass", note="Seen")
    version = stories.again(case).row_version
    same = programs.officer("health").post(
        f"/desk/cases/{case.reference}/actions/grant", {"row_version": version}
    )
    assert (same.status_code, same.json()["code"]) == (403, "four-eyes")


@pytest.mark.parametrize("agency", ["justice", "interior"])
def test_another_agency_finds_nothing(agency: str) -> None:
    case = waiting()
    program = programs.officer(agency)
    assert program.get(f"/desk/cases/{case.reference}").status_code == 404
    assert program.post(f"/desk/cases/{case.reference}/take").status_code == 404
    assert program.get("/desk/cases").json()["cases"] == []


def test_a_citizen_s_key_is_not_for_the_desk() -> None:
    case = waiting()
    answer = programs.of(people.aysel()).get(f"/desk/cases/{case.reference}")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")


def test_a_case_is_given_back_and_handed_on() -> None:
    case = waiting()
    other = people.officer("health", ("officer",), number=2)
    program = programs.officer("health")
    program.post(f"/desk/cases/{case.reference}/take")
    assert program.post(f"/desk/cases/{case.reference}/release").json()["is_mine"] is False
    program.post(f"/desk/cases/{case.reference}/take")
    handed = program.post(f"/desk/cases/{case.reference}/reassign", {"to": str(other.pk)})
    assert handed.status_code == 200
    assert stories.again(case).assignee_id == other.pk
    nobody = program.post(
        f"/desk/cases/{case.reference}/reassign", {"to": "00000000-0000-7000-8000-000000000000"}
    )
    assert nobody.status_code in (403, 404)
