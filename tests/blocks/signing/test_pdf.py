"""Seals on PDFs: readers of others accept them, and no changed byte goes unseen."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from pencere.blocks.signing import api
from pencere.blocks.signing.keystore import key_store
from pencere.blocks.signing.providers.local.store import LocalStore
from pencere.blocks.signing.verification import examine
from pencere.kernel import clock
from pencere.kernel.errors import NotFound


@pytest.fixture(scope="module")
def plain() -> bytes:
    made = typst.compile(b"= Salam", format="pdf", pdf_standards=["a-3a"])
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="module")
def sealed(plain: bytes) -> bytes:
    return api.sign_pdf(content=plain, seal="justice", reason="test")


def check(content: bytes) -> api.SignatureReport:
    return examine(content, api.trust(), clock.now())


def test_it_works(sealed: bytes) -> None:
    report = check(sealed)
    assert report.state == "valid"
    assert report.agency == "justice"
    assert "Ədliyyə" in report.signer
    assert report.covers_whole_file
    assert report.signed_at is not None
    assert abs(clock.now() - report.signed_at) < dt.timedelta(minutes=10)


def test_a_strangers_file_is_read_in_its_own_process(sealed: bytes) -> None:
    assert api.verify_pdf(content=sealed).state == "valid"
    assert api.verify_pdf(content=b"%PDF-1.7 rubbish").state == "unreadable"


def test_an_unknown_agency_has_no_seal(plain: bytes) -> None:
    with pytest.raises(NotFound):
        api.sign_pdf(content=plain, seal="atlantis", reason="test")


def test_without_a_seal(plain: bytes) -> None:
    assert check(plain).state == "not-signed"


def test_a_changed_byte_is_found_wherever_it_is(sealed: bytes) -> None:
    """Every so many bytes of what the seal covers; of its own container, the signatures'
    values and the zeros behind them. (The container's labels are under no signature: there
    the record's digest decides, see tests/blocks/documents.)"""
    begins = sealed.index(b"/Contents <") + len(b"/Contents <")
    ends = sealed.index(b">", begins)
    drawn = random.Random(8103)
    places = [at for at in range(0, len(sealed), 211) if not begins <= at < ends]
    for at in [*places, ends - 1, ends - 2000]:
        changed = bytearray(sealed)
        changed[at] ^= 1 << drawn.randrange(7)
        state = check(bytes(changed)).state
        assert state not in ("valid", "not-signed"), f"byte {at}: {state}"


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"x" * 1000, b"1 0 obj\n<<>>\nendobj\n"])
def test_what_is_appended_is_found(sealed: bytes, tail: bytes) -> None:
    assert check(sealed + tail).state == "altered"


def test_another_authority_is_an_unknown_signer(
    plain: bytes, sealed: bytes, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_ROOT = tmp_path
    assert api.trust().roots
    assert check(sealed).state == "unknown-signer"
    forged = api.sign_pdf(content=plain, seal="justice", reason="test")
    assert check(forged).state == "valid"


def test_a_revoked_seal_keeps_what_it_signed_before(
    plain: bytes, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_ROOT = tmp_path
    store = key_store()
    assert isinstance(store, LocalStore)
    before = clock.now()
    store.seal("labour")
    with clock.frozen_at(before + dt.timedelta(minutes=1)):
        early = api.sign_pdf(content=plain, seal="labour", reason="test")
    with clock.frozen_at(before + dt.timedelta(hours=1)):
        store.revoke(store.seal("labour").certificate)
        store.revoke(store.seal("labour").certificate)
    with clock.frozen_at(before + dt.timedelta(hours=2)):
        late = api.sign_pdf(content=plain, seal="labour", reason="test")
        assert check(late).state == "certificate-revoked"
        assert check(early).state == "valid"


@limits(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.7\n", b"%PDF-1.4\n/ByteRange"]))
def test_rubbish_gets_a_report(noise: bytes, head: bytes) -> None:
    assert check(head + noise).state in ("not-pdf", "unreadable", "altered", "not-signed")


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_gets_a_report(sealed: bytes, part: float) -> None:
    report = check(sealed[: int(len(sealed) * part)])
    assert report.state in ("not-pdf", "altered", "unreadable")


def test_deep_nesting_gets_a_report() -> None:
    assert check(b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000).state in ("unreadable", "altered")


@pytest.mark.peer
def test_poppler_accepts_the_seal_and_finds_a_changed_byte(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    assert "Signature is Valid" in pdfsig(path)
    assert "Total document signed" in pdfsig(path)
    changed = bytearray(sealed)
    changed[len(changed) // 5] ^= 1
    path.write_bytes(bytes(changed))
    assert "Signature is Valid" not in pdfsig(path)


def pdfsig(path: Path) -> str:
    done = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)
    return done.stdout


def _first_use(root: str, results: Any) -> None:
    from django.conf import settings as configured

    configured.KEYS_ROOT = Path(root)
    results.put(LocalStore().seal("justice").certificate.dump())


def test_two_processes_that_come_first_make_one_authority(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    racers = [context.Process(target=_first_use, args=(str(tmp_path), results)) for _ in range(4)]
    for racer in racers:
        racer.start()
    made = {results.get(timeout=60) for _ in racers}
    for racer in racers:
        racer.join(timeout=60)
    assert len(made) == 1


def test_keys_are_for_their_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path
    LocalStore().seal("justice")
    keys = list(tmp_path.rglob("*.key"))
    assert len(keys) == 3
    assert {stat.S_IMODE(os.stat(key).st_mode) for key in keys} == {0o600}
