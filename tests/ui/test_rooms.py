"""The way between rooms: a row that stays one row, the rest under "More"."""

from __future__ import annotations

import re

from django.template import engines
from django.test import RequestFactory

from pencere.ui.desk import DeskLink

PAGE = (
    """{% from "components/rooms.html" import rooms %}{{ rooms("The desk", links, "/Queue/") }}"""
)


def row_of(*titles: str, here: str = "") -> tuple[str, str]:
    """What stands in the row, and what under "More"."""
    links = [DeskLink(each, f"/{each}/", each == here) for each in titles]
    rendered = (
        engines["jinja"].from_string(PAGE).render({"links": links}, RequestFactory().get("/"))
    )
    row = re.sub(r"\s+", " ", rendered).split('<details class="pn-rooms pn-rooms--folded"')[0]
    first, _details, more = row.partition("<details")
    return first, more


def test_few_rooms_stand_in_a_row() -> None:
    first, more = row_of("Queue", "Services", here="Queue")
    assert first.count("<a ") == 2
    assert 'href="/Queue/" aria-current="page"' in first
    assert not more


def test_more_than_a_row_holds() -> None:
    titles = [f"A room number {number}" for number in range(9)]
    first, more = row_of(*titles, here=titles[8])
    assert first.count("<a ") + more.count("<a ") == 9
    assert first.count("<a ") == 5
    assert '<summary class="pn-rooms__link" aria-current="true">' in more


def test_a_group_stands_under_its_title_and_counts_by_it() -> None:
    inner = (DeskLink("Rules", "/rules/", True), DeskLink("Checks", "/checks/", False))
    links = [DeskLink("Queue", "/Queue/", False), DeskLink("Special regime", "", True, inner)]
    rendered = (
        engines["jinja"].from_string(PAGE).render({"links": links}, RequestFactory().get("/"))
    )
    assert 'aria-current="true">Special regime</summary>' in rendered
    assert "More" not in rendered
