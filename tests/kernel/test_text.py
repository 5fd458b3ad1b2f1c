"""Casing, folding and sorting by the country's letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel import text
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, joined, unpacked


def test_the_dotted_and_the_dotless_i() -> None:
    assert text.upper("istintaq", "az") == "İSTİNTAQ"
    assert text.lower("IŞIQ", "az") == "ışıq"
    assert text.upper("istintaq", "en") == "ISTINTAQ"


def test_variants_of_a_name_meet_when_folded() -> None:
    assert len({text.fold(name) for name in ("Əliyev", "eliyev", "ƏLİYEV")}) == 1


def test_names_sort_by_the_alphabet() -> None:
    names = ["Zaur", "Əli", "Elçin", "Fərid", "İlham", "Ilqar", "Xəyal", "Həsən", "Çingiz", "Cavid"]
    assert sorted(names, key=text.sort_key) == [
        "Cavid", "Çingiz", "Elçin", "Əli", "Fərid", "Həsən", "Xəyal", "Ilqar", "İlham", "Zaur",
    ]  # fmt: skip


@given(st.permutations(list(pack().alphabet)))
def test_every_letter_has_its_place(letters: list[str]) -> None:
    assert sorted(letters, key=text.sort_key) == list(pack().alphabet)


def test_a_text_without_the_language_falls_back() -> None:
    words = Text({"az": "Xidmət", "en": "Service"})
    assert words.in_language("en") == "Service"
    assert words.in_language("ru") == "Xidmət"
    assert Text({}).in_language("az") == ""
    assert words == {"az": "Xidmət", "en": "Service"}
    assert hash(words) == hash(Text({"en": "Service", "az": "Xidmət"}))


def test_a_text_travels_in_one_string() -> None:
    purpose = Text({"az": "Yoxlamaq üçün", "ru": "Чтобы проверить", "en": "To check"})
    assert unpacked(purpose.packed()) == purpose
    assert unpacked("own-data") == "own-data"
    assert unpacked('{"broken') == '{"broken'


def test_texts_are_joined_language_by_language_each_once() -> None:
    one, other = Text({"az": "bir", "en": "one"}), Text({"az": "iki", "en": "two"})
    assert joined([one, other, one]) == Text({"az": "bir; iki", "en": "one; two"})
