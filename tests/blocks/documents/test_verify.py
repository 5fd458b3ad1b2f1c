"""The public check: by number, by file, by anyone, and with anything."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.blocks.documents import making

from pencere.blocks.documents import api, rules
from pencere.blocks.documents.numbers import new_number
from pencere.kernel import clock
from pencere.kernel.errors import Invalid, TooLarge

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "arayis.pdf") -> Any:
    return Client().post("/verify/", {"file": SimpleUploadedFile(name, content)})


def test_it_works(issued: Any) -> None:
    page = Client().get(f"/verify/{issued.number}/")
    assert page.status_code == 200
    assert page["X-Robots-Tag"].startswith("noindex")
    text = page.content.decode()
    assert issued.number in text
    assert "Aysel" not in text
    assert "5KM1A2B" not in text


def test_a_number_is_forgiven_its_form(issued: Any) -> None:
    typed = issued.number.lower().replace("-", " ").replace("0", "o")
    answer = Client().post("/verify/", {"number": typed})
    assert answer.status_code == 302
    assert answer["Location"] == f"/verify/{issued.number}/"
    assert Client().get(f"/verify/{typed}/")["Location"] == f"/verify/{issued.number}/"


def test_mistyped_and_unknown_are_told_apart(issued: Any) -> None:
    last = "2" if issued.number[-1] != "2" else "3"
    with pytest.raises(Invalid):
        api.check_number(issued.number[:-1] + last)
    assert Client().get(f"/verify/{issued.number[:-1]}{last}/").status_code == 422
    unknown = Client().get(f"/verify/{new_number()}/")
    assert unknown.status_code == 404
    assert Client().post("/verify/", {"number": ""}).status_code == 422
    assert Client().post("/verify/", {"number": "x" * 5000}).status_code == 422


def test_a_file_is_recognised(issued: Any) -> None:
    answer = upload(making.content_of(issued))
    assert answer.status_code == 200
    assert issued.number in answer.content.decode()


@pytest.mark.parametrize("place", ["first", "middle", "hole", "labels of the seal", "last"])
def test_one_changed_byte_is_found(issued: Any, place: str) -> None:
    content = bytearray(making.content_of(issued))
    hole = content.index(b"/Contents <") + 11
    at = {
        "first": 9,
        "middle": len(content) // 3,
        "hole": content.index(b">", hole) - 1,
        "labels of the seal": hole + 2 * 33,
        "last": len(content) - 2,
    }[place]
    content[at] = ord("0") if content[at] != ord("0") else ord("1")
    assert api.check_file(bytes(content)).state == "altered"


def test_something_appended_is_found(issued: Any) -> None:
    assert api.check_file(making.content_of(issued) + b"\n").state == "altered"


def test_time_passes(issued: Any) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=40)
    with clock.frozen_at(later):
        assert api.check_number(issued.number).state == "expired"
        assert api.check_file(making.content_of(issued)).state == "expired"


@pytest.mark.parametrize("content", [b"", b"salam", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" * 50])
def test_rubbish_gets_an_answer(content: bytes) -> None:
    assert upload(content).status_code in (200, 422)
    assert api.check_file(content).state in ("not-pdf", "unreadable")


def test_a_huge_file_is_refused_in_words() -> None:
    with pytest.raises(TooLarge):
        api.check_file(b"0" * (20 * 1024 * 1024 + 1))
    assert upload(b"%PDF-" + b"0" * (20 * 1024 * 1024)).status_code == 413


def test_one_address_can_not_ask_without_end(issued: Any) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.get(f"/verify/{issued.number}/").status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429


@given(st.text(max_size=40))
def test_any_text_as_number_gets_an_answer(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert api.check_number(text).state == "unknown"


def test_masking_shows_first_letters_only() -> None:
    assert rules.masked("Məmmədova Aysel Kamran qızı") == "M•••••• A•••• K••••• q•••"
    assert rules.masked("") == ""
