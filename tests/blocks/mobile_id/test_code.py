"""The control code and what is signed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.mobile_id import rules

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def test_the_published_example() -> None:
    """SK ID Solutions, Mobile-ID REST API, 2.4.1: 0010110110110 in binary."""
    assert rules.control_code(bytes.fromhex("2f665f6a6999e0ef0752e00ec9f453adf59d8cb6")) == "1462"


@given(st.binary(min_size=20, max_size=64))
def test_a_code_is_four_digits_out_of_the_ends_of_the_digest(digest: bytes) -> None:
    code = rules.control_code(digest)

    assert len(code) == 4
    assert code.isdigit()
    bits = f"{int.from_bytes(digest, 'big'):0{8 * len(digest)}b}"
    assert int(code) == int(bits[:6] + bits[-7:], 2)
    middle = digest[:1] + bytes(len(digest) - 2) + digest[-1:]
    assert rules.control_code(middle) == code


@given(st.binary(max_size=19))
def test_what_is_too_short_has_no_code(digest: bytes) -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        rules.control_code(digest)


texts = st.text(max_size=40)


@given(texts, texts, texts, texts)
def test_another_request_is_another_digest(one: str, other: str, text: str, asked_by: str) -> None:
    def digest(nonce: str, said: str) -> bytes:
        return rules.digest_of(
            rules.statement(
                request_id="1",
                nonce=nonce,
                purpose="sign-in",
                asked_by=asked_by,
                text=said,
                asked_at=NOON,
                expires_at=NOON + rules.WAITS,
            )
        )

    assert (digest(one, text) == digest(other, text)) == (one == other)
    assert (digest("n", one) == digest("n", other)) == (one == other)


@pytest.mark.parametrize(
    ("state", "seconds", "expected"),
    [
        ("waiting", 0, "waiting"),
        ("waiting", 119, "waiting"),
        ("waiting", 120, "expired"),
        ("confirmed", 500, "confirmed"),
        ("refused", 500, "refused"),
        ("replaced", 1, "replaced"),
    ],
)
def test_how_a_request_stands(state: rules.Standing, seconds: int, expected: str) -> None:
    found = rules.standing(
        state=state, expires_at=NOON + rules.WAITS, now=NOON + dt.timedelta(seconds=seconds)
    )
    assert found == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1002", True), ("123456789012", True), ("100", False), ("12a4", False), ("١٢٣٤", False)],
)
def test_what_can_be_a_user_id(typed: str, expected: bool) -> None:
    assert rules.is_user_id(typed) is expected
