"""Replay: whose path, fee, deadline or answers would differ under another version."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.casework.applications import parts, services, stories
from tests.casework.versions import versions

from pencere.casework.definitions.api import Replayed, ServiceDefinition, find_definition
from pencere.casework.definitions.folder import languages
from pencere.casework.definitions.reading import read_definition
from pencere.casework.versions import api
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


def changed(change: versions.Change) -> ServiceDefinition:
    source = versions.source_of(services.LICENCE, change)
    return read_definition(source, file="new.yaml", languages=languages())


def replay(change: versions.Change) -> api.Report:
    return api.replay_service(actor=system("test"), new=changed(change))


def only(report: api.Report) -> Replayed:
    [found] = report.differing
    return found


def test_the_same_definition_changes_nobody_s_case() -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "pass", note="Seen")
    report = replay(lambda content: None)
    assert (report.open, report.closed, report.differing) == (1, 0, [])
    assert JournalEntry.objects.get(action="versions.replayed").params["count"] == 1


def test_a_shorter_term_is_a_difference_of_deadline() -> None:
    case = stories.licence(stories.aysel())
    found = only(replay(versions.shorter_term))
    assert found.reference == case.reference
    assert "→" in found.due
    assert not found.path


def test_a_step_that_is_gone_is_a_difference_of_path() -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "pass", note="Seen")

    def without(content: dict[str, Any]) -> None:
        states = content["workflow"]["states"]
        states["review"]["actions"]["approve"] = states["review"]["actions"].pop("pass")

    assert only(replay(without)).path == "pass is not possible in review"


def test_four_eyes_that_are_new_are_a_difference_of_path() -> None:
    case = stories.licence(stories.aysel())
    officer = stories.officer("health")
    stories.act(officer, case, "ask", comment="What floor?")
    stories.act(stories.aysel(), case, "reply")
    stories.act(officer, case, "pass", note="Seen")

    def stricter(content: dict[str, Any]) -> None:
        content["workflow"]["states"]["review"]["actions"]["pass"]["not_same_as"] = ["review"]

    assert "same person" in only(replay(stricter)).path


def test_a_new_question_is_what_old_answers_lack() -> None:
    stories.licence(stories.aysel())
    assert only(replay(versions.new_question)).answers == "lacks floor"


def test_a_new_rule_changes_the_verdict() -> None:
    stories.licence(stories.aysel(), address="Nizami 1")

    def ruled(content: dict[str, Any]) -> None:
        content["eligibility"] = [
            {
                "key": "street",
                "when": 'form.address.startsWith("Nizami")',
                "verdict": "review",
                "message": parts.words("Look"),
            }
        ]

    assert only(replay(ruled)).verdict == "ok → review"


def test_cases_closed_long_ago_are_left_out() -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.aysel(), case, "withdraw")
    assert replay(lambda content: None).closed == 1
    with clock.frozen_at(clock.now() + dt.timedelta(days=400)):
        assert replay(lambda content: None).cases == 0


def test_a_report_names_cases_by_number_and_nobody() -> None:
    stories.licence(stories.aysel())
    said = str(replay(versions.shorter_term).differing)
    assert "Aysel" not in said
    assert "5KT7Q2A" not in said


@pytest.mark.parametrize("name", ["nobody.nothing", "no.such@current", "a.b@x", "a.b@7", "x.yaml"])
def test_what_there_is_not_is_said(name: str) -> None:
    with pytest.raises(NotFound):
        find_definition(name)


def test_a_published_version_is_found_by_its_number() -> None:
    versions.publish_next(services.LICENCE, versions.shorter_term)
    old, new = (find_definition(f"{services.LICENCE}@{number}") for number in (1, 2))
    assert [str(each.within) for each in old.workflow.term] == ["P15WD"]
    assert [str(each.within) for each in new.workflow.term] == ["P10WD"]
    assert find_definition(f"{services.LICENCE}@current").workflow.term == new.workflow.term
