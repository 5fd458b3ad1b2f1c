"""Long texts come in parts, in any order, twice, or not all of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.at_once import at_once
from tests.blocks.sms.channel import LEYLA, NUMBER, RASHAD, waiting

from pencere.blocks.sms.long_texts import (
    IncomingPart,
    accept_parts,
    forget_old_parts,
    join_incomplete,
)
from pencere.blocks.sms.models import MessagePart
from pencere.kernel import clock


def join(centre: str, parts: Mapping[int, tuple[bytes, int]], total: int) -> str:
    return "".join(
        parts[number][0].decode("utf-16-be") if number in parts else "…"
        for number in range(1, total + 1)
    )


def part(
    number: int,
    words: str,
    *,
    total: int = 3,
    reference: int = 7,
    sender: str = LEYLA,
    key: str = "",
) -> IncomingPart:
    return IncomingPart(
        centre="azer",
        sender=sender,
        recipient=NUMBER,
        reference=reference,
        number=number,
        total=total,
        octets=words.encode("utf-16-be"),
        data_coding=8,
        delivery_key=f"{sender}{reference}{number}{key}",
    )


@pytest.mark.django_db
def test_parts_in_any_order_make_one_text_when_all_are_there() -> None:
    assert accept_parts([part(3, "ə!"), part(1, "sa")], join) == 0
    assert accept_parts([part(1, "xx", sender=RASHAD), part(3, "ə!")], join) == 0
    assert waiting() == []
    assert accept_parts([part(2, "lam")], join) == 1
    assert waiting() == ["salamə!"]


@pytest.mark.django_db
def test_a_part_that_is_delivered_again_changes_nothing() -> None:
    accept_parts([part(number, "a") for number in (1, 2, 3)], join)
    assert accept_parts([part(2, "a")], join) == 0
    assert waiting() == ["aaa"]
    assert not MessagePart.objects.filter(joined_at=None).exists()


@pytest.mark.django_db
def test_a_phone_that_uses_its_reference_again_gets_an_answer_to_each_text() -> None:
    accept_parts([part(1, "a"), part(2, "b"), part(3, "c")], join)
    assert accept_parts([part(n, w, key="new") for n, w in ((1, "d"), (2, "e"), (3, "f"))], join)
    assert waiting() == ["abc", "def"]


@pytest.mark.django_db
def test_a_part_that_comes_again_under_another_name_is_known_by_its_octets() -> None:
    with clock.frozen_at("2026-11-26T09:00:59+04:00"):
        accept_parts([part(number, "a") for number in (1, 2, 3)], join)
    with clock.frozen_at("2026-11-26T09:01:01+04:00"):
        assert accept_parts([part(2, "a", key="the next minute's")], join) == 0
    with clock.frozen_at("2026-11-26T09:05:00+04:00"):
        assert join_incomplete(join) == 0
    assert waiting() == ["aaa"]


@pytest.mark.django_db
def test_what_stays_incomplete_is_handed_on_as_what_is_there() -> None:
    with clock.frozen_at("2026-11-26T09:00:00+04:00"):
        accept_parts([part(1, "a"), part(3, "c")], join)
    with clock.frozen_at("2026-11-26T09:00:59+04:00"):
        assert join_incomplete(join) == 0
    with clock.frozen_at("2026-11-26T09:01:00+04:00"):
        assert join_incomplete(join) == 1
        assert waiting() == ["a…c"]
        # the straggler belongs to what was handed on
        assert accept_parts([part(2, "b")], join) == 0
    with clock.frozen_at("2026-11-26T09:05:00+04:00"):
        assert join_incomplete(join) == 0
    with clock.frozen_at("2026-11-29T09:05:00+04:00"):
        forget_old_parts()
    assert not MessagePart.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_gateways_that_take_the_last_two_parts_at_once_join_them_once() -> None:
    accept_parts([part(1, "a", reference=number) for number in range(10)], join)
    at_once(
        lambda: accept_parts([part(2, "b", reference=number) for number in range(10)], join),
        lambda: accept_parts([part(3, "c", reference=number) for number in range(10)], join),
    )
    assert waiting() == ["abc"] * 10
