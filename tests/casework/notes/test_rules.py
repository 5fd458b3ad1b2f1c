"""Whom a note speaks to."""

from __future__ import annotations

from uuid import UUID

from pencere.casework.notes import rules

TURAL, SEVDA, SEVDA_TOO = (UUID(int=number) for number in (1, 2, 3))
NAMES = {
    TURAL: "Tural Əliyev Rəşid oğlu",
    SEVDA: "Sevda Quliyeva",
    SEVDA_TOO: "Sevda Quliyeva Əli qızı",
}


def test_a_full_name_the_first_two_words_or_a_first_word_that_is_one_persons() -> None:
    for text in ("@Tural please", "@tural əliyev, look", "see @Tural Əliyev Rəşid oğlu."):
        assert rules.mentioned(text, NAMES) == {TURAL}


def test_the_longest_name_counts() -> None:
    assert rules.mentioned("@Sevda Quliyeva Əli qızı", NAMES) == {SEVDA_TOO}
    assert rules.mentioned("@Sevda Quliyeva", NAMES) == {SEVDA}


def test_what_is_no_mention() -> None:
    for text in ("@Sevda", "Tural", "a@b.az", "@", "@Turalı"):
        assert rules.mentioned(text, NAMES) == set()
