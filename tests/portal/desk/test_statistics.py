"""The head's dashboard and the public page."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.casework.applications import browser
from tests.portal.desk import desks

from pencere.casework.statistics import api

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def head(country: None) -> Client:
    return desks.health("head", "officer", number=3)


def test_a_head_sees_charts_with_their_tables(head: Client) -> None:
    desks.licence()
    api.count_up_to_now()

    page = browser.text(head.get("/desk/statistics/?period=30"))

    assert page.count("<svg class") >= 2
    assert "Licence: Review" not in page  # nothing has left it yet
    assert "Download as CSV" in page


@pytest.mark.parametrize("table", ["spans", "ages", "steps", "services", "regions"])
def test_each_table_as_csv(head: Client, table: str) -> None:
    desks.licence()
    api.count_up_to_now()

    response = head.get("/desk/statistics/", {"table": table})

    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(response.content.decode().splitlines()) >= 1


def test_strangers() -> None:
    for who in (desks.health(), browser.aysel()):
        assert who.get("/desk/statistics/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "period=x",
        "first=x&last=y",
        "first=9999-12-31&last=9999-12-31",
        "first=2026-01-01&last=2026-02-01",
        "service=%00",
        "region=x",
        "first=0001-01-01&last=9999-01-01",
    ],
)
def test_garbage(head: Client, query: str) -> None:
    assert head.get(f"/desk/statistics/?{query}").status_code == 200
    assert head.get("/desk/statistics/?table=evil").status_code == 404


def test_everybody_sees_the_public_page_in_three_forms() -> None:
    desks.licence()
    api.count_up_to_now()

    for address in ("/statistics/", "/statistics.json", "/statistics.csv"):
        assert browser.stranger().get(address).status_code == 200
        assert browser.stranger().post(address).status_code == 405
