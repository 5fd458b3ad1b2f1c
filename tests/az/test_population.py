"""The made-up people: the same for the same seed, valid in every number, true as families."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.registers import api as registers
from pencere.blocks.registers import rules
from pencere_az import identifiers
from pencere_az.population import PERSONAS, numbers, persona_records
from pencere_az.population.chunks import CHUNK, Chunk, first_party_id, make_chunk
from pencere_az.population.personas import PHARMACY_VOEN
from pencere_az.text import fold

TODAY = dt.date(2026, 11, 22)
COUNTS = st.integers(min_value=0, max_value=12_000_000)


def made(place: int = 0, *, seed: int = 7, size: int = CHUNK) -> Chunk:
    return make_chunk(seed=seed, place=place, size=size, today=TODAY)


@pytest.fixture(scope="module")
def chunks() -> list[Chunk]:
    return [made(place) for place in range(3)]


def parties(chunk: Chunk) -> dict[str, dict[str, Any]]:
    keys = ("id", "kind", "identifier", "name", "search_key", "born_on", "ended_on")
    rows = [dict(zip(keys, line.rstrip("\n").split("\t"), strict=True)) for line in chunk.parties]
    return {row["id"]: row for row in rows}


def records(chunk: Chunk, register: str = "") -> list[dict[str, Any]]:
    keys = ("subject", "id", "version", "register", "number", "data", "valid_from")
    rows = [
        dict(zip(keys, line.split("\t")[:7], strict=True))
        for line in chunk.records
        if f"\t{register}" in line
    ]
    for row in rows:
        row["data"] = json.loads(row["data"])
    return [row for row in rows if row["register"].startswith(register)]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# --- The same people -----------------------------------------------------------------------


def test_a_seed_gives_the_same_people_each_time() -> None:
    assert made(5) == made(5)
    assert made(5).parties != made(5, seed=8).parties
    assert made(5).parties[0].startswith(first_party_id(7, 5))


@given(st.integers(min_value=1, max_value=60))
def test_as_many_people_as_asked(size: int) -> None:
    chunk = made(size=size)
    people = [p for p in parties(chunk).values() if p["kind"] != "organisation"]
    assert chunk.people == len(people) == size


def test_nothing_is_given_twice(chunks: list[Chunk]) -> None:
    identifiers_, ids, numbers_ = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for chunk in chunks:
        for party in parties(chunk).values():
            ids[party["id"]] += 1
            identifiers_[party["identifier"]] += 1
        for record in records(chunk):
            ids[record["id"]] += 1
            if record["register"] != "justice.civil-status" and record["number"]:
                numbers_[record["register"], record["number"]] += 1
    for counted in (identifiers_, ids, numbers_):
        assert max(counted.values()) == 1


# --- Valid numbers -------------------------------------------------------------------------


@given(COUNTS, COUNTS)
def test_numbers_are_valid_and_each_its_own(first: int, second: int) -> None:
    for make, check in (
        (numbers.fin, identifiers.fin),
        (numbers.series, identifiers.identity_card),
        (numbers.passport, identifiers.passport),
    ):
        assert check(make(first)) == make(first)
        assert (make(first) == make(second)) == (first == second)
    assert numbers.fin_count(numbers.fin(first)) == first


@given(st.integers(min_value=0, max_value=8_999_999))
def test_taxpayers_numbers_are_valid(count: int) -> None:
    assert identifiers.voen(numbers.voen(count)) == numbers.voen(count)


@given(st.sampled_from(sorted(numbers.BANKS)), st.integers(min_value=0, max_value=10**20 - 1))
def test_bank_accounts_are_valid(bank: str, account: int) -> None:
    assert identifiers.iban(numbers.iban(bank, account)) == numbers.iban(bank, account)


@given(COUNTS)
def test_phones_and_plates_are_valid(count: int) -> None:
    assert identifiers.phone(numbers.phone(count)) == numbers.phone(count)
    assert identifiers.plate(numbers.plate(10, count)) == numbers.plate(10, count)


def test_each_party_has_a_valid_identifier_and_a_search_key(chunks: list[Chunk]) -> None:
    check = {
        "person": identifiers.fin,
        "foreigner": identifiers.foreigner_pin,
        "organisation": identifiers.voen,
    }
    for chunk in chunks:
        for party in parties(chunk).values():
            assert check[party["kind"]](party["identifier"]) == party["identifier"]
            assert party["search_key"] == fold(party["name"])


# --- Records as declared -------------------------------------------------------------------


def wrong(register: str, data: dict[str, Any]) -> list[str]:
    """Fields of `data` that aren't as the register declares them."""
    declared = registers.declaration(register)
    found = [key for key in data if key not in declared.by_key]
    for field in declared.fields:
        if rules.is_recorded(data, field.key):
            if rules.problem(data[field.key], type_=field.type, choices=field.choices):
                found.append(field.key)
        elif field.required:
            found.append(field.key)
    return found


