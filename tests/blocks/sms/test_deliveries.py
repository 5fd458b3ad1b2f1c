"""What a centre delivers becomes a message or a part, and a redelivery is known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.blocks.sms.channel import LEYLA, NUMBER, waiting

from pencere.blocks.sms import receipts
from pencere.blocks.sms.gateway.deliveries import came, joiner, take_in, told
from pencere.blocks.sms.models import InboundMessage
from pencere.blocks.sms.smpp.api import Centre, Delivery, Part, Receipt
from pencere.kernel import clock

JOIN = joiner([Centre("azer", "127.0.0.1")])


def delivered(words: str, part: Part | None = None, message_id: str = "") -> Delivery:
    return Delivery("azer", LEYLA, NUMBER, words, words.encode(), 0, part, message_id, words)


def taken(*deliveries: Delivery) -> Sequence[str]:
    take_in([came(each) for each in deliveries], JOIN)
    return waiting()


@pytest.mark.django_db
def test_a_centre_may_name_the_whole_text_in_each_of_its_parts() -> None:
    first, second = (
        delivered(words, Part(7, at, 2), "m7") for at, words in ((1, "2 AZE"), (2, "1"))
    )
    assert taken(first) == []
    assert taken(first, second) == ["2 AZE1"]
    assert taken(second, first) == ["2 AZE1"]


@pytest.mark.django_db
def test_a_centre_that_names_nothing_may_deliver_again_within_a_minute() -> None:
    with clock.frozen_at("2026-11-26T09:00:59+04:00"):
        assert taken(delivered("2 AZE 1")) == ["2 AZE 1"]
    with clock.frozen_at("2026-11-26T09:01:30+04:00"):
        assert taken(delivered("2 AZE 1"), delivered("3 AZE 1")) == ["2 AZE 1", "3 AZE 1"]


@pytest.mark.django_db
def test_writing_again_after_a_commit_of_unknown_end_changes_nothing() -> None:
    """Even where nothing tells a redelivery: the message was given its name when it came."""
    nameless = came(delivered("2 AZE 1")._replace(fingerprint=""))
    take_in([nameless], JOIN)
    take_in([nameless], JOIN)
    assert InboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_receipt_that_no_database_could_hold_is_taken_all_the_same() -> None:
    """Refused, it would be delivered again and again."""
    receipts.record([told(Receipt("azer", "m\0007", "delivered", "\0"))])
    assert receipts.Early().try_again() == 0
