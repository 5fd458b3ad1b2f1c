"""Reference numbers: read over the phone, typed with slips."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pencere.kernel.errors import Invalid
from pencere.kernel.ids import (
    ALPHABET,
    check_character,
    grouped,
    new_id,
    normalise_reference,
    reference_number,
)

letters = st.text(ALPHABET, min_size=8, max_size=8)


def test_it_looks_as_people_know_it() -> None:
    reference = reference_number()
    assert len(reference) == len("K7M2-9QX4-H")
    assert reference[4] == reference[9] == "-"
    assert normalise_reference(reference) == reference


def test_other_lengths_and_groups() -> None:
    number = reference_number(length=12)
    assert [len(part) for part in number.split("-")] == [4, 4, 4, 1]
    assert normalise_reference(number, length=12) == number
    with pytest.raises(Invalid):
        normalise_reference(number)


def test_references_differ() -> None:
    assert len({reference_number() for _ in range(1000)}) == 1000


def test_ids_grow_with_time() -> None:
    ids = [new_id() for _ in range(100)]
    assert sorted(ids) == ids
    assert {value.version for value in ids} == {7}


@given(letters, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_always_found(body: str, place: int, other: str) -> None:
    right = body + check_character(body)
    assume(right[place] != other)
    with pytest.raises(Invalid) as error:
        normalise_reference(right[:place] + other + right[place + 1 :])
    assert error.value.code == "reference-check"


@given(letters, st.integers(0, 8), st.integers(0, 8))
def test_two_exchanged_characters_are_always_found(body: str, a: int, b: int) -> None:
    right = list(body + check_character(body))
    assume(right[a] != right[b])
    right[a], right[b] = right[b], right[a]
    with pytest.raises(Invalid):
        normalise_reference("".join(right))


@given(letters)
def test_case_spaces_and_look_alikes_are_forgiven(body: str) -> None:
    right = grouped(body + check_character(body))
    typed = right.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    cyrillic = right.translate(str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ"))
    for variant in (typed, f"  {right}\n", right.replace("-", "–"), cyrillic):
        assert normalise_reference(variant) == right


@pytest.mark.parametrize(
    "text", ["", "-", "K7M2", "K7M2-9QX4-HH", "K7M2-9QXU-H", "💥" * 9, "9" * 9999]
)
def test_what_is_no_reference_is_told_so(text: str) -> None:
    with pytest.raises(Invalid) as error:
        normalise_reference(text)
    assert error.value.code == "reference-form"