def test_each_record_is_as_its_register_declares(chunks: list[Chunk]) -> None:
    found = Counter[str]()
    for chunk in chunks:
        for record in records(chunk):
            assert wrong(record["register"], record["data"]) == [], record
            assert day(record["valid_from"]) <= TODAY, record
            declared = registers.declaration(record["register"])
            if declared.number_field:
                assert record["data"][declared.number_field] == record["number"]
            found[record["register"]] += 1
    assert set(found) == set(registers.declarations())


def test_documents_expire_after_they_were_issued_and_some_soon(chunks: list[Chunk]) -> None:
    soon = 0
    for chunk in chunks:
        for record in records(chunk):
            data = record["data"]
            if "expires_on" in data:
                issued = data.get("issued_on") or data["made_on"]  # a power of attorney is made
                assert day(issued) < day(data["expires_on"])
                soon += TODAY <= day(data["expires_on"]) <= TODAY + dt.timedelta(days=60)
    assert soon >= 10


def test_few_peoples_papers_agree_with_what_they_are_about(chunks: list[Chunk]) -> None:
    for chunk in chunks:
        people = parties(chunk)
        cars = {r["number"]: r for r in records(chunk, "interior.vehicles")}
        inspections = records(chunk, "interior.vehicle-inspections")
        assert {r["data"]["plate"] for r in inspections} == set(cars)
        for inspection in inspections:
            car = cars[inspection["data"]["plate"]]
            assert car["subject"] == inspection["subject"]
            assert car["data"]["registered_on"] <= inspection["data"]["inspected_on"]
        fins = {party["identifier"] for party in people.values()}
        for power in records(chunk, "justice.powers-of-attorney"):
            assert power["data"]["holder"] in fins - {people[power["subject"]]["identifier"]}
        for card in records(chunk, "ecology.hunting-cards"):
            assert day(card["data"]["expires_on"]) >= TODAY


# --- Families ------------------------------------------------------------------------------


def test_families_are_true(chunks: list[Chunk]) -> None:
    seen = Counter[str]()
    for chunk in chunks:
        people = parties(chunk)
        sexes = {r["subject"]: r["data"]["sex"] for r in records(chunk, "interior.identity-cards")}
        kin = {
            (r["subject"], r["data"]["party_id"]): r["data"]
            for r in records(chunk, "justice.civil-status")
        }
        for (subject, other), data in kin.items():
            person, relative = people[subject], people[other]
            relation = data["relation"]
            seen[relation] += 1
            years = (day(person["born_on"]) - day(relative["born_on"])).days / 365.2425
            assert data["full_name"] == relative["name"]
            back = kin[other, subject]
            assert back["act_number"] == data["act_number"]
            match relation:
                case "mother":
                    assert 16 <= years <= 50
                    assert sexes[other] == "female"
                    assert back["relation"] == "child"
                case "father":
                    assert 16 <= years <= 75
                    assert sexes[other] == "male"
                    patronymic = person["name"].split(" ")[2]
                    assert patronymic == relative["name"].split(" ")[1]
                case "spouse":
                    assert sexes[subject] != sexes[other]
                    assert abs(years) <= 12
                    grown = day(data["act_date"]).year - day(person["born_on"]).year
                    assert grown >= 18
                case _:
                    assert relation == "child"
    assert min(seen[r] for r in ("mother", "father", "spouse", "child")) > 100


