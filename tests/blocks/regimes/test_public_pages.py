"""What everybody reads of a regime, and what not."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from tests.blocks.regimes import evenings
from tests.blocks.regimes.desk import PAGE
from tests.blocks.regimes.evenings import CODE, acts, proposed, sevda, tural, values
from tests.casework.applications import browser

from pencere.blocks.regimes import api
from pencere.kernel import clock

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_rules(noon: None) -> None:
    client = browser.stranger()
    assert "Evenings" in browser.text(client.get("/regimes/"))
    page = browser.text(client.get(f"/regimes/{CODE}/"))
    assert "In force since 1 January 2026, 00:00" in page
    assert "Decree 1" in page
    said = json.loads(client.get(f"/regimes/{CODE}/rules.json").content)
    assert said["versions"][0]["values"]["total"] == 3
    assert "18:00–22:00" in client.get(f"/regimes/{CODE}/rules.csv").content.decode()
    assert client.get("/regimes/nothing/").status_code == 404
    for language in ("az", "ru"):
        client.cookies["language"] = language
        assert f"Evenings ({language})" in client.get(f"/regimes/{CODE}/").content.decode()


def test_what_tells_of_abuse_is_not_for_everybody(noon: None) -> None:
    """Neither a value nor a column of a table, in none of the shapes, nor in what is to come."""
    secret = api.Integer(key="limit", title="Limit", is_public=False, default=5)
    column = api.Integer(key="watched", title="Watched from", is_public=False, default=77)
    walks = replace(evenings.PURPOSES, columns=(*evenings.PURPOSES.columns, column))
    fields = [walks, *evenings.FIELDS[1:], secret]
    api.declare(api.RegimeKind(code=CODE, title="Evenings", summary="", fields=fields))
    api.forget()
    found = api.in_force(CODE)
    assert found is not None
    # the version was made before there were this field and this column
    assert (found.values["limit"], found.values["purposes"][0]["watched"]) == (5, 77)
    rows = [{**row, "watched": 88} for row in values()["purposes"]]
    tomorrow = clock.now() + dt.timedelta(days=1)
    waiting = proposed(values=values(limit=6, total=9, purposes=rows), valid_from=tomorrow)
    api.approve(actor=acts(sevda()), proposal_id=waiting.pk)

    stranger = browser.stranger()
    page = browser.text(stranger.get(f"/regimes/{CODE}/"))
    said = json.loads(stranger.get(f"/regimes/{CODE}/rules.json").content)["versions"]
    file = stranger.get(f"/regimes/{CODE}/rules.csv").content.decode()
    assert "9 a day" in page
    for words in ("Limit", "Watched from", "88"):
        assert words not in page
        assert words not in file
    for version in said:
        assert "limit" not in version["values"]
        assert all("watched" not in row for row in version["values"]["purposes"])
    shown = browser.text(browser.of(tural()).get(PAGE))
    assert "Limit" in shown
    assert "Watched from" in shown
