"""Who may do what in a state, and by when an answer is due."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.casework.definitions.sample import changed, definition, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.model import PastStep
from pencere.kernel.workdays.api import Duration

SAMPLE = definition()
MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
NOW = situation(today=MONDAY.date())


def step(action: str, was: str, now: str, by: str = "leyla", days: float = 0) -> PastStep:
    return PastStep(action, was, now, by, MONDAY + dt.timedelta(days=days))


def codes(state: str, who: str, *history: PastStep, by: str = "officer") -> list[str]:
    found = engine.possible_actions(SAMPLE, state, by={by}, who=who, history=history, situation=NOW)
    return [each.code for each in found]


def test_four_eyes_hold_whatever_happened_in_between() -> None:
    reviewed = step("check", "review", "decision")
    assert codes("decision", "leyla", reviewed) == ["refuse"]
    assert codes("decision", "farid", reviewed) == ["grant", "refuse"]
    why = engine.why_not(
        SAMPLE, "decision", "grant", by={"officer"}, who="leyla", history=[reviewed], situation=NOW
    )
    assert why == "four-eyes"


def test_a_stranger_to_the_role_can_do_nothing() -> None:
    assert codes("review", "x", by="inspector") == []
    assert codes("review", "x", by="applicant") == []
    assert codes("granted", "x") == []


def test_the_term_is_extended_once() -> None:
    extended = step("extend", "review", "review")
    assert "extend" in codes("review", "leyla")
    assert "extend" not in codes("review", "farid", extended)


def test_an_impossible_step_is_refused_with_its_reason() -> None:
    with pytest.raises(engine.ImpossibleAction) as refusal:
        engine.next_state(
            SAMPLE, "review", "grant", by={"officer"}, who="x", history=(), situation=NOW
        )
    assert refusal.value.code == "unknown-action"


def test_an_answer_is_due_at_the_end_of_the_last_working_day_in_the_country() -> None:
    submitted = step("submit", "draft", "review", "applicant")
    due = engine.answer_due(SAMPLE, [submitted], NOW)
    assert due == dt.datetime(2026, 11, 30, 19, 59, 59, tzinfo=dt.UTC)
    extended = step("extend", "review", "review", days=1)
    later = engine.answer_due(SAMPLE, [submitted, extended], NOW)
    assert later is not None
    assert later.date() == dt.date(2026, 12, 7)


def test_time_that_waits_for_the_applicant_is_given_back() -> None:
    history = [
        step("submit", "draft", "review", "applicant"),
        step("ask", "review", "correction", days=1),
    ]
    assert engine.answer_due(SAMPLE, history, NOW) is None
    history.append(step("resubmit", "correction", "review", "applicant", days=4))
    due = engine.answer_due(SAMPLE, history, NOW)
    assert due is not None
    assert due.date() == dt.date(2026, 12, 3)


def test_nothing_is_due_before_submission_or_after_a_timer_without_it() -> None:
    assert engine.answer_due(SAMPLE, [], NOW) is None
    lapsed = step("after-P30D", "draft", "lapsed", "system", days=30)
    assert engine.answer_due(SAMPLE, [lapsed], NOW) is None


def test_the_system_acts_by_the_verdict() -> None:
    automatic = definition(
        changed(
            "to: decision, by: officer}",
            "to: decision, by: system, when: 'verdict == \"ok\"'}",
        )
    )
    good = engine.automatic_action(automatic, "review", situation=NOW)
    assert good is not None
    assert good.code == "check"
    large = situation(form={"length_m": "9"}, today=MONDAY.date())
    assert engine.automatic_action(automatic, "review", situation=large) is None


def test_a_timer_strikes_at_its_time() -> None:
    struck = engine.timer_due(SAMPLE, "draft", MONDAY, NOW)
    assert struck is not None
    timer, at = struck
    assert timer.to == "lapsed"
    assert at.date() == dt.date(2026, 12, 23)
    assert engine.timer_due(SAMPLE, "review", MONDAY, NOW) is None


instants = st.datetimes(
    dt.datetime(2026, 1, 1),  # noqa: DTZ001
    dt.datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
terms = st.one_of(
    st.integers(0, 60).map(lambda days: Duration.parse(f"P{days}WD")),
    st.integers(0, 90).map(lambda days: Duration.parse(f"P{days}D")),
    st.integers(1, 200).map(lambda hours: Duration.parse(f"PT{hours}H")),
)
pauses = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)).map(sorted), max_size=4)


@settings(max_examples=100, deadline=None)
@given(entered=instants, term=terms, hours=pauses)
def test_a_term_never_ends_before_it_began_and_a_pause_never_shortens_it(
    entered: dt.datetime, term: Duration, hours: list[list[int]]
) -> None:
    stopped = [
        (entered + dt.timedelta(hours=begin), entered + dt.timedelta(hours=end))
        for begin, end in hours
    ]
    plain = engine.due_at(entered, term, (), NOW)
    paused = engine.due_at(entered, term, stopped, NOW)
    assert plain is not None
    assert paused is not None
    assert entered <= plain <= paused
    if term.working_days:
        local = (paused + dt.timedelta(hours=4)).date()
        assert NOW.is_working_day(local)
    assert engine.due_at(entered, term, [*stopped, (entered, None)], NOW) is None
