"""The catalogue finds what people mean, in three languages, two scripts and with slips."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pencere.casework.catalogue import api as catalogue
from pencere.casework.catalogue.rules import Index, edits, likeness
from pencere.kernel.errors import NotFound

FAMILY = "justice-family-composition"
DRIVING = "interior-driving-licence-renewal"
CRIMINAL = "interior-criminal-record"
APPEAL = "digital-appeal"
PHARMACY = "economy-pharmacy-licence"
CORRECTION = "digital-field-correction"

FINDS = {
    "ailə tərkibi": FAMILY, "aile terkibi": FAMILY, "AİLƏ TƏRKİBİ": FAMILY, "состав семьи": FAMILY,
    "sostav semi": FAMILY, "famly composition": FAMILY, "arayış ailə": FAMILY,
    "водительское": DRIVING, "voditelskoe": DRIVING, "surucu": DRIVING, "sürücülük": DRIVING,
    "driving": DRIVING, "drivers license": DRIVING, "dirving licence": DRIVING, "prava": DRIVING,
    "поменять права": DRIVING, "судимость": CRIMINAL, "sudimost": CRIMINAL, "mehkumluq": CRIMINAL,
    "criminal": CRIMINAL, "sikayet": APPEAL, "жалоба": APPEAL, "jaloba": APPEAL,
    "complane": APPEAL, "aptek": PHARMACY, "аптеку открыть": PHARMACY, "farmacy": PHARMACY,
    "səhv məlumat": CORRECTION, "xarici pasport": "interior-passport",
    "загранпаспорт": "interior-passport", "evlenmek": "justice-marriage-registration",
    "bagca": "general-education-kindergarten", "военкомат": "conscription-first-registration",
    "marrige": "justice-marriage-registration", "штраф": "interior-fines",
    "стройка": "local-executive-construction-permit",
    "kafe acmaq": "food-safety-business-registration", "ндс": "tax-vat-registration",
    "edv": "tax-vat-registration", "agac kesmek": "ecology-greenery-removal",
    "startup": "small-business-startup-certificate", "касса": "tax-cash-register",
    **dict.fromkeys(("ООО", "ооо", "ОАО", "MMC", "QSC", "ASC", "LLC"), "tax-company-registration"),
    "isiq cekmek": "energy-electricity-connection", "voip": "economy-ip-telephony-licence",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("query", FINDS)
def test_it_finds(query: str) -> None:
    hits = catalogue.search(query)
    assert hits
    assert hits[0].service.slug == FINDS[query]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "xyzzy", "%_'\"", "\x00", "🙂", "a" * 5000])
def test_what_nobody_means_finds_nothing_and_breaks_nothing(query: str) -> None:
    assert catalogue.search(query) == []


@pytest.mark.django_db
def test_a_find_is_told_from_a_guess() -> None:
    assert catalogue.search("driving licence")[0].is_near is False
    assert catalogue.search("driving spaceship")[0].is_near is True


@pytest.mark.django_db
def test_services_are_found_by_what_they_belong_to() -> None:
    assert DRIVING in [page.slug for page in catalogue.by_life_event("car")]
    assert FAMILY in [page.slug for page in catalogue.by_topic("family")]
    assert PHARMACY in [page.slug for page in catalogue.by_agency("economy")]
    assert catalogue.by_life_event("moon landing") == []
    assert catalogue.service(FAMILY).definition.id == "justice.family-composition"
    assert catalogue.correction_slug() == CORRECTION
    with pytest.raises(NotFound):
        catalogue.service("no-such-service")


@pytest.mark.django_db
def test_all_services_stand_in_the_order_of_the_alphabet() -> None:
    titles = [page.title["az"] for page in catalogue.all_services(language="az")]
    assert len(titles) >= 6
    assert titles.index("Ailə tərkibi haqqında arayış") < titles.index("Dövlət orqanına müraciət")


@pytest.mark.django_db
def test_a_search_costs_one_query(django_assert_num_queries: object) -> None:
    catalogue.search("warm up")
    with django_assert_num_queries(1):  # type: ignore[operator]
        catalogue.search("driving")


def test_swaps_and_edits_are_counted() -> None:
    assert edits("derman", "dreman", most=2) == 1
    assert edits("abc", "abc", most=1) == 0
    assert edits("abcdef", "xyz", most=2) == 3


words = st.text("abcdefgi ", max_size=12)


@settings(max_examples=100, deadline=None)
@given(one=words, other=words)
def test_likeness_is_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, one) == 1.0


def test_a_rare_word_says_more_than_a_common_one() -> None:
    common = {f"s{n}": [("licence renewal", 1.0)] for n in range(20)}
    index = Index(common | {"x": [("pharmacy", 1.0)]})
    assert index.search("pharmacy licence", limit=1)[0].key == "x"
