"""The demonstration's two days of messages: decided as they would have been, once."""

from __future__ import annotations

from collections import Counter

import pytest
from tests import people
from tests.blocks.registers.records import put
from tests.systems.sms_permits import story

from pencere.blocks.sms.models import InboundMessage, OutboundMessage
from pencere.kernel import clock
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.sms_permits.models import Decision
from pencere_az.population import permits

pytestmark = pytest.mark.django_db
EVENING = "2026-11-26T20:00:00+04:00"


def test_two_days_of_messages_are_decided_and_answered_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(permits, "PEOPLE", 60)
    for number in range(60):
        who = people.person(f"7TEST{number:02d}", f"Vətəndaş {number}", born_on="1970-05-05")
        story.lives_in_baku(who.pk, f"AB00000{number:02d}")
        put(who.pk, "digital.contacts", {"phone": f"+99450300{number:04d}"})
    with clock.frozen_at(EVENING):
        came = permits.make_permits(seed=1)
        again = permits.make_permits(seed=1)
        today, now = clock.today(), clock.now()
    assert came > 150
    assert again == 0
    assert InboundMessage.objects.count() == came
    assert not InboundMessage.objects.filter(handled_at=None).exists()
    assert not InboundMessage.objects.filter(received_at__gt=now).exists()
    answers = Counter(OutboundMessage.objects.values_list("status", flat=True))
    assert set(answers) <= {"sent", "delivered"}
    assert sum(answers.values()) == came
    made = Decision.objects.all()
    assert made.filter(channel="sms").count() == came
    assert made.filter(channel="web").count() == permits.IN_CABINET
    assert len(set(made.values_list("day", flat=True))) == 2
    assert made.filter(outcome="granted", day=today, purpose="funeral").count() >= 4
    assert {"purpose-limit", "document-unknown"} <= set(made.values_list("reason", flat=True))
    assert JournalEntry.objects.filter(action="sms-permits.looked-up").exists()
