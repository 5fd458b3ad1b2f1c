"""Whom a note speaks to."""

from __future__ import annotations

from uuid import UUID

import pytest

from pencere.casework.notes import rules
from pencere.kernel.text import fold

TURAL, SEVDA, SEVDA_TOO, KAMRAN, ILHAM = (UUID(int=number) for number in range(1, 6))
NAMES = {
    TURAL: "Əliyev Tural Rəşid oğlu",
    SEVDA: "Sevda Quliyeva",
    SEVDA_TOO: "Sevda Quliyeva Əli qızı",
    KAMRAN: "Əliyev Kamran Tofiq oğlu",
    ILHAM: "Şıxlı-Zadə İlham Vaqif oğlu",
}


def mentioned(text: str) -> set[UUID]:
    return rules.mentioned(text, NAMES, fold)


@pytest.mark.parametrize(
    "text",
    [
        "@Tural please",
        "see @Əliyev Tural Rəşid oğlu.",
        "@tural əliyev, look",
        "(@TURAL)",
        "@aliyev tural",
        "@Турал, посмотрите",
        "@Rəşid oğlu",
    ],
)
def test_the_full_name_or_a_part_of_it_that_is_one_persons(text: str) -> None:
    assert mentioned(text) == {TURAL}


def test_several_are_spoken_to_each_once() -> None:
    assert mentioned("@Kamran and @ilham, @Kamran Əliyev: yours?") == {KAMRAN, ILHAM}
    assert mentioned("@Şıxlı-Zadə @KAMRAN") == {KAMRAN, ILHAM}


def test_the_longest_name_counts() -> None:
    assert mentioned("@Sevda Quliyeva Əli qızı") == {SEVDA_TOO}
    assert mentioned("@Sevda Quliyeva") == {SEVDA}


def test_two_of_the_same_full_name_are_both_told() -> None:
    namesakes = {TURAL: "Tural Əliyev", KAMRAN: "Tural Əliyev"}

    assert rules.mentioned("@Tural Əliyev", namesakes, fold) == {TURAL, KAMRAN}
    assert rules.mentioned("@Tural", namesakes, fold) == set()


@pytest.mark.parametrize(
    "text", ["@Sevda", "@Əliyev", "@oğlu", "Tural", "a@tural.az", "@", "@ Tural", "@Turalı", "@?"]
)
def test_what_is_no_mention(text: str) -> None:
    assert mentioned(text) == set()
