"""Hiding small counts so that nobody can work them out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pencere.casework.statistics import rules

COUNTS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 500)), min_size=1, max_size=12)


@given(COUNTS)
def test_small_counts_are_never_shown_and_zeros_and_others_may_be(counts: list[int]) -> None:
    hiding = rules.hidden(counts)

    small = {place for place, count in enumerate(counts) if 0 < count < rules.LEAST}
    assert small <= hiding.places
    assert bool(hiding.places) == bool(small)


@given(COUNTS)
def test_from_the_total_no_small_count_can_be_worked_out(counts: list[int]) -> None:
    """Somebody who knows the rule: hidden ones are 1 to 9, or at least 10 and at most the
    smallest large one that is shown. Each small one could still be anything from 1 to 9."""
    hiding = rules.hidden(counts)
    if not hiding.places or hiding.total:
        return
    small = [place for place in hiding.places if counts[place] < rules.LEAST]
    large = [place for place in hiding.places if counts[place] >= rules.LEAST]
    shown = [count for place, count in enumerate(counts) if place not in hiding.places]
    most = min((count for count in shown if count >= rules.LEAST), default=10**6)
    hidden_sum = sum(counts[place] for place in hiding.places)
    left = range(len(small) - 1, 9 * (len(small) - 1) + 1)
    for guess in range(1, rules.LEAST):
        low = left[0] + rules.LEAST * len(large)
        high = left[-1] + most * len(large)
        assert low <= hidden_sum - guess <= high


@given(st.integers(1, 9))
def test_a_small_total_is_hidden_too(count: int) -> None:
    assert rules.hidden([count]).total
    assert rules.hidden([count, 0]).total


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_share_tells_no_small_count(part: int, rest: int) -> None:
    assert rules.may_share(part, rest) == (part not in range(1, 10) and rest not in range(1, 10))
