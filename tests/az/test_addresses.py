"""The address book: places that are facts, streets that are the demo's, the schematic map."""

from __future__ import annotations

from shapely.geometry import shape

from pencere.kernel.pack import pack
from pencere_az.addresses import ELSEWHERE
from pencere_az.regions import regions


def test_each_region_of_the_standard_has_a_title_in_three_languages() -> None:
    book = pack().addresses().regions()
    assert set(book) == set(regions()) - {"AZ-NX"}
    assert all(set(title) == {"az", "ru", "en"} for title in book.values())
    assert len({title["ru"] for title in book.values()}) == len(book)
    assert book["AZ-SA"]["az"] == "Şəki şəhəri"
    assert book["AZ-SAK"]["az"] == "Şəki rayonu"


def test_everybody_finds_a_place() -> None:
    book = pack().addresses()
    assert "nesimi" in book.localities("AZ-BA")
    assert ELSEWHERE not in book.localities("AZ-BA")
    for code in book.regions():
        assert book.localities(code), code
    assert book.localities("AZ-??") == {}


def test_streets_are_there_for_towns_only() -> None:
    book = pack().addresses()
    assert book.streets("AZ-BA", "nesimi")["nizami"]["ru"] == "улица Низами"
    assert book.streets("AZ-SAK", ELSEWHERE) == {}
    assert book.streets("AZ-BA", "nowhere") == {}


def test_the_map_is_whole_and_says_what_it_is() -> None:
    outline = pack().map_outline()
    assert "not a survey" in outline["note"]
    shapes = {each["id"]: shape(each["geometry"]) for each in outline["features"]}
    assert set(shapes) == set(pack().addresses().regions()) - {"AZ-XA", "AZ-YE"}
    assert all(each.is_valid for each in shapes.values())
    bounds = pack().bounds
    for each in shapes.values():
        west, south, east, north = each.bounds
        assert bounds.contain(south, west)
        assert bounds.contain(north, east)


def test_each_region_has_a_middle_within_the_country() -> None:
    book = pack().addresses()
    for code in book.regions():
        place = book.centre(code)
        assert place is not None
        assert pack().bounds.contain(*place)
    assert book.centre("AZ-??") is None


def test_a_postal_code_is_taken_with_and_without_letters() -> None:
    book = pack().addresses()
    assert book.normalise_postal_code("az 1000") == "AZ1000"
    assert book.normalise_postal_code("1000") == "AZ1000"
    assert book.normalise_postal_code("10000") is None
