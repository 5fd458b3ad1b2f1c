"""What a mandate may say, and that nothing that derives from another goes beyond it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pencere.blocks.mandates import rules
from pencere.blocks.mandates.rules import Link, Present, Terms, Told
from pencere.blocks.parties.rules import are_within, covers, is_within_limit

TODAY = dt.date(2026, 11, 26)
NAMES = ("agency.one", "agency.two", "other.one", "registers.health", "application:PX-1")
SCOPES = (*NAMES, "*", "agency.*", "registers.*", "-registers.health", "-agency.one", "-agency.*")
scopes = st.frozensets(st.sampled_from(SCOPES), max_size=4)


def test_a_scope_taken_out_is_out_whatever_covers_it() -> None:
    assert covers({"*", "-registers.health"}, ["registers.family"])
    assert not covers({"*", "registers.health", "-registers.health"}, ["registers.health"])
    assert not covers({"*", "-agency.*"}, ["agency.one"])


def test_a_mandate_for_one_case_covers_nothing_else() -> None:
    assert covers({"application:PX-1"}, ["application:PX-1"])
    assert not covers({"application:PX-1"}, ["application:PX-2"])
    assert not covers({"application:PX-1", "*"}, ["agency.one"])


@example(frozenset({"agency.one"}), frozenset({"agency.one", "application:PX-1"}), "agency.one")
@given(scopes, scopes, st.sampled_from(NAMES))
def test_what_is_within_covers_no_more(
    inner: frozenset[str], outer: frozenset[str], name: str
) -> None:
    if are_within(inner, outer) and covers(inner, [name]):
        assert covers(outer, [name])


def test_limits() -> None:
    assert is_within_limit(500, "AZN", limit_minor=500, of="AZN")
    assert not is_within_limit(501, "AZN", limit_minor=500, of="AZN")
    assert not is_within_limit(1, "EUR", limit_minor=500, of="AZN")
    assert is_within_limit(None, "", limit_minor=0, of="AZN")


def terms(**more: object) -> Terms:
    made = Terms("attorney", frozenset({"agency.one"}), TODAY, TODAY + dt.timedelta(days=10))
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"scopes": frozenset()}, ("scopes", "nothing")),
        ({"scopes": frozenset({"-agency.one"})}, ("scopes", "nothing")),
        ({"scopes": frozenset({"invented"})}, ("scopes", "unknown")),
        ({"kind": "director"}, ("kind", "unknown")),
        ({"kind": "seal"}, ("kind", "seal-of-organisation")),
        ({"valid_until": TODAY - dt.timedelta(days=1)}, ("valid_until", "past")),
        ({"valid_until": TODAY + dt.timedelta(days=2000)}, ("valid_until", "too-far")),
        ({"valid_from": TODAY + dt.timedelta(days=11)}, ("valid_until", "before-beginning")),
        ({"limit_minor": -1, "limit_currency": "AZN"}, ("limit_minor", "not-an-amount")),
        ({"limit_minor": 1}, ("limit_minor", "not-an-amount")),
        (
            {"scopes": frozenset({"application:PX-1"}), "may_delegate": True},
            ("may_delegate", "one-case"),
        ),
    ],
)
def test_terms_that_are_wrong(asked: dict[str, object], problem: tuple[str, str]) -> None:
    found = rules.problems_of(
        terms(**asked), today=TODAY, is_organisation=False, known={"agency.one", "*"}
    )

    assert found == dict([problem])


def link(**more: object) -> Link:
    made = Link(uuid4(), None, frozenset({"agency.*"}), TODAY + dt.timedelta(days=10), True)
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_part_of_ones_own_is_passed_on() -> None:
    assert rules.beyond(terms(), link(), depth=1) == {}


@pytest.mark.parametrize(
    ("asked", "parent", "problem"),
    [
        ({"scopes": frozenset({"*"})}, {}, ("scopes", "wider")),
        ({"valid_until": TODAY + dt.timedelta(days=11)}, {}, ("valid_until", "longer")),
        ({"kind": "seal"}, {}, ("kind", "not-to-delegate")),
        ({}, {"may_delegate": False}, ("parent", "no-delegation")),
        ({}, {"limit_minor": 5, "limit_currency": "AZN"}, ("limit_minor", "larger")),
        (
            {"limit_minor": 6, "limit_currency": "AZN"},
            {"limit_minor": 5, "limit_currency": "AZN"},
            ("limit_minor", "larger"),
        ),
        (
            {"limit_minor": 5, "limit_currency": "EUR"},
            {"limit_minor": 5, "limit_currency": "AZN"},
            ("limit_minor", "larger"),
        ),
    ],
)
def test_nothing_beyond_it_is(
    asked: dict[str, object], parent: dict[str, object], problem: tuple[str, str]
) -> None:
    assert rules.beyond(terms(**asked), link(**parent), depth=1) == dict([problem])


def test_a_chain_has_three_links() -> None:
    assert rules.beyond(terms(may_delegate=True), link(), depth=1) == {}
    assert rules.beyond(terms(may_delegate=True), link(), depth=2) == {
        "may_delegate": "chain-too-long"
    }
    assert rules.beyond(terms(), link(), depth=2) == {}
    assert rules.beyond(terms(), link(), depth=3) == {"parent": "no-delegation"}


def test_what_is_left_out_of_the_parent_is_left_out_below() -> None:
    parent = link(scopes=frozenset({"*", "-registers.health"}))
    asked = terms(scopes=frozenset({"*"}))

    assert rules.beyond(asked, parent, depth=1) == {"scopes": "wider"}
    assert rules.beyond(rules.derived(asked, parent), parent, depth=1) == {}


def test_a_case_in_which_the_holder_may_act_is_passed_on_alone() -> None:
    asked = terms(scopes=frozenset({"application:PX-1"}))

    assert rules.beyond(asked, link(), depth=1, open_case="application:PX-1") == {}
    assert rules.beyond(asked, link(), depth=1, open_case="application:PX-2") == {"scopes": "wider"}


def test_one_comes_of_age_on_the_birthday() -> None:
    def of_age(born: str, day: str) -> bool:
        return rules.is_adult(
            dt.date.fromisoformat(born), dt.date.fromisoformat(day), majority_years=18
        )

    assert not of_age("2008-11-27", "2026-11-26")
    assert of_age("2008-11-26", "2026-11-26")
    assert not of_age("2008-02-29", "2026-02-28")
    assert of_age("2008-02-29", "2026-03-01")


LINKS = st.lists(st.integers(-1, 8), max_size=9).map(
    lambda parents: {
        UUID(int=place): UUID(int=parent) if parent in range(place) else None
        for place, parent in enumerate(parents)
    }
)


@given(LINKS, st.integers(0, 8))
def test_the_end_of_a_link_takes_just_those_along_that_derive_from_it(
    links: dict[UUID, UUID | None], place: int
) -> None:
    at = UUID(int=place)
    below = rules.chain_down(at, links)

    assert len(below) == len(set(below))
    for each in links:
        assert (each in below) == (at in rules.chain_up(each, links) or each == at)


def test_a_circle_in_the_data_does_not_hang() -> None:
    one, two = UUID(int=1), UUID(int=2)

    assert rules.chain_up(one, {one: two, two: one}) == [one, two]


HOLDERS = [UUID(int=place) for place in range(3)]
told = st.builds(
    Told,
    kind=st.sampled_from(["director", "parent"]),
    holder=st.sampled_from(HOLDERS),
    valid_from=st.just(TODAY),
    valid_until=st.sampled_from([None, TODAY, TODAY + dt.timedelta(days=9)]),
    scopes=st.sampled_from([frozenset({"*"}), frozenset({"registers.family"})]),
)


@given(st.lists(told, max_size=5), st.lists(told, max_size=5))
def test_afterwards_the_mandates_say_what_the_register_says(
    register: list[Told], before: list[Told]
) -> None:
    present = [Present(uuid4(), each) for each in before]

    changes = rules.reconcile(register, present)

    moved = dict(changes.move)
    after = [
        replace(p.told, valid_until=moved.get(p.id, p.told.valid_until))
        for p in present
        if p.id not in changes.end
    ]
    after += changes.begin
    wanted = {(t.kind, t.holder, t.scopes): t.valid_until for t in register}
    assert {(t.kind, t.holder, t.scopes): t.valid_until for t in after} == wanted
    assert len(after) == len(wanted)
