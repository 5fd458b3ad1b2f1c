"""A staff list goes from a file to drafts in the browser."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import people
from tests.casework.applications import browser
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.pages import PAGE, aysel, director

from pencere.systems.staff_permits.models import ImportRun, Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]
LIST = f"{PAGE}imports/"
HEADINGS = "identifier;kind;activity;region;workplace;starts on;ends on"
GOOD = "5KT7Q2A;workplace;health;AZ-BA;Nizami 12;01.12.2026;31.12.2026"
BAD = "2HM4R8B;workplace;health;AZ-BA;;01.12.2026;31.12.2026"


def handed_in(client: Any, *rows: str, name: str = "list.csv", key: str = "k1") -> Any:
    content = "\n".join((HEADINGS, *rows)).encode()
    return client.post(LIST, {"file": SimpleUploadedFile(name, content), "key": key})


def run() -> ImportRun:
    return ImportRun.objects.get()


def test_good_rows_become_drafts_and_others_are_mended_in_place() -> None:
    stories.hire("2HM4R8B", "Quliyev Rauf Həsən oğlu", born_on="1980-02-03")
    client = director()
    answer = handed_in(client, GOOD, BAD)
    assert answer["Location"] == f"{LIST}{run().pk}/"
    assert handed_in(client, GOOD, BAD)["Location"] == answer["Location"]
    page = browser.text(client.get(answer["Location"]))
    assert "Write the address of the workplace" in page
    assert "Write 1 draft" in page
    assert not Permit.objects.exists()

    row = f"{LIST}{run().pk}/rows/3/"
    assert "2HM4R8B" in browser.text(client.get(row))
    cells = {
        "identifier": "2HM4R8B",
        "kind": "workplace",
        "activity": "health",
        "region": "AZ-BA",
        "starts_on": "01.12.2026",
        "ends_on": "31.12.2026",
    }
    assert "Write the address" in browser.text(client.post(row, cells))
    assert client.post(row, {**cells, "workplace": "28 May 3"}).status_code == 302
    assert "Write 2 drafts" in browser.text(client.get(answer["Location"]))
    assert client.post(f"{LIST}{run().pk}/accept/").status_code == 302
    assert client.post(f"{LIST}{run().pk}/accept/").status_code == 302
    assert sorted(Permit.objects.values_list("workplace", flat=True)) == ["28 May 3", "Nizami 12"]
    assert client.post(row, cells).status_code in (404, 409)
    drafts = browser.text(client.get(f"{PAGE}?import={run().pk}&state=draft"))
    assert "Quliyev" in drafts


def test_a_list_is_dropped() -> None:
    client = director()
    handed_in(client, GOOD)
    assert client.post(f"{LIST}{run().pk}/drop/")["Location"] == LIST
    assert not run().rows.exists()
    client.post(f"{LIST}{run().pk}/accept/")
    assert not Permit.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "table"),
        (b"a;b;c\n1;2;3", "heading"),
        (HEADINGS.encode(), "no employee"),
    ],
)
def test_files_that_are_no_lists(content: bytes, said: str) -> None:
    client = director()
    file = SimpleUploadedFile("x.csv", content)
    answer = client.post(LIST, {"file": file, "key": "k"}, follow=True)
    assert said in browser.text(answer), browser.text(answer)[:3000]
    assert not Permit.objects.exists()


def test_nothing_and_too_much() -> None:
    client = director()
    assert client.post(LIST, {"key": "k"}).status_code == 422
    huge = SimpleUploadedFile("x.csv", b"x" * 21_000_000)
    assert client.post(LIST, {"file": huge, "key": "k"}).status_code == 413
    assert not ImportRun.objects.exists()


def test_the_empty_list() -> None:
    client = director()
    assert client.get(f"{LIST}empty/xlsx/").content.startswith(b"PK")
    assert ";" in client.get(f"{LIST}empty/csv/").content.decode()
    assert client.get(f"{LIST}empty/exe/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "empty/csv/", "{id}/", "{id}/rows/2/", "{id}/accept/", "{id}/drop/"]
)
def test_strangers_see_nothing(path: str) -> None:
    handed_in(director(), GOOD)
    address = LIST + path.format(id=run().pk)
    for client in (aysel(), browser.of(people.officer("interior", ("permits",), number=9))):
        for call in (client.get, client.post):
            assert call(address).status_code in (404, 405)
    unknown = LIST + path.format(id=uuid4())
    if "{id}" in path:
        for call in (director().get, director().post):
            assert call(unknown).status_code in (404, 405)
    assert run().state == "checked"
