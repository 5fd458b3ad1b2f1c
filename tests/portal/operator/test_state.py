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

from pencere.blocks.sms import api as sms
from pencere.blocks.sms.presence import Standing, beat
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.ids import new_id
from pencere.kernel.journal import api as journal
from pencere.portal.operator.state import parts
from pencere.systems.staff_permits.exchange import line, signatures
from pencere.systems.staff_permits.models import Message
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


def test_where_no_messages_come_there_is_nothing_to_say() -> None:
    assert said("Text messages") == "well: No gateway has run. "


def test_messages_without_a_gateway_are_said() -> None:
    sms.send(to="+994502340001", text="Your code is 1234.")
    assert said("Text messages").startswith("unwell: No gateway has run. 0 messages wait")
    assert "+994" not in said("Text messages")


def test_a_centre_without_a_session_is_named_with_the_reason() -> None:
    beat(new_id(), [Standing("azer", 2, 2), Standing("bak", 0, 1, "ESME_RINVPASWD")])
    assert said("Text messages") == (
        "unwell: azer: 2 of 2 sessions. bak: 0 of 1 sessions. 0 messages wait for a decision,"
        " 0 answers for their centre, 0 are held back on purpose."
        " No session with bak: ESME_RINVPASWD"
    )


def test_a_gateway_that_gave_no_sign_of_life_is_missed() -> None:
    with clock.frozen_at("2026-11-26T09:00:00+04:00"):
        beat(new_id(), [Standing("azer", 2, 2)])
    with clock.frozen_at("2026-11-26T09:01:00+04:00"):
        assert said("Text messages").endswith("Start `pencere sms`.")


def test_messages_to_a_number_that_nobody_handles_are_told() -> None:
    beat(new_id(), [Standing("azer", 2, 2)])
    sms.accept([sms.Incoming("azer", "+994502340001", "7999", "salam")])
    assert "Nobody handles messages to 7999" in said("Text messages")


def test_answers_that_wait_too_long_are_told() -> None:
    with clock.frozen_at("2026-11-26T09:00:00+04:00"):
        sms.send(to="+994502340001", text="Your code is 1234.")
    with clock.frozen_at("2026-11-26T09:01:30+04:00"):
        beat(new_id(), [Standing("azer", 2, 2)])
        assert "since 26.11.2026 09:00" in said("Text messages")
        assert "See the gateway's log" in said("Text messages")


def test_permits_for_staff_that_the_ministry_does_not_take(settings: Any, tmp_path: Path) -> None:
    name = "Permits for staff to the ministry"
    settings.STAFF_PERMITS_URL = ""
    assert said(name).startswith("well: 0 wait to be sent")
    Message.objects.create(made_at=clock.now(), next_try_at=clock.now(), body="x")
    assert "PENCERE_STAFF_PERMITS_URL" in said(name)
    settings.STAFF_PERMITS_URL = "http://127.0.0.1:9"
    signatures.own_key(tmp_path)
    settings.STAFF_PERMITS_PEER_KEY = signatures.public_file(tmp_path)
    assert said(name).startswith(
        "well: 0 wait to be sent, 1 messages for their receipt. The oldest"
    )
    line.failed("http-503")
    assert said(name).startswith("unwell")
    assert "(http-503)" in said(name)
