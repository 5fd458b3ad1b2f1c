"""The operator's page: what needs a hand is said, and nobody else learns of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import people
from tests.kernel.files import clamd

from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.journal import api as journal
from pencere.portal.operator.state import parts
from pencere.ui.live.signs import give_sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def browser(*roles: str) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return people.signed_in(client, people.officer("digital", roles))


def said(name: str) -> str:
    found = next(part for part in parts() if part.name == name)
    return f"{'well' if found.is_well else 'unwell'}: {found.says} {found.advice}"


def test_the_operator_sees_that_uploads_are_not_scanned() -> None:
    page = browser("operator").get("/operator/")
    assert page.status_code == 200
    assert "Uploads are taken without a virus scan." in page.content.decode()
    assert "PENCERE_CLAMD" in page.content.decode()


@pytest.mark.parametrize("role", ["officer", "head"])
def test_other_officers_find_nothing(role: str) -> None:
    assert browser(role).get("/operator/").status_code == 404


def test_a_citizen_finds_nothing() -> None:
    assert people.signed_in(Client(), people.aysel()).get("/operator/").status_code == 404


def test_a_stranger_signs_in_first() -> None:
    assert Client().get("/operator/").status_code == 302


def test_a_scanner_is_named_with_its_version(settings: Any) -> None:
    with clamd.stand_in() as settings.FILES_CLAMD:
        assert said("Virus scan of uploads").startswith("well: ClamAV stand-in")


def test_a_silent_scanner_needs_a_hand(settings: Any) -> None:
    settings.FILES_CLAMD = "tcp:127.0.0.1:9"
    assert said("Virus scan of uploads").startswith("unwell: The scanner does not answer")


def test_no_worker_needs_a_hand() -> None:
    assert said("Background jobs").startswith("unwell: No worker gives a sign of life.")


def test_a_journal_that_nobody_seals_needs_a_hand() -> None:
    journal.seal_all()
    assert said("Journal").startswith("well")
    journal.declare("test.looked", "Looked")
    with clock.frozen_at(clock.now() - dt.timedelta(hours=1)):
        journal.record(actor=system("test"), action="test.looked")
    assert said("Journal").startswith("unwell")


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_demo_says_that_it_is_one(settings: Any, is_demo: bool) -> None:
    settings.DEMO = is_demo
    assert said("Demo mode").startswith("unwell" if is_demo else "well")


def test_live_pages_are_missed_only_where_there_once_was_a_live_process() -> None:
    assert said("Live pages").startswith("well: No live process")
    give_sign(listeners=3, dropped=1)
    assert said("Live pages").startswith("well: 3 listeners. 1 was too slow")
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=5)):
        assert said("Live pages").startswith("unwell: No sign of life since")
