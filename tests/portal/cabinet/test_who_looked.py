"""Aysel opens "Who looked at my data"."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import people

import pencere
from pencere.kernel.journal import api as journal
from pencere.kernel.journal.api import Justification
from pencere.portal.cabinet import looks
from pencere.ui.pieces import Pager

pytestmark = pytest.mark.django_db
PATH = "/cabinet/who-looked/"
CARDS = "interior.identity-cards"


@pytest.fixture
def aysel() -> Any:
    return people.aysel()


@pytest.fixture
def client(client: Client, aysel: Any) -> Client:
    client.cookies["language"] = "en"
    return people.signed_in(client, aysel)


def page_of(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def officer_reads(subject: Any, **more: Any) -> None:
    officer = people.actor_for(people.officer("justice"), agency="justice")
    journal.record(
        **{
            "actor": officer,
            "action": "register.read",
            "subject": subject.party_id,
            "about": "application:K7M29QX4H",
            "register": CARDS,
            "fields": ("surname", "born_on"),
            "purpose": "To write your name on the certificate",
            "justification": Justification("application", "K7M29QX4H"),
            **more,
        }
    )


def test_an_officers_read_says_who_what_why_and_for_which_application(
    client: Client, aysel: Any
) -> None:
    officer_reads(aysel)
    html = page_of(client)
    assert "Senior adviser" in html
    assert "Register of identity cards: Surname, Date of birth" in html
    assert "To write your name on the certificate" in html
    assert 'href="/applications/K7M29QX4H/"' in html
    assert "İcraçı" not in html, "the officer's own name is not for the page"


def test_reads_of_another_person_are_not_shown(client: Client) -> None:
    officer_reads(people.rauf())
    assert "Senior adviser" not in page_of(client)


def test_what_one_step_read_stands_together(client: Client, aysel: Any) -> None:
    client.get("/cabinet/")
    html = page_of(client)
    assert html.count("To look at one&#39;s own data") == 1
    assert re.search(r"\d+ registers</summary>", html)


def test_filters_are_kept_in_the_address(client: Client, aysel: Any) -> None:
    client.get("/cabinet/")
    officer_reads(aysel)
    others = page_of(client, f"{PATH}?kind=others")
    assert "Senior adviser" in others
    assert "own data</td>" not in others
    own = page_of(client, f"{PATH}?kind=own")
    assert "Senior adviser" not in own
    assert "Senior adviser" in page_of(client, f"{PATH}?agency=justice&period=week")
    assert "No rows match" in page_of(client, f"{PATH}?agency=courts")
    assert '<option value="others" selected>' in others


@pytest.mark.parametrize("query", ["kind=x", "period=%00", "agency=<script>", "kind=own&kind=x"])
def test_rubbish_in_filters_is_as_none(client: Client, query: str) -> None:
    assert client.get(f"{PATH}?{query}").status_code == 200


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "9" * 500])
def test_a_page_that_does_not_exist(client: Client, cursor: str) -> None:
    assert client.get(f"{PATH}?before={cursor}").status_code in (404, 422)


def test_long_histories_have_pages(client: Client, aysel: Any) -> None:
    for number in range(60):
        officer_reads(aysel, purpose=f"purpose {number:02d}")
    first = page_of(client)
    assert "purpose 59" in first
    assert "purpose 05" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = page_of(client, older[1].replace("&amp;", "&"))
    assert "purpose 05" in second
    assert "purpose 59" not in second
    assert "To the first page" in second


def test_the_table_has_a_row_for_each_register(client: Client, aysel: Any) -> None:
    officer_reads(aysel, purpose='=HYPERLINK("http://evil.example")')
    response = client.get("/cabinet/who-looked.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:4] == ["When", "Who", "What", "Register"]
    row = next(one for one in rows if one[3] == "Register of identity cards")
    assert row[5].startswith("'="), "a spreadsheet must not run what somebody typed"
    assert row[6] == "K7M29QX4H"


def test_looking_does_not_change_what_is_shown(client: Client, aysel: Any) -> None:
    officer_reads(aysel)
    assert page_of(client).count("<tr") == page_of(client).count("<tr")


def test_a_row_of_a_register_that_is_gone(client: Client, aysel: Any) -> None:
    officer_reads(aysel, register="old.register", fields=("x",))
    assert "old.register: x" in page_of(client)


def test_each_purpose_that_is_written_as_a_code_has_words() -> None:
    code = re.compile(r'(?:\bPURPOSE = |\bpurpose=)"([a-z]+(?:-[a-z]+)*)"')
    platform = Path(pencere.__file__).parent
    asked = ("identity", "openid")  # there it says what a code or a phone is asked for
    written = {
        found
        for file in platform.rglob("*.py")
        if not set(file.relative_to(platform).parts).intersection(asked)
        for found in code.findall(file.read_text(encoding="utf-8"))
    }
    assert {"staff-permits", "sms-permit", "mandates"} <= written
    assert written <= set(looks.PURPOSES)


def test_pieces_know_their_ends() -> None:
    assert not Pager().next_address
    assert looks.Filters().since is None
