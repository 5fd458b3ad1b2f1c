"""Decisions of the channel, by example and by property."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from pencere.blocks.sms.rules import (
    LARGEST_BATCH,
    SMALLEST_BATCH,
    Fate,
    after_receipt,
    next_batch_size,
    next_lanes,
    retry_after,
)

STATES = ["delivered", "expired", "undeliverable", "enroute", "accepted", "unknown"]
RECEIPTS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2"]),
        st.sampled_from(
            ["delivered", "expired", "undeliverable", "enroute", "accepted", "unknown"]
        ),
    ),
    max_size=4,
)


@settings(deadline=None)
@given(RECEIPTS)
def test_whether_a_text_was_delivered_hangs_on_what_came_and_not_on_the_order(
    receipts: list[tuple[str, str]],
) -> None:
    ends = set()
    for order in permutations(receipts):
        fate = Fate("sent")
        for number, state in order:
            fate = after_receipt(fate, frozenset({"1", "2"}), number=number, state=state, error="")
        ends.add((fate.status == "delivered", fate.delivered))
    assert len(ends) == 1


@given(st.integers(SMALLEST_BATCH, LARGEST_BATCH), st.floats(0, 5), st.integers(0, LARGEST_BATCH))
def test_batches_keep_within_their_bounds(size: int, seconds: float, found: int) -> None:
    following = next_batch_size(size, found=min(found, size), seconds=seconds)
    assert SMALLEST_BATCH <= following <= LARGEST_BATCH


def test_batches_grow_when_there_is_more_and_shrink_when_they_take_long() -> None:
    assert next_batch_size(100, found=100, seconds=0.1) == 200
    assert next_batch_size(100, found=200, seconds=0.1) == 200  # of two numbers
    assert next_batch_size(100, found=60, seconds=0.1) == 100
    assert next_batch_size(100, found=100, seconds=0.3) == 100
    assert next_batch_size(100, found=100, seconds=0.6) == 50


def test_more_is_on_its_way_at_once_only_where_it_is_asked_for() -> None:
    lanes = 2
    for _ in range(20):
        lanes = next_lanes(lanes, seconds=0.01, is_late=False)
    assert lanes == 2
    for _ in range(20):
        lanes = next_lanes(lanes, seconds=0.01, is_late=True)
    assert lanes == 4
    for _ in range(20):
        lanes = next_lanes(lanes, seconds=0.2, is_late=True)
    assert lanes == 12
    for _ in range(20):
        lanes = next_lanes(lanes, seconds=0.01, is_late=False)
    assert lanes == 2


def test_tries_come_further_and_further_apart_and_end() -> None:
    pauses = [retry_after(attempt) for attempt in range(1, 9)]
    assert [pause and pause.total_seconds() for pause in pauses] == [
        5, 10, 20, 40, 80, 160, 320, None,
    ]  # fmt: skip
