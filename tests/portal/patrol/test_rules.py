"""What a check says at one glance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pencere.portal.patrol import offline_rules, rules
from pencere.portal.patrol.rules import Span

NOON = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)


def hours(since: float, until: float, **more: Any) -> Span:
    return Span(NOON + dt.timedelta(hours=since), NOON + dt.timedelta(hours=until), **more)


def verdict(*spans: Span, **more: Any) -> tuple[str, str]:
    asked = {
        "is_known": True,
        "is_document_valid": True,
        "is_needed": True,
        "region": "",
        "token": "",
        "now": NOON,
        **more,
    }
    found = rules.verdict(spans=spans, **asked)
    return found.colour, found.reason


ELSEWHERE = {"regions": frozenset({"AZ-GA"})}


@pytest.mark.parametrize(
    ("spans", "more", "answer"),
    [
        ([hours(-1, 1)], {}, ("green", "permit")),
        ([hours(0, 1)], {}, ("green", "permit")),
        ([hours(-1, 0)], {}, ("amber", "ended")),
        ([hours(-3, -0.5)], {}, ("amber", "ended")),
        ([hours(-3, -0.6)], {}, ("red", "none")),
        ([hours(1, 2)], {}, ("amber", "later")),
        ([], {}, ("red", "none")),
        ([], {"is_needed": False}, ("green", "not-needed")),
        ([], {"is_known": False}, ("amber", "unknown")),
        ([hours(-1, 1)], {"is_document_valid": False}, ("amber", "document")),
        ([hours(-1, 1, is_revoked=True)], {}, ("red", "revoked")),
        ([hours(-1, 1, is_revoked=True), hours(-1, 2)], {}, ("green", "permit")),
        ([hours(-1, 1, **ELSEWHERE)], {"region": "AZ-BA"}, ("amber", "elsewhere")),
        ([hours(-1, 1, **ELSEWHERE)], {"region": "AZ-GA"}, ("green", "permit")),
        ([hours(-1, 1, **ELSEWHERE)], {}, ("green", "permit")),
        ([hours(-1, 1)], {"token": "forged"}, ("red", "forged")),
        ([hours(-1, 1)], {"token": "expired"}, ("green", "permit")),
        ([hours(-1, 1)], {"token": "revoked"}, ("green", "permit")),
        ([], {"token": "revoked"}, ("red", "revoked")),
        ([], {"token": "genuine"}, ("red", "none")),
    ],
)
def test_at_one_glance(spans: list[Span], more: dict[str, Any], answer: tuple[str, str]) -> None:
    assert verdict(*spans, **more) == answer


@pytest.mark.parametrize(
    ("outcome", "protocol", "note", "wrong"),
    [
        ("fine", "", "", set()),
        ("protocol", "12/345", "fled", set()),
        ("protocol", "", "", {"protocol"}),
        ("warned", "12", "", {"protocol"}),
        ("", "", "", {"outcome"}),
        ("fine", "", "x" * 301, {"note"}),
        ("protocol", "1\0", "\0", {"protocol", "note"}),
    ],
)
def test_how_it_ended(outcome: str, protocol: str, note: str, wrong: set[str]) -> None:
    assert set(rules.problem_of_outcome(outcome, protocol, note)) == wrong


@pytest.mark.parametrize(
    ("minutes", "problem"),
    [(0, None), (9, None), (11, "ahead"), (-60, None), (-7 * 24 * 60 - 1, "too-old")],
)
def test_the_phones_clock(minutes: int, problem: str | None) -> None:
    assert rules.problem_of_time(NOON + dt.timedelta(minutes=minutes), NOON) == problem


def test_numbers_that_look_alike_meet() -> None:
    for typed in ("AA1234567", "aa 123-45-67", "АА1234567", "\uff21\uff211234567", " аа.1234567 "):
        assert offline_rules.folded(typed) == "AA1234567"
    assert offline_rules.folded("myi 123") == offline_rules.folded("MYİ123") == "MYI123"


def test_rows_are_sorted_and_stand_once() -> None:
    key = offline_rules.key_of("K7M29QX4", b"salt" * 4)
    rows = [
        offline_rules.Row(f"AA{n:07}", "sms:2", NOON - dt.timedelta(1), NOON + dt.timedelta(1))
        for n in (3, 1, 2, 1)
    ]
    packed = offline_rules.packed(rows, key=key, made_at=NOON).rows
    parts = [packed[at : at + offline_rules.ROW] for at in range(0, len(packed), offline_rules.ROW)]
    assert len(parts) == 3
    assert parts == sorted(parts)
    assert offline_rules.mark(key, "aa0000002") in {part[: offline_rules.MARK] for part in parts}
    assert {part[offline_rules.MARK :] for part in parts} == {bytes([0, 0, 0, 5, 160])}
    assert b"AA" not in packed


def test_another_code_finds_nothing() -> None:
    one, other = (offline_rules.key_of(code, b"s" * 16) for code in ("K7M29QX4", "K7M29QX5"))
    assert offline_rules.mark(one, "AA1") != offline_rules.mark(other, "AA1")
    assert offline_rules.proof(one) != offline_rules.proof(other)
