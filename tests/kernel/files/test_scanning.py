"""Uploads and the virus scanner: what it finds is not taken, and when it is silent nothing is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from tests.kernel.files import clamd

from pencere.kernel.errors import Invalid, Refused, Unavailable
from pencere.kernel.files import api as files
from pencere.kernel.files import store as store_module
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.providers.clamd import ClamdScanner, ScannerSilent
from pencere.kernel.files.scanning import scan_unscanned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.FILES_ROOT = tmp_path / "files"
    store_module.file_store.cache_clear()
    yield settings.FILES_ROOT
    store_module.file_store.cache_clear()


def _daemon(folder: Path) -> AbstractContextManager[str]:
    return clamd.real(folder) if clamd.daemon() else clamd.stand_in()


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[str]:
    """The real daemon where it is installed, the protocol's stand-in elsewhere: never nothing."""
    with _daemon(tmp_path) as address:
        settings.FILES_CLAMD = address
        yield address


def pdf(note: bytes = b"nothing") -> bytes:
    """A PDF with `note` in it as an attached stream that nothing compresses."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.PencereNote = document.make_stream(note)
    target = io.BytesIO()
    document.save(target, compress_streams=False)
    return target.getvalue()


def store(content: bytes) -> StoredFile:
    return files.store(
        content=content, name="plan.pdf", accept=["pdf"], max_bytes=10**6, owner=None
    )


def test_a_clean_file_is_taken_and_was_looked_at(scanner: str) -> None:
    assert store(pdf()).scanned_at is not None


def test_the_eicar_file_is_refused_and_leaves_nothing(scanner: str, files_root: Path) -> None:
    with pytest.raises(Invalid) as refused:
        store(pdf(clamd.EICAR))
    assert refused.value.code == "file-infected"
    assert not StoredFile.objects.exists()
    assert not [path for path in files_root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("start", [clamd.stand_in])
def test_the_stand_in_finds_it_as_well(start: Any, tmp_path: Path) -> None:
    """So that a machine without clamd tests the same protocol."""
    infected, clean = tmp_path / "infected", tmp_path / "clean"
    infected.write_bytes(clamd.EICAR)
    clean.write_bytes(b"x" * 300_000)
    with start() as address:
        assert ClamdScanner(address).scan(infected) == "Eicar-Test"
        assert ClamdScanner(address).scan(clean) is None


@pytest.mark.parametrize("answer", [b"", b"stream: INSTREAM size limit exceeded. ERROR\0", b"?\0"])
def test_an_answer_that_says_nothing_takes_nothing(settings: Any, answer: bytes) -> None:
    with clamd.answering(answer) as settings.FILES_CLAMD, pytest.raises(Unavailable):
        store(pdf())
    assert not StoredFile.objects.exists()


def test_a_daemon_that_is_not_there_takes_nothing(settings: Any, tmp_path: Path) -> None:
    settings.FILES_CLAMD = f"unix:{tmp_path}/nobody"
    with pytest.raises(Unavailable):
        store(pdf())
    status = files.scanner_status()
    assert (status.is_configured, status.answers) == (True, False)


@pytest.mark.parametrize("address", ["", "clamd", "tcp:host", "tcp:host:port", "unix:", "ftp:x:1"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(ValueError, match="no address of clamd"):
        ClamdScanner(address)


def test_what_was_taken_without_a_scanner_is_looked_at_later(settings: Any, tmp_path: Path) -> None:
    clean, infected = store(pdf()), store(pdf(clamd.EICAR))
    assert files.scanner_status() == files.ScannerStatus(False, False, "", 2, 0)
    assert scan_unscanned() == 0  # there is nobody to look
    with _daemon(tmp_path) as settings.FILES_CLAMD:
        assert scan_unscanned() == 2
        assert scan_unscanned() == 0
        status = files.scanner_status()
    assert (status.answers, status.unscanned, status.infected) == (True, 0, 1)
    clean.refresh_from_db()
    infected.refresh_from_db()
    assert files.as_download(clean).status_code == 200
    with pytest.raises(Refused):
        files.as_download(infected)


def test_a_scanner_that_falls_silent_leaves_the_rest_for_later(settings: Any) -> None:
    store(pdf())
    with clamd.answering(b"?\0") as settings.FILES_CLAMD:
        assert scan_unscanned() == 0
    assert StoredFile.objects.filter(scanned_at__isnull=True).count() == 1


def test_what_the_platform_made_waits_for_no_scanner(settings: Any, tmp_path: Path) -> None:
    settings.FILES_CLAMD = f"unix:{tmp_path}/nobody"
    content = pdf()
    made = files.store_own(content=content, name="letter.pdf", kind="pdf", owner=None)
    assert made.scanned_at is None
    with files.open_file(made) as kept:
        assert kept.read() == content


def test_garbage_from_the_network_is_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    with clamd.answering(b"\xff" * 9000) as address, pytest.raises(ScannerSilent):
        ClamdScanner(address).scan(file)
