"""Keeping files: by what they are, wholly or not at all, and given back safely."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pencere.kernel import clock
from pencere.kernel.errors import Invalid, NotFound, TooLarge
from pencere.kernel.files import api as files
from pencere.kernel.files import store as store_module
from pencere.kernel.files.actions import GRACE
from pencere.kernel.files.names import safe_name
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.FILES_ROOT = tmp_path
    store_module.file_store.cache_clear()
    yield tmp_path
    store_module.file_store.cache_clear()


def pdf(**options: Any) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    target = io.BytesIO()
    document.save(target, **options)
    return target.getvalue()


def scripted_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def archive(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    entries = {"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w:document/>"}
    return archive(**entries, **more)


def keep(content: bytes, name: str = "file", *accept: str, limit: int = MEGABYTE) -> Any:
    return files.store(
        content=io.BytesIO(content),
        name=name,
        accept=accept or tuple(files.KINDS),
        max_bytes=limit,
        owner=new_id(),
    )


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf(), "Plan.PDF", "application/pdf"),
        (picture(), "photo.png", "image/png"),
        (picture("JPEG"), "photo.jpeg", "image/jpeg"),
        (docx(), "letter.docx", files.KINDS["docx"].media_type),
    ],
)
def test_a_file_is_kept_and_given_back(content: bytes, name: str, media_type: str) -> None:
    kept = keep(content, name)
    assert kept.media_type == media_type
    assert kept.size == len(content)
    assert files.open_file(kept).read() == content


def test_the_same_content_is_kept_once(files_root: Path) -> None:
    first, second = keep(pdf(), "a.pdf"), keep(pdf(), "b.pdf")
    if first.sha256 == second.sha256:
        assert len(list(files_root.glob("??/??/*"))) == 1
    assert not list(files_root.glob("incoming/*"))


@pytest.mark.parametrize(
    ("content", "name", "accept", "code"),
    [
        (b"", "a.pdf", ("pdf",), "file-empty"),
        (b"MZ\x90\x00" + b"\0" * 200, "a.pdf", ("pdf",), "file-type"),
        (b"hello", "a.txt", ("pdf", "png"), "file-type"),
        (picture(), "a.png", ("pdf",), "file-type"),
        (picture(), "a.pdf", ("pdf", "png"), "file-lies"),
        (pdf(), "a.pdf.exe", ("pdf",), "file-lies"),
        (b"%PDF-1.7 and nothing else", "a.pdf", ("pdf",), "file-broken"),
        (pdf()[:200], "a.pdf", ("pdf",), "file-broken"),
        (picture()[:60], "a.png", ("png",), "file-broken"),
        (picture("JPEG")[:300], "a.jpg", ("jpeg",), "file-broken"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "a.pdf", ("pdf",), "file-locked"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="")), "a.pdf", ("pdf",), "file-locked"),
        (scripted_pdf(), "a.pdf", ("pdf",), "file-active"),
        (docx(word__vbaProject_bin=b"x"), "a.docx", ("docx",), None),
        (docx(**{"word__vbaProject.bin": b"x"}), "a.docx", ("docx",), "file-active"),
        (docx(word__big=b"\0" * 30 * MEGABYTE), "a.docx", ("docx",), "file-broken"),
        (archive(a=b"1"), "a.docx", ("docx",), "file-type"),
    ],
)
def test_what_is_refused_and_why(
    content: bytes, name: str, accept: tuple[str, ...], code: str | None, files_root: Path
) -> None:
    if code is None:
        assert keep(content, name, *accept)
        return
    with pytest.raises(Invalid) as refused:
        keep(content, name, *accept)
    assert refused.value.code == code
    assert not list(files_root.glob("??/??/*"))


def test_the_error_names_what_it_is_and_what_is_taken() -> None:
    with pytest.raises(Invalid) as refused:
        keep(picture(), "a.png", "pdf", "jpeg")
    assert "PNG" in str(refused.value.message)
    assert "PDF" in str(refused.value.message)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    with (
        mock.patch("pencere.kernel.files.kinds.MAX_PIXELS", 1000),
        pytest.raises(Invalid) as refused,
    ):
        keep(picture(), "a.png")
    assert refused.value.code == "file-too-many-pixels"


def test_too_much_is_refused_before_all_is_read(files_root: Path) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"x" * size

    with pytest.raises(TooLarge):
        files.store(
            content=Endless(),  # type: ignore[arg-type]
            name="a.pdf",
            accept=("pdf",),
            max_bytes=MEGABYTE,
            owner=None,
        )
    assert not list(files_root.glob("incoming/*"))


def test_a_download_is_never_a_page_of_ours() -> None:
    response: Any = files.as_download(keep(pdf(), 'Əliyev "plan".pdf'))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_a_lost_content_is_not_found(files_root: Path) -> None:
    kept = keep(pdf(), "a.pdf")
    for path in files_root.glob("??/??/*"):
        path.unlink()
    with pytest.raises(NotFound):
        files.open_file(kept)


def _age(root: Path) -> None:
    old = (clock.now() - GRACE - dt.timedelta(hours=1)).timestamp()
    for path in (*root.glob("??/??/*"), *root.glob("incoming/*")):
        os.utime(path, (old, old))


def test_what_a_rolled_back_transaction_left_is_swept_later(files_root: Path) -> None:
    with transaction.atomic():
        keep(pdf(), "a.pdf")
        transaction.set_rollback(True)
    assert files.sweep() == 0  # its transaction might still run
    _age(files_root)
    assert files.sweep() == 1
    assert not list(files_root.glob("??/??/*"))


def test_the_sweep_leaves_what_somebody_has(files_root: Path) -> None:
    kept = keep(pdf(), "a.pdf")
    (files_root / "incoming" / "left-over").write_bytes(b"x")
    _age(files_root)
    assert files.sweep() == 0
    assert files.open_file(kept)
    assert not list(files_root.glob("incoming/*"))


def test_a_deleted_file_goes_with_its_last_owner(
    files_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    content = picture()
    first, second = keep(content, "a.png"), keep(content, "b.png")
    _age(files_root)
    with django_capture_on_commit_callbacks(execute=True):
        files.delete(first)
    assert files.open_file(second).read() == content
    with django_capture_on_commit_callbacks(execute=True):
        files.delete(second)
    assert not list(files_root.glob("??/??/*"))


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "g" * 64, "A" * 64])
def test_the_store_opens_nothing_but_digests(digest: str) -> None:
    with pytest.raises(FileNotFoundError):
        store_module.file_store().open(digest)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\Müqavilə.pdf", "Müqavilə.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("", "file.pdf"),
        ("....", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name, (".pdf",)) == safe


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_name(name, (".pdf",))
    assert safe.endswith(".pdf")
    assert len(safe) <= 104
    assert not set(safe) & set('/\\\0\r\n"<>')
