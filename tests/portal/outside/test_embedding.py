"""A service on an agency's own site: a box without script or session, a link with its state."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import services, stories
from tests.casework.applications.conftest import _monday, _own_files, country

__all__ = ["_monday", "_own_files", "country"]
pytestmark = pytest.mark.usefixtures("country")
SLUG = services.CERTIFICATE.replace(".", "-")


@pytest.mark.parametrize("address", [f"/embed/services/{SLUG}/", "/embed/status/"])
def test_a_box_may_stand_anywhere_and_runs_nothing(address: str) -> None:
    box = Client().get(address)
    assert box.status_code == 200
    assert "frame-ancestors *" in box["Content-Security-Policy"]
    assert "X-Frame-Options" not in box
    assert "<script" not in box.content.decode()
    assert "Set-Cookie" not in box.headers
    assert not box.cookies


@pytest.mark.parametrize("lang", ["az", "ru", "en"])
def test_a_box_speaks_the_language_that_its_site_asks_for(lang: str) -> None:
    client = Client()
    client.cookies["language"] = "en"
    box = client.get(f"/embed/status/?lang={lang}")
    assert f'<html lang="{lang}"' in box.content.decode()
    assert "language" not in box.cookies


def test_a_box_is_the_same_for_who_is_signed_in() -> None:
    signed_in = people.signed_in(Client(), people.aysel())
    box = signed_in.get(f"/embed/services/{SLUG}/").content.decode()
    assert people.aysel().party.name not in box


@pytest.mark.parametrize(
    "address", ["/embed/services/none/", "/embed/status/?lang=xx", "/go/none/"]
)
def test_what_there_is_not_is_404(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_other_pages_still_stand_in_no_frame() -> None:
    page = Client().get(f"/services/{SLUG}/embed/")
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert f"/embed/services/{SLUG}/" in page.content.decode()


def test_a_link_brings_language_and_state_along() -> None:
    correction = services.CORRECTION.replace(".", "-")
    client = people.signed_in(Client(), people.aysel())
    link = client.get(f"/go/{correction}/", {"lang": "ru", "register": "x.y", "field": "a b"})
    target = urlsplit(link["Location"])
    assert target.path == f"/applications/start/{correction}/"
    assert parse_qs(target.query) == {"register": ["x.y"], "field": ["a b"]}
    assert link.cookies["language"].value == "ru"


def test_a_link_may_lead_to_the_page_first() -> None:
    assert Client().get(f"/go/{SLUG}/?to=page")["Location"] == f"/services/{SLUG}/"


def test_the_status_is_for_the_applicant_alone() -> None:
    application = stories.submitted(stories.aysel())
    asked = Client().get("/embed/status/go/", {"reference": application.reference.lower()})
    assert asked["Location"] == f"/applications/{application.reference}/"
    assert Client().get(asked["Location"]).status_code == 302  # to the sign-in
    rauf = people.signed_in(Client(), people.rauf())
    assert rauf.get(asked["Location"]).status_code == 404


@pytest.mark.parametrize("typed", ["", "???", "x" * 500, "\0", "PN-1"])
def test_a_mistyped_number_is_told_and_kept(typed: str) -> None:
    answer = Client().get("/embed/status/go/", {"reference": typed})
    assert answer.status_code == 422
    assert "field-reference-error" in answer.content.decode()


def test_what_programs_can_do_is_told_from_the_description() -> None:
    page = Client().get("/api/docs/").content.decode()
    assert "/api/applications/{application_id}/submit" in page
    assert "Idempotency" in page or "idempotency" in page
