"""Uploads: what is too large is dropped while it comes in, and the rest of the form stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from pencere.kernel.files.api import too_large_fields


def _post(**fields: Any) -> HttpRequest:
    return RequestFactory().post("/", fields)


@pytest.fixture(autouse=True)
def _limit(settings: Any) -> None:
    settings.FILES_MAX_BYTES = 100_000


def test_a_file_within_the_limit_comes_through() -> None:
    request = _post(photo=SimpleUploadedFile("a.png", b"x" * 100_000), note="kept")
    assert too_large_fields(request) == ()
    photo = request.FILES["photo"]
    assert not isinstance(photo, list)
    assert photo.size == 100_000


def test_too_large_a_file_is_dropped_and_what_was_typed_stays() -> None:
    request = _post(
        before="typed", photo=SimpleUploadedFile("a.png", b"x" * 300_000), note="typed too"
    )
    assert too_large_fields(request) == ("photo",)
    assert "photo" not in request.FILES
    assert request.POST["before"] == "typed"
    assert request.POST["note"] == "typed too"


def test_many_files_have_a_limit_together() -> None:
    files = {f"f{n}": SimpleUploadedFile("a.png", b"x" * 90_000) for n in range(8)}
    request = _post(**files)
    assert 0 < len(request.FILES) < 8
    assert len(too_large_fields(request)) == 8 - len(request.FILES)


def test_a_flood_is_not_even_read() -> None:
    request = _post(token="first", photo=SimpleUploadedFile("a.png", b"x" * 5_000_000))
    assert too_large_fields(request) == ("photo",)
    assert request.POST["token"] == "first"
    assert not request.FILES
