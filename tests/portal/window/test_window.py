"""The window for everyone: home, search, services, life events, agencies."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests import people
from tests.blocks.registers.records import put_card

from pencere.casework.applications import api as applications

pytestmark = pytest.mark.django_db
FAMILY = "justice-family-composition"
QUERIES = ("ailə tərkibi", "aile terkibi", "состав семьи", "family compositon")
RUBBISH = ("%00", "<script>alert(1)</script>", "x" * 5000, "' or 1=1 --", "%")
PAGES = (
    "/",
    "/search",
    "/search?q=family",
    "/services/",
    f"/services/{FAMILY}/",
    "/agencies/",
    "/agencies/justice/",
    "/about/",
    "/accessibility/",
    "/privacy/",
)


def page_of(client: Client, path: str, language: str = "en") -> str:
    client.cookies["language"] = language
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_every_language(client: Client, path: str, language: str) -> None:
    html = page_of(client, path, language)
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("query", QUERIES)
def test_search_forgives_spelling_and_scripts(client: Client, query: str) -> None:
    assert f"/services/{FAMILY}/" in page_of(client, f"/search?q={query}")


def test_nothing_found_helps_on(client: Client) -> None:
    html = page_of(client, "/search?q=zzzzqqqq")
    assert "Nothing was found for “zzzzqqqq”" in html
    assert 'href="/services/"' in html


@pytest.mark.parametrize("query", RUBBISH)
def test_rubbish_is_searched_for_and_nothing_more(client: Client, query: str) -> None:
    html = page_of(client, f"/search?q={query}")
    assert "<script>alert" not in html


def test_suggestions_are_a_part_of_a_page(client: Client) -> None:
    html = page_of(client, "/search/suggestions?q=ailə")
    assert f"/services/{FAMILY}/" in html
    assert "<html" not in html
    assert page_of(client, "/search/suggestions?q=a").strip() == ""


def test_services_are_narrowed_down_by_the_address(client: Client) -> None:
    assert f"/services/{FAMILY}/" in page_of(client, "/services/?agency=justice&who=person")
    assert f"/services/{FAMILY}/" not in page_of(client, "/services/?who=organisation")
    assert f"/services/{FAMILY}/" in page_of(client, "/services/?topic=%3Cb%3E&agency=nobody")


def test_a_service_page_answers_the_questions(client: Client) -> None:
    html = page_of(client, f"/services/{FAMILY}/")
    for heading in (
        "Who can get it",
        "What you need",
        "What you get",
        "What happens",
        "How long",
        "What it costs",
        "Who answers",
        "Legal basis",
    ):
        assert heading in html
    assert f'href="/applications/start/{FAMILY}/"' in html
    assert "You will sign in first" in html


def test_a_draft_is_continued(client: Client) -> None:
    aysel = people.aysel()
    put_card(aysel.party_id)
    draft = applications.start(actor=people.actor_for(aysel), service=FAMILY)
    people.signed_in(client, aysel)
    html = page_of(client, f"/services/{FAMILY}/")
    assert "Continue your draft" in html
    assert str(draft.pk) in html
    home = page_of(client, "/")
    assert "What waits for you" in home
    assert str(draft.pk) in home
    stranger = people.signed_in(Client(), people.rauf())
    assert str(draft.pk) not in page_of(stranger, f"/services/{FAMILY}/")
    assert "Nothing waits for you now" in page_of(stranger, "/")


@pytest.mark.parametrize(
    "path", ["/services/none/", "/agencies/none/", "/life-events/none/", "/services/x%00/"]
)
def test_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_life_events_lead_to_services(client: Client) -> None:
    home = page_of(client, "/")
    events = re.findall(r'href="(/life-events/[^"]+)"', home)
    assert events
    assert any(f"/services/{FAMILY}/" in page_of(client, event) for event in events)


def test_small_files(client: Client) -> None:
    robots: Any = client.get("/robots.txt")
    assert b"Disallow: /cabinet/" in robots.content
    assert client.get("/favicon.ico").headers["Location"].endswith(".svg")


def test_the_head_names_who_is_signed_in(client: Client) -> None:
    people.signed_in(client, people.aysel())
    html = page_of(client, "/")
    assert "Aysel Məmmədova" in html
    assert "Sign out" in html
    assert 'href="/account/login/' not in html
