"""What is to be paid is told line by line, with its law: before sending, and on the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.casework.applications import browser, parts, services, stories

from pencere.kernel import clock

pytestmark = pytest.mark.django_db
LAW = parts.words("Article 18")
RIGHT = parts.words("Article 19")
FEE: dict[str, Any] = {
    "currency": "AZN",
    "tariffs": [
        {"since": dt.date(2020, 1, 1), "minor": "4000", "law": LAW},
        {"since": dt.date(2026, 12, 1), "minor": "9000", "law": LAW},
    ],
    "discounts": [
        {
            "key": "grown-up",
            "title": parts.words("Grown-ups"),
            "when": "applicant.age >= 18",
            "percent": 25,
            "law": RIGHT,
        }
    ],
}


@pytest.fixture(autouse=True)
def _country_with_a_fee(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {**services.ALL[services.CERTIFICATE](), "fee": FEE}
    monkeypatch.setitem(services.ALL, services.CERTIFICATE, lambda: made)
    stories.settle()


def tells_every_line(html: str) -> bool:
    told = ("AZN 40.00", "-AZN 10.00", "AZN 30.00", "Article 18", "Article 19")
    return all(word in html for word in told)


def test_the_check_page_tells_every_line() -> None:
    draft = stories.filled(stories.aysel())
    html = browser.text(browser.aysel().get(browser.check(draft)))
    assert tells_every_line(html), html


def test_the_case_keeps_the_tariff_of_the_day_on_which_it_was_sent() -> None:
    sent = stories.submitted(stories.aysel())
    with clock.frozen_at("2026-12-10T08:00:00+00:00"):
        html = browser.text(browser.aysel().get(f"/applications/{sent.reference}/"))
    assert tells_every_line(html), html
    assert "AZN 90.00" not in html


def test_the_officer_sees_it_too() -> None:
    sent = stories.submitted(stories.aysel())
    client = browser.officer("justice")
    html = browser.text(client.get(f"/desk/cases/{sent.reference}/"))
    assert tells_every_line(html), html
