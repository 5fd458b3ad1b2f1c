"""The timeline as a plain value: whatever is decided, at most one version holds at a time, there
is no gap but where a regime was lifted, and what has been stays."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.regimes import rules
from pencere.blocks.regimes.rules import Span

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def hours(count: float) -> dt.datetime:
    return START + dt.timedelta(hours=count)


def version(number: int) -> UUID:
    return UUID(int=number)


FIRST: tuple[Span, ...] = (Span(version(1), START),)
instants = st.integers(0, 200).map(hours)
decisions = st.lists(
    st.tuples(
        st.booleans(),  # changed or lifted
        st.integers(0, 100),  # hours that pass before
        st.none() | st.integers(0, 60),  # begins so many hours ahead
        st.none() | st.integers(1, 60),  # lasts so many hours
        st.booleans(),  # ends the regime
    ),
    max_size=8,
)


@given(decisions)
def test_one_version_at_a_time_and_history_stays(
    story: list[tuple[bool, int, int, int, bool]],
) -> None:
    spans, now, lifted = FIRST, START, False
    decided_at: dt.datetime | None = None
    for number, (is_change, pass_, ahead, lasts, ends) in enumerate(story, start=2):
        now += dt.timedelta(hours=pass_)
        wanted = None if ahead is None else now + dt.timedelta(hours=ahead)
        starts_at = rules.begins_at(wanted, now=now, decided_at=decided_at)
        ends_at = None if lasts is None else starts_at + dt.timedelta(hours=lasts)
        before = spans
        spans = rules.decided(
            before, version(number) if is_change else None, starts_at, ends_at, ends_regime=ends
        )
        lifted |= not is_change or (ends and ends_at is not None)
        decided_at = now

        assert list(spans) == sorted(spans, key=lambda each: each.starts_at)
        for one, other in pairwise(spans):
            assert one.ends_at is not None
            assert one.ends_at <= other.starts_at
        assert rules.within(spans, START, starts_at) == rules.within(before, START, starts_at)
        found = rules.at(spans, starts_at)
        assert (found and found.version) == (version(number) if is_change else None)
        if ends_at is not None and not ends:
            assert rules.within(spans, ends_at, None) == rules.within(before, ends_at, None)
        if not lifted:
            assert rules.covers(spans, START, None)


@given(st.lists(st.tuples(instants, instants), max_size=6), instants)
def test_at_is_what_was_placed_last(
    places: list[tuple[dt.datetime, dt.datetime]], at: dt.datetime
) -> None:
    spans, expected = FIRST, version(1)
    for number, (one, other) in enumerate(places, start=2):
        starts_at, ends_at = sorted((one, other))
        if starts_at == ends_at:
            with pytest.raises(ValueError, match="ends after"):
                rules.placed(spans, version(number), starts_at, ends_at)
            continue
        spans = rules.placed(spans, version(number), starts_at, ends_at)
        if starts_at <= at < ends_at:
            expected = version(number)
    found = rules.at(spans, at)
    assert found is not None
    assert found.version == expected


def test_a_change_for_a_while_gives_way_to_what_was() -> None:
    spans = rules.decided(FIRST, version(2), hours(10), hours(20), ends_regime=False)
    assert spans == (
        Span(version(1), START, hours(10)),
        Span(version(2), hours(10), hours(20)),
        Span(version(1), hours(20), None),
    )


def test_the_former_rules_again_are_one_span() -> None:
    spans = rules.placed(FIRST, version(2), hours(10), hours(20))
    assert rules.placed(spans, version(1), hours(10), hours(20)) == FIRST


def test_lifted_for_a_while_and_for_good() -> None:
    spans = rules.placed(FIRST, None, hours(10), hours(20))
    assert rules.at(spans, hours(10)) is None
    assert rules.at(spans, hours(20)) is not None
    assert rules.placed(spans, None, hours(5), None) == (Span(version(1), START, hours(5)),)


def test_the_regime_ends_with_the_change() -> None:
    spans = rules.decided(FIRST, version(2), hours(10), hours(20), ends_regime=True)
    assert spans[-1] == Span(version(2), hours(10), hours(20))


def test_never_at_once_and_never_before_what_was_decided() -> None:
    now = hours(5)
    assert rules.begins_at(None, now=now, decided_at=None) == now + rules.AHEAD
    assert rules.begins_at(now, now=now, decided_at=None) == now + rules.AHEAD
    assert rules.begins_at(hours(9), now=now, decided_at=None) == hours(9)
    # the clock was set back by two hours since the last decision
    assert rules.begins_at(None, now=now, decided_at=hours(7)) == hours(7) + rules.AHEAD


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "expected"),
    [
        (None, None, None),
        (hours(1), None, None),
        (hours(-1), None, ("valid_from", "past")),
        (None, hours(-1), ("valid_until", "order")),
        (hours(3), hours(3), ("valid_until", "order")),
        (hours(3), hours(4), None),
        (hours(24 * 366 * 6), None, ("valid_from", "too-far")),
        (None, hours(24 * 366 * 20), ("valid_until", "too-far")),
    ],
)
def test_times_of_a_proposal(
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    expected: tuple[str, str] | None,
) -> None:
    assert rules.problem_of_times(starts_at, ends_at, now=START) == expected
