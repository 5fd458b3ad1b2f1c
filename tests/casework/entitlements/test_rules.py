"""The life of entitlements as a table: whatever happens in whatever order, a chain never has two
that are alive, and the state is what the history leads to."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.casework.entitlements.rules import (
    ALIVE,
    MOVES,
    STATES,
    EventKind,
    ImpossibleEvent,
    due_reminder,
    standing,
    state_after,
    state_of,
    why_not,
)

TODAY = dt.date(2026, 11, 25)


class Chain:
    """Entitlements that renewed each other, kept as the platform keeps them."""

    def __init__(self) -> None:
        self.histories: list[list[EventKind]] = [["granted"]]
        self.states = ["valid"]

    def attempt(self, event: str, which: int) -> None:
        """Let an event happen to one of them, where it can; a renewal is two events at once."""
        place = which % len(self.states)
        kind: EventKind = "replaced" if event == "renew" else event  # type: ignore[assignment]
        try:
            after = state_after(kind, self.states[place])  # type: ignore[arg-type]
        except ImpossibleEvent:
            return
        self.states[place] = after
        self.histories[place].append(kind)
        if event == "renew":
            self.histories.append(["renewed"])
            self.states.append("valid")


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(
            ["renew", "changed", "duplicated", "suspended", "restored", "revoked", "given-up",
             "expired"]
        ),
        st.integers(0, 5),
    ),
    max_size=40,
)  # fmt: skip


@given(HAPPENINGS)
def test_a_chain_never_has_two_alive_and_histories_tell_the_state(
    happenings: list[tuple[str, int]],
) -> None:
    chain = Chain()
    for event, which in happenings:
        chain.attempt(event, which)
        assert sum(state in ALIVE for state in chain.states) <= 1
        for state, history in zip(chain.states, chain.histories, strict=True):
            assert state_of(history) == state
        assert chain.states[:-1] == ["replaced"] * (len(chain.states) - 1)


def test_what_ended_for_good_stays_so() -> None:
    for state in ("revoked", "replaced"):
        for event in MOVES:
            with pytest.raises(ImpossibleEvent):
                state_after(event, state)


@given(st.sampled_from(STATES), st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_the_last_day_counts(state: str, until: dt.date | None) -> None:
    stands = standing(state, until, TODAY)
    if state in ALIVE and until is not None and until < TODAY:
        assert stands == "expired"
    else:
        assert stands == state


@pytest.mark.parametrize(
    ("state", "until", "code"),
    [
        ("valid", dt.date(2027, 2, 23), None),
        ("valid", dt.date(2027, 2, 24), "too-early"),
        ("expired", dt.date(2026, 11, 1), None),
        ("suspended", dt.date(2026, 12, 1), "not-valid"),
        ("revoked", dt.date(2026, 12, 1), "not-valid"),
        ("valid", None, "endless"),
    ],
)
def test_when_it_may_be_renewed(state: str, until: dt.date | None, code: str | None) -> None:
    found = why_not(
        "renew",
        state=state,  # type: ignore[arg-type]
        valid_until=until,
        opens_days=90,
        today=TODAY,
    )
    assert found == code


def test_of_several_reminders_the_latest_is_sent() -> None:
    days = [TODAY - dt.timedelta(days=9), TODAY, TODAY + dt.timedelta(days=1)]
    assert due_reminder(days, TODAY) == TODAY
    assert due_reminder(days[2:], TODAY) is None
