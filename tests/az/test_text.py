"""Letters of Azerbaijani: spellings meet, casing keeps the dot, order is the alphabet's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.text import sort_key
from pencere_az import PACK
from pencere_az.text import fold, lower, mrz, upper

SPELLINGS = (
    ("Əliyev", "aliyev", "eliyev", "Алиев", "Aliev", "ƏLİYEV", "ALİYEV", "ALIYEV"),
    ("Məmmədova", "Mamedova", "Mammadova", "memmedova", "Мамедова"),
    ("Həsənov", "Hasanov", "Гасанов", "hesenov"),
    ("Hüseynov", "Huseynov", "Гусейнов"),
    ("Quliyev", "Guliyev", "Гулиев"),
    ("Cəfərov", "Jafarov", "Джафаров", "ceferov"),
    ("Xəlilov", "Khalilov", "Халилов"),
    ("Çingiz", "Chingiz", "Чингиз", "cingiz"),
    ("Ülviyyə", "Ulviya", "Улвия"),
    ("Günel", "Gunel", "Гюнель"),
    ("Naxçıvan", "Nakhchivan", "Нахчыван"),
    ("Yeganə", "Yegane", "Егана"),
    ("pasport dəyişmək", "PASPORT DEYISMEK", "passport  deyişmək!"),
    ("ailə tərkibi", "aile terkibi", "AİLƏ TƏRKİBİ", "AILE TERKIBI"),
    ("водительское", "ВОДИТЕЛЬСКОЕ", "voditelskoe", "voditelskoye"),
    ("lisenziya", "лицензия"),
)
LETTERS = st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏĞIİÖŞÜабвгдежзийклмюящьъ 019-’.")


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda s: s[0])
def test_spellings_of_one_word_meet(spellings: tuple[str, ...]) -> None:
    assert {fold(s) for s in spellings} == {fold(spellings[0])}


def test_other_words_stay_apart() -> None:
    words = ["pasport", "lisenziya", "ailə", "aptek", "avtomobil", "Əliyev", "Vəliyev", "Quliyev"]
    assert len({fold(word) for word in words}) == len(words)


@given(LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS)
def test_folding_does_not_see_case(text: str) -> None:
    assert fold(upper(text, "az")) == fold(text) == fold(lower(text, "az"))


@given(LETTERS, LETTERS)
def test_words_are_folded_one_by_one(first: str, second: str) -> None:
    assert fold(f"{first} {second}").split() == fold(first).split() + fold(second).split()


@given(st.text())
def test_any_text_folds_to_words_of_bare_letters(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("əıöüçşğ")


def test_numbers_of_documents_keep_their_characters() -> None:
    assert fold("AA 1234567") == "a 1234567"
    assert fold("10-AA-123") == "10 a 123"
    assert fold("AZE1133557") == "aze1133557"


def test_i_keeps_its_dot() -> None:
    assert upper("ilıq işıq", "az") == "İLIQ İŞIQ"
    assert lower("İLIQ İŞIQ", "az") == "ilıq işıq"
    assert upper("office", "en") == "OFFICE"
    assert lower("İSTANBUL", "en") == "istanbul"


@given(st.text(alphabet=PACK.alphabet))
def test_casing_there_and_back(text: str) -> None:
    assert lower(upper(text, "az"), "az") == text


def test_names_are_ordered_by_the_alphabet() -> None:
    ordered = ["Eldar", "Əli", "Füzuli", "Hacı", "Xəzər", "Ilıq", "İlqar", "Kərim", "Qubad", "Lalə"]
    assert sorted(set(ordered), key=sort_key) == ordered


def test_machine_readable_zone() -> None:
    assert mrz("Məmmədova Aysel") == "MEMMEDOVA<AYSEL"
    assert mrz("Ülviyyə Çiçək-Gül") == "UELVIYYE<CICEK<GUEL"


@given(LETTERS)
def test_machine_readable_zone_holds_its_letters_only(text: str) -> None:
    assert set(mrz(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