def test_names_agree_with_sex(chunks: list[Chunk]) -> None:
    for record in records(chunks[0], "interior.identity-cards"):
        data = record["data"]
        is_male = data["sex"] == "male"
        assert data["patronymic"].endswith("oğlu" if is_male else "qızı")
        if data["surname"].endswith(("ov", "yev")):
            assert is_male
        if data["surname"].endswith(("ova", "yeva")):
            assert not is_male


def test_the_pyramid_is_plausible(chunks: list[Chunk]) -> None:
    ages = [
        (TODAY - day(p["born_on"])).days / 365.2425
        for chunk in chunks
        for p in parties(chunk).values()
        if p["kind"] == "person"
    ]
    share = {
        name: sum(low <= age < high for age in ages) / len(ages)
        for name, low, high in (("children", 0, 18), ("grown", 18, 65), ("old", 65, 110))
    }
    assert 0.2 < share["children"] < 0.38
    assert 0.5 < share["grown"] < 0.72
    assert 0.05 < share["old"] < 0.2
    assert min(ages) >= 0
    assert max(ages) < 106


def test_parents_act_for_minors_and_directors_for_companies(chunks: list[Chunk]) -> None:
    kinds = Counter[str]()
    for chunk in chunks:
        people = parties(chunk)
        for line in chunk.mandates:
            _id, grantor, holder, kind, scopes, _source, _since, until, _ = line.split("\t")
            kinds[kind] += 1
            if kind == "director":
                assert people[grantor]["kind"] == "organisation"
                assert json.loads(scopes) == ["*"]
            else:
                born = day(people[grantor]["born_on"])
                assert (TODAY - born).days < 18.01 * 365.2425
                assert 0 <= (born.replace(day=1, year=born.year + 18) - day(until)).days + 31 <= 62
            assert people[holder]["kind"] == "person"
    assert kinds["director"] == sum(chunk.organisations for chunk in chunks)
    assert kinds["parent"] > 300


# --- The demo's people ---------------------------------------------------------------------


def test_the_demos_people_have_identifiers_that_nobody_else_gets() -> None:
    fins = [persona.fin for persona in PERSONAS.values()]
    assert len(set(fins)) == len(fins)
    for fin in fins:
        assert identifiers.fin(fin) == fin
        assert numbers.fin_count(fin) > 100_000_000
    assert identifiers.voen(PHARMACY_VOEN) == PHARMACY_VOEN
    assert all(numbers.voen(count) != PHARMACY_VOEN for count in range(50_000))


def test_the_demos_records_are_as_declared_but_for_leyla() -> None:
    leyla = PERSONAS["leyla"].party_id
    for row in persona_records.records(TODAY):
        expected = ["surname"] if row.subject == leyla else []
        assert wrong(row.register, row.data) == expected, row
        assert row.valid_from <= TODAY


def test_what_the_demo_tells_is_in_the_registers() -> None:
    def of(key: str, register: str) -> list[dict[str, Any]]:
        party = PERSONAS[key].party_id
        return [
            row.data
            for row in persona_records.records(TODAY)
            if (row.subject, row.register) == (party, register)
        ]

    (licence,) = of("aysel", "interior.driving-licences")
    assert day(licence["expires_on"]) == TODAY + dt.timedelta(days=21)
    assert {kin["relation"] for kin in of("aysel", "justice.civil-status")} == {
        "spouse",
        "child",
        "father",
    }
    assert of("aysel", "interior.vehicles")
    assert of("aysel", "labour.contracts")
    assert {r["status"] for r in of("rauf", "interior.criminal-records")} == {"open", "spent"}
    assert not of("elvin", "interior.criminal-records")
    assert not of("leyla", "interior.residence")
