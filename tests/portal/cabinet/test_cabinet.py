"""Aysel's cabinet: what the registers hold of her, and of nobody else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.blocks.registers.records import put, put_card

from pencere.blocks.registers import api as registers
from pencere.blocks.registers.api import Answer
from pencere.kernel import clock
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
DRIVING = "interior.driving-licences"
OVERVIEW_QUERIES = 12


def page_of(client: Client, path: str, language: str = "en") -> str:
    client.cookies["language"] = language
    response = client.get(path)
    assert response.status_code == 200, response.content
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def aysel() -> Any:
    return people.aysel()


@pytest.fixture
def client(client: Client, aysel: Any) -> Client:
    return people.signed_in(client, aysel)


def licence(who: Any, *, days: int) -> Any:
    ends = (clock.today() + dt.timedelta(days=days)).isoformat()
    data = {
        "number": "AB123456",
        "categories": ["B"],
        "issued_on": "2016-12-13",
        "expires_on": ends,
    }
    return put(who.party_id, DRIVING, data, "AB123456")


def test_the_overview_shows_what_is_recorded_and_from_where(client: Client, aysel: Any) -> None:
    put_card(aysel.party_id)
    html = page_of(client, "/cabinet/")
    assert "AA1234567" in html
    assert "Register of identity cards" in html
    assert re.search(r"MIA · as of \d", html)


def test_a_read_of_ones_own_data_is_in_the_journal(client: Client, aysel: Any) -> None:
    page_of(client, "/cabinet/")
    rows = about_subject(subject=aysel.party_id, kinds="reads").rows
    own = {code for code, one in registers.declarations().items() if one.subject == "person"}
    assert {row.register for row in rows} == own
    assert all(row.is_own and row.purpose == "own-data" for row in rows)


def test_the_overview_costs_few_queries(
    client: Client, aysel: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    put_card(aysel.party_id)
    page_of(client, "/cabinet/")
    with django_assert_max_num_queries(OVERVIEW_QUERIES):
        page_of(client, "/cabinet/")


def test_what_ends_soon_stands_on_top_with_the_days_left(client: Client, aysel: Any) -> None:
    licence(aysel, days=21)
    html = page_of(client, "/cabinet/")
    assert "Ends soon" in html
    assert "21 days left" in html
    assert "21 gün qalıb" in page_of(client, "/cabinet/", "az")
    assert "остался 21 день" in page_of(client, "/cabinet/", "ru")


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day left"), (0, "Ends today"), (-3, "Ended on")]
)
def test_the_last_days(client: Client, aysel: Any, days: int, words: str) -> None:
    licence(aysel, days=days)
    assert words in page_of(client, "/cabinet/")


def test_what_holds_for_long_is_not_on_top(client: Client, aysel: Any) -> None:
    licence(aysel, days=400)
    assert "Ends soon" not in page_of(client, "/cabinet/")


def test_a_record_without_a_field_says_so_and_breaks_nothing(client: Client, aysel: Any) -> None:
    put_card(aysel.party_id, number=None, surname=None, born_on=None)
    assert "not recorded" in page_of(client, "/cabinet/")
    assert page_of(client, "/cabinet/identity/").count("not recorded") >= 3


def test_rubbish_in_a_record_breaks_nothing(client: Client, aysel: Any) -> None:
    put_card(aysel.party_id, born_on="<b>soon</b>", number=["x"], sex="other")
    html = page_of(client, "/cabinet/identity/")
    assert "&lt;b&gt;soon&lt;/b&gt;" in html


def test_a_register_that_is_silent_leaves_its_card(
    client: Client, aysel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_card(aysel.party_id)
    real = registers.read

    def without_driving_licences(**asked: Any) -> Any:
        answers = dict(real(**asked))
        answers[DRIVING] = Answer(DRIVING, (), clock.now(), is_available=False)
        return answers

    monkeypatch.setattr(registers, "read", without_driving_licences)
    html = page_of(client, "/cabinet/")
    assert "Not available now" in html
    assert "AA1234567" in html
    assert "Not available now" in page_of(client, "/cabinet/transport/")


def test_each_field_that_may_be_wrong_has_its_link(client: Client, aysel: Any) -> None:
    card = put_card(aysel.party_id)
    html = page_of(client, "/cabinet/identity/")
    if not registers.declaration("interior.identity-cards").by_key["surname"].correctable:
        pytest.fail("the story needs a correctable field")
    assert f"register=interior.identity-cards&amp;record={card.id}&amp;field=surname" in html


def test_the_history_of_a_record_shows_what_changed(client: Client, aysel: Any) -> None:
    now = clock.now()
    old = put_card(aysel.party_id, surname="Məmədova", superseded_at=None)
    type(old).objects.filter(pk=old.pk).update(superseded_at=now)
    put_card(aysel.party_id)
    html = page_of(client, f"/cabinet/record/{old.id}/")
    assert "Məmədova" in html


def test_another_persons_record_is_not_found(client: Client) -> None:
    rauf = people.rauf()
    card = put_card(rauf.party_id, number="AA7654321")
    assert client.get(f"/cabinet/record/{card.id}/").status_code == 404
    assert client.get(f"/cabinet/record/{uuid4()}/").status_code == 404
    assert "AA7654321" not in page_of(client, "/cabinet/identity/")


def test_who_is_not_signed_in_signs_in_first() -> None:
    for path in (
        "/cabinet/",
        "/cabinet/identity/",
        "/cabinet/who-looked/",
        "/cabinet/who-looked.csv",
        "/cabinet/documents/",
        f"/cabinet/record/{uuid4()}/",
    ):
        response = Client().get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["nothing/", "business/", "record/x/", "identity/../"])
def test_categories_that_are_not_hers(client: Client, path: str) -> None:
    assert client.get(f"/cabinet/{path}").status_code == 404


def test_nothing_here_is_posted_to(client: Client) -> None:
    assert client.post("/cabinet/").status_code == 405


def test_a_signed_in_page_is_not_kept_by_the_browser(client: Client) -> None:
    assert "no-store" in client.get("/cabinet/").headers["Cache-Control"]


def test_acting_for_a_company_shows_the_companys_registers() -> None:
    mandate = people.mandate()
    put(
        mandate.grantor_id,
        "tax.taxpayers",
        {"voen": "1405196831", "name": "Şəfa Aptek", "status": "active"},
        "1405196831",
    )
    client = people.signed_in(Client(), people.nigar(), acting_for=mandate)
    html = page_of(client, "/cabinet/")
    assert "Şəfa Aptek" in html
    assert "You are acting for" in html
    assert "Register of identity cards" not in html


def test_a_mandate_for_one_thing_does_not_open_the_registers() -> None:
    mandate = people.mandate(scopes=["licence.apply"])
    client = people.signed_in(Client(), people.nigar(), acting_for=mandate)
    assert "does not let you see" in page_of(client, "/cabinet/")
    assert client.get("/cabinet/business/").status_code == 404


def test_documents_of_a_person_without_any(client: Client) -> None:
    assert "No documents yet" in page_of(client, "/cabinet/documents/")


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_every_page_speaks_the_persons_language(client: Client, aysel: Any, language: str) -> None:
    put_card(aysel.party_id)
    for path in ("", "identity/", "who-looked/", "documents/"):
        assert f'<html lang="{language}"' in page_of(client, f"/cabinet/{path}", language)
