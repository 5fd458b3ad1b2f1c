"""Services of the country, walked through as people do: registers are read, documents made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests import people
from tests.casework.applications import stories

from pencere.blocks.registers import api as registers
from pencere.casework.definitions.publishing import publish_all
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

POWER = "justice.power-of-attorney-check"


@pytest.fixture(autouse=True)
def _country(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.FILES_ROOT = tmp_path / "files"
    with clock.frozen_at("2026-11-23T06:00:00+00:00"):
        stories.settle()
        publish_all(actor=system("test"))
        yield


def power(status: str = "valid") -> dict[str, str]:
    """Rauf gave Aysel a power of attorney; what somebody types who was shown it."""
    number = "E-2026-000001"
    registers.add(
        actor=system("test"),
        register="justice.powers-of-attorney",
        subject=people.rauf().party_id,
        number=number,
        data={
            "number": number,
            "holder": people.aysel().party.identifier,
            "status": status,
            "made_on": "2026-01-05",
            "expires_on": "2027-01-05",
        },
        valid_from=dt.date(2026, 1, 5),
        justification=Justification("law", "test"),
    )
    return {
        "number": number,
        "grantor": people.rauf().party.identifier,
        "holder": people.aysel().party.identifier,
    }


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [("valid", "granted", "granted"), ("revoked", "ended", "answered")],
)
def test_a_power_of_attorney_is_checked_at_once(status: str, state: str, outcome: str) -> None:
    asked = stories.submitted(stories.aysel(), POWER, power(status))
    assert (asked.state, asked.outcome) == (state, outcome)
    read = JournalEntry.objects.filter(subject=people.rauf().party_id, action="register.read")
    assert read.exists()  # who gave it sees that somebody looked


def test_a_power_of_attorney_that_was_given_to_another_is_not_told_of() -> None:
    answers = {**power(), "holder": people.nigar().party.identifier}
    assert stories.submitted(stories.aysel(), POWER, answers).state == "unknown"


def test_ones_own_marriage_in_the_register_is_certified_at_once() -> None:
    registers.add(
        actor=system("test"),
        register="justice.civil-status",
        subject=people.aysel().party_id,
        number="NK-2013-1",
        data={
            "relation": "spouse",
            "full_name": "Məmmədov Elçin",
            "act": "marriage",
            "act_number": "NK-2013-1",
            "act_date": "2013-08-24",
        },
        valid_from=dt.date(2013, 8, 24),
        justification=Justification("law", "test"),
    )
    answers = {"act": "marriage", "why": "lost", "phone": "050 234 56 78"}
    sent = stories.submitted(stories.aysel(), "justice.repeat-certificate", answers)
    assert (sent.state, sent.outcome) == ("granted", "granted")


def test_a_passport_waits_for_its_payment() -> None:
    answers = {"reason": "first", "speed": "fast", "phone": "050 234 56 78"}
    sent = stories.submitted(stories.aysel(), "interior.passport", answers)
    assert (sent.state, sent.agency_id) == ("payment", "interior")
