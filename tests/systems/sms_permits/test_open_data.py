"""Open data: everybody reads them, nobody finds a person in them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests import people
from tests.systems.sms_permits.decisions import add_up_here, decisions

from pencere.kernel import clock
from pencere.kernel.spans.models import Mark

pytestmark = pytest.mark.django_db

NOW = "2026-11-26T15:30:20+04:00"  # a Thursday
PAGE = "/permits/open-data/"


@pytest.fixture(autouse=True)
def _some_weeks() -> Iterator[None]:
    cache.clear()
    with clock.frozen_at(NOW):
        for day in (16, 17, 18):
            decisions(400, at=f"2026-11-{day}T10:00:00+04:00", district="AZ-BA")
            decisions(40, at=f"2026-11-{day}T11:00:00+04:00", district="AZ-SM", purpose="medical")
        decisions(3, at="2026-11-18T23:00:00+04:00", district="AZ-LA", reason="age")
        decisions(2, at="2026-11-18T23:10:00+04:00", outcome="told", reason="help")
        decisions(450, at="2026-11-24T10:00:00+04:00")
        decisions(900, at="2026-11-26T10:00:00+04:00")
        add_up_here()
        yield


def client(language: str = "en") -> Client:
    made = Client()
    made.cookies["language"] = language
    return made


def rows(table: str, **query: str) -> list[dict[str, Any]]:
    response = client().get(f"{PAGE}{table}.json", query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}


def test_days_that_are_over_are_always_told_and_today_is_not() -> None:
    counts = {row["period"]: row["count"] for row in rows("days", **NOVEMBER)}
    assert counts["2026-11-16"] == 440
    assert counts["2026-11-18"] == 443  # who only asked for help asked for no permit
    assert counts["2026-11-24"] == 450
    assert counts["2026-11-23"] == 0
    assert "2026-11-26" not in counts


def test_a_week_that_is_over_is_broken_down_with_small_counts_left_out() -> None:
    found = {row["code"]: row["count"] for row in rows("districts", **NOVEMBER)}
    assert found["AZ-BA"] == 1200
    assert found["AZ-LA"] is None  # three people in one district
    assert found["AZ-SM"] is None  # or their number could be worked out from the sum
    assert {row["period"] for row in rows("districts", **NOVEMBER)} == {"2026-W47"}
    results = {row["code"]: row["count"] for row in rows("results", **NOVEMBER)}
    assert results["refused:age"] is None
    assert results["granted"] is None


def test_a_day_with_very_many_requests_is_told_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pencere.systems.sms_permits.open_rules.STANDS_ALONE", 450)
    found = {
        row["code"]: row["count"]
        for row in rows("hours", **NOVEMBER)
        if row["count"] and row["period"] == "2026-11-24"
    }
    assert found == {"10": 450}
    assert {row["period"] for row in rows("hours", **NOVEMBER)} == {"2026-11-24", "2026-W47"}


def test_nothing_is_published_before_it_is_counted() -> None:
    with clock.frozen_at("2026-11-27T00:05:00+04:00"):
        assert "2026-11-26" not in {row["period"] for row in rows("days", **NOVEMBER)}
    with clock.frozen_at("2026-11-27T00:11:00+04:00"):
        assert "2026-11-26" not in {row["period"] for row in rows("days", **NOVEMBER)}
        Mark.objects.update(reached_at=clock.now())
        cache.clear()
        assert "2026-11-26" in {row["period"] for row in rows("days", **NOVEMBER)}


def test_csv_says_the_same_as_json() -> None:
    response = client().get(f"{PAGE}districts.csv", NOVEMBER)
    found = list(csv.DictReader(io.StringIO(response.content.decode())))
    as_json = rows("districts", **NOVEMBER)
    assert [row["count"] for row in found] == [
        "" if row["count"] is None else str(row["count"]) for row in as_json
    ]
    baku = next(row for row in found if row["code"] == "AZ-BA")
    assert (baku["title_en"], baku["title_ru"]) == ("Baku City", "город Баку")


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_page_shows_it_in_three_languages(language: str) -> None:
    response = client(language).get(PAGE)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'lang="{language}"' in page
    assert page.count('class="pn-chart__picture"') == 2
    assert "*" in page


def test_the_page_of_another_week_and_of_none() -> None:
    assert client().get(PAGE, {"period": "2026-W47"}).status_code == 200
    assert client().get(PAGE, {"period": "1999-W01"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "days.json?first=yesterday",
        "days.json?first=2026-02-30",
        "days.json?first=20261101",
        "days.json?first=%00",
        "days.json?first=2026-11-20&last=2026-11-01",
        "days.json?first=2020-01-01&last=2026-01-01",
        "hours.csv?first=2026-01-01&last=2026-11-01",
        "days.csv?date=2026-11-01",
        "dataset.jsonld?x=1",
        "?x=1",
    ],
)
def test_garbage_is_told_what_is_wrong(address: str) -> None:
    response = client().get(PAGE + address)
    assert response.status_code == 422
    assert response.content


@pytest.mark.parametrize("address", ["persons.csv", "days.xml", "days.", ".csv", "days.json.csv"])
def test_there_is_nothing_else(address: str) -> None:
    assert client().get(PAGE + address).status_code == 404


def test_only_reading() -> None:
    assert client().post(f"{PAGE}days.json").status_code in (403, 405)


def test_caches_ask_whether_it_changed() -> None:
    first = client().get(f"{PAGE}days.csv")
    assert first.headers["Cache-Control"] == "public, max-age=600"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client().get(f"{PAGE}days.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_of_somebody_signed_in_is_kept_by_nobody() -> None:
    page = people.signed_in(Client(), people.aysel()).get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]


def test_long_spans_go_on_at_the_next_address() -> None:
    response = client().get(f"{PAGE}days.json", {"first": "2026-11-01", "last": "2026-11-10"})
    found = response.json()
    assert found["next"].endswith("days.json?first=2026-11-11&last=2026-11-20")
    assert found["next"] in response.headers["Link"]
    assert rows("days", first="2026-11-20", last="2026-11-30")
    last = client().get(f"{PAGE}days.json", {"first": "2026-11-20", "last": "2026-11-30"})
    assert last.json()["next"] is None


def test_catalogues_find_a_description() -> None:
    response = client().get(f"{PAGE}dataset.jsonld")
    found = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/ld+json"
    assert found["@type"] == "dcat:Dataset"
    assert {each["@language"] for each in found["dct:title"]} == {"az", "ru", "en"}
    assert len(found["dcat:distribution"]) == 10
    for each in found["dcat:distribution"]:
        path = each["dcat:downloadURL"]["@id"].partition("/permits/")[2]
        assert client().get(f"/permits/{path}").status_code == 200


def test_without_any_request_it_says_so() -> None:
    with clock.frozen_at(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)):
        assert client().get(PAGE).status_code == 200
