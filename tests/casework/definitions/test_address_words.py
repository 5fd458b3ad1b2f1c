"""Addresses in documents."""

from __future__ import annotations

from pencere.casework.definitions.address_words import in_words

HOME = {"region": "AZ-BA", "locality": "yasamal", "street": "Başqa küçə", "house": "12"}


def test_an_address_is_written_out_in_every_language() -> None:
    words = in_words(HOME)
    assert words["az"] == "Bakı şəhəri, Yasamal rayonu, Başqa küçə 12"
    assert words["ru"].startswith("город Баку, Ясамальский район")
    assert words["en"].startswith("Baku City, Yasamal district")


def test_flat_and_postal_code_follow() -> None:
    words = in_words({**HOME, "flat": "5", "postal_code": "AZ1000"})
    assert words["az"].endswith("Başqa küçə 12/5, AZ1000")


def test_a_place_that_the_list_lacks_stands_as_it_was_typed() -> None:
    words = in_words({"region": "AZ-BA", "locality": "Kənd"})
    assert words["az"] == "Bakı şəhəri, Kənd"


def test_addresses_are_found_in_rows_and_all_else_stays() -> None:
    found = in_words({"objects": [{"place": HOME, "area_m2": 3.5}], "number": 7, "names": ["a"]})
    assert found["objects"][0]["place"]["az"].startswith("Bakı")
    assert found["objects"][0]["area_m2"] == 3.5
    assert (found["number"], found["names"]) == (7, ["a"])


def test_what_only_looks_like_an_address_stays() -> None:
    strange = {"region": "XX-1", "locality": "a"}
    assert in_words(strange) == strange
