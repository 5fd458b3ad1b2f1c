"""The dashboard of permits: who sees it, what it says, and the decisions behind a figure."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import people
from tests.systems.sms_permits.decisions import add_up_here, decisions, message_answered

from pencere.kernel import clock
from pencere.kernel.journal import api as journal
from pencere.systems.sms_permits import figures, figures_pieces
from pencere.systems.sms_permits.figures import Asked
from pencere.systems.sms_permits.models import Decision
from pencere.ui.live.topics import topic_called

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)
NOW = "2026-11-26T15:30:20+04:00"
DASHBOARD, DECISIONS = "/permits/desk/dashboard/", "/permits/desk/decisions/"


@pytest.fixture(autouse=True)
def _that_afternoon() -> Iterator[None]:
    with clock.frozen_at(NOW), translation.override("en"):
        yield


def browser(*roles: str, agency: str = "interior") -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return people.signed_in(client, people.officer(agency, roles))


def html(response: Any) -> str:
    assert response.status_code == 200
    content: bytes = response.content
    return content.decode()


def at(time: str, day: str = "2026-11-26") -> str:
    return f"{day}T{time}+04:00"


def a_busy_day() -> None:
    decisions(30, at=at("09:10:00"))
    decisions(12, at=at("15:20:00"), purpose="medical", district="AZ-GA")
    decisions(8, at=at("15:25:00"), reason="age")
    decisions(5, at=at("15:26:00"), reason="document-unknown", district="", channel="web")
    decisions(2, at=at("15:27:00"), outcome="repeated")
    decisions(20, at=at("09:00:00", "2026-11-25"))
    decisions(40, at=at("20:00:00", "2026-11-25"))


@pytest.mark.parametrize("is_added_up", [False, True])
def test_the_figures_of_today_against_yesterday(is_added_up: bool) -> None:
    a_busy_day()
    if is_added_up:
        add_up_here()
    board = figures.board(Asked(DAY, DAY))
    assert (board.total.all, board.total.granted, board.total.refused) == (57, 42, 13)
    assert board.total.refused_percent == 22.8
    assert board.before is not None
    assert board.before.all == 20  # yesterday until half past three, not the evening
    assert board.reasons == [("age", 8), ("document-unknown", 5)]
    assert [(line.code, line.count.all) for line in board.purposes] == [
        ("food", 45),
        ("medical", 12),
    ]
    assert {line.code: line.count.all for line in board.districts} == {
        "AZ-BA": 40,
        "AZ-GA": 12,
        "": 5,
    }
    assert board.hours[9].count.granted == 30
    assert (board.hours[15].count.all, board.hours[20].before) == (27, 40)
    assert sum(count.all for _minute, count in board.minutes) == 27


def test_a_district_and_a_purpose_alone() -> None:
    a_busy_day()
    add_up_here()
    board = figures.board(Asked(DAY, DAY, district="AZ-GA"))
    assert (board.total.all, len(board.purposes)) == (12, 1)
    board = figures.board(Asked(DAY, DAY, purpose="food", channel="web"))
    assert board.total.all == 5


def test_a_span_of_days_is_shown_by_day() -> None:
    a_busy_day()
    add_up_here()
    board = figures.board(Asked(DAY - dt.timedelta(days=2), DAY))
    assert [line.count.all for line in board.days] == [0, 60, 57]
    assert board.before is None
    assert not board.hours


def test_messages_answers_and_their_speed() -> None:
    for seconds in (0.2, 0.3, 0.4):
        message_answered(at=dt.datetime.fromisoformat(at("10:00:00")), seconds=seconds)
    board = figures.board(Asked(DAY, DAY))
    assert (board.received, board.speed.answered) == (3, 3)
    assert board.speed.p50_ms == pytest.approx(300, rel=0.1)
    assert board.hours[10].speed.answered == 3


def test_the_officer_sees_the_page_with_a_table_for_each_chart() -> None:
    a_busy_day()
    page = html(browser("permits").get(DASHBOARD))
    assert page.count('<svg class="pn-chart__picture"') == 2
    assert 'data-live="/live/sms-permits.dashboard?language=en"' in page
    assert "15:30:20" in page
    for words in ("Age", "Document in no register", "Requests by hour of the day", "+185"):
        assert words in page
    assert "&lt;span" not in page


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_it_speaks_three_languages(language: str) -> None:
    a_busy_day()
    client = browser("permits")
    client.cookies["language"] = language
    page = html(client.get(DASHBOARD))
    assert f'lang="{language}"' in page


def test_what_is_sent_live_is_what_the_page_shows() -> None:
    a_busy_day()
    page = html(browser("permits").get(DASHBOARD))
    topic = topic_called(figures_pieces.TOPIC)
    assert topic is not None
    for name, piece in topic.show(topic.read()).items():
        assert f'<div data-live-piece="{name}">{piece}</div>' in page or name.startswith("days")


@pytest.mark.parametrize(("roles", "agency"), [(["officer"], "interior"), (["head"], "justice")])
def test_who_has_nothing_to_do_with_permits_finds_nothing(roles: list[str], agency: str) -> None:
    decisions(1)
    decision = Decision.objects.get()
    client = browser(*roles, agency=agency)
    for address in (DASHBOARD, DECISIONS, f"{DECISIONS}{decision.day}/{decision.id}/"):
        assert client.get(address).status_code == 404
    topic = topic_called(figures_pieces.TOPIC)
    assert topic is not None
    who = people.officer(agency, roles)
    assert not topic.may_see(people.actor_for(who, agency=agency))
    assert not topic.may_see(people.actor_for(people.aysel()))


def test_a_citizen_finds_nothing() -> None:
    assert people.signed_in(Client(), people.aysel()).get(DASHBOARD).status_code == 404
    assert Client().get(DASHBOARD).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "first=garbage&last=%00&district=%F0%9F%98%80&purpose=x'--&channel=" + "y" * 500,
        "first=9999-12-31",
        "first=0001-01-01&last=9999-12-31",
        "first=2026-11-26&last=2026-11-01",
        "last=31.12.2026",
    ],
)
def test_whatever_stands_in_the_address(query: str) -> None:
    assert "Permits by message" in html(browser("permits").get(f"{DASHBOARD}?{query}"))


def test_every_table_is_a_file() -> None:
    a_busy_day()
    client = browser("permits")
    for table in ("hours", "reasons", "purposes", "districts", "channels"):
        response = client.get(f"{DASHBOARD}?table={table}")
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert "attachment" in response.headers["Content-Disposition"]
    assert client.get(f"{DASHBOARD}?table=days").status_code == 404
    assert client.get(f"{DASHBOARD}?table=persons").status_code == 404
    assert client.get(f"{DASHBOARD}?first=2026-11-20&last=2026-11-26&table=days").status_code == 200


def test_behind_a_figure_are_its_decisions_without_persons() -> None:
    a_busy_day()
    client = browser("head")
    page = html(client.get(f"{DECISIONS}?day=2026-11-26&reason=age"))
    assert page.count('class="pn-tag') == 8
    assert "AZE····11" in page
    assert "AZE1111111" not in page
    assert "+994502345678" not in page
    assert html(client.get(f"{DECISIONS}?day=2026-11-26&hour=15")).count('class="pn-tag') == 27
    assert "no such decision" in html(client.get(f"{DECISIONS}?day=2026-11-26&reason=hours"))
    assert html(client.get(f"{DECISIONS}?day=2026-11-26&district=-")).count('class="pn-tag') == 5


def test_a_long_list_has_pages_that_neither_repeat_nor_leave_out() -> None:
    a_busy_day()
    decisions(60, at=at("11:00:00"))
    client, address, seen = browser("permits"), f"{DECISIONS}?day=2026-11-26", list[str]()
    while address:
        page = html(client.get(address))
        seen += re.findall(r"/decisions/2026-11-26/([0-9a-f-]{36})/", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 117


def test_garbage_for_a_page_is_refused() -> None:
    client = browser("permits")
    for after in ("x", "1.2", "99999999999999999999.0", "-1.zz"):
        assert client.get(f"{DECISIONS}?after={after}").status_code in (200, 422)
    assert client.get(f"{DECISIONS}2026-11-26/{people.aysel().pk}/").status_code == 404
    assert client.get(f"{DECISIONS}nonsense/{people.aysel().pk}/").status_code == 404


def of_aysel() -> str:
    aysel = people.aysel()
    decisions(1, reason="age", subject=aysel.party_id)
    decision = Decision.objects.get()
    return f"{DECISIONS}{decision.day}/{decision.id}/"


def test_whose_decision_it_is_is_told_for_a_reason_that_the_person_reads() -> None:
    address = of_aysel()
    client = browser("permits")
    assert "Aysel" not in html(client.get(address))
    short = client.post(address, {"why": "curious"})
    assert short.status_code == 422
    assert "Aysel" not in short.content.decode()
    why = "Complaint by phone at noon"
    assert "Aysel Məmmədova" in html(client.post(address, {"why": why}))
    rows = journal.about_subject(subject=people.aysel().party_id, limit=5).rows
    assert len(rows) == 1
    assert rows[0].action == "sms-permits.decision-opened"
    assert rows[0].params["why"] == why


def test_who_only_sees_figures_is_told_no_person() -> None:
    address = of_aysel()
    client = browser("head")
    assert "Show the person" not in html(client.get(address))
    assert client.post(address, {"why": "Complaint by phone at noon"}).status_code == 404
    assert not journal.about_subject(subject=people.aysel().party_id, limit=5).rows
