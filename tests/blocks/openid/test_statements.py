"""Statements of other packages: signed by us, of one type, for their time."""

from __future__ import annotations

import pytest

from pencere.blocks.openid import jose, keys
from pencere.blocks.openid.api import read_statement, sign_statement, statement_keys
from pencere.kernel import clock
from pencere.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
NOON = "2026-11-26T12:00:00+04:00"
MUCH_LATER = "2026-11-26T15:00:00+04:00"
TYPE = "permit+jwt"


def statement(**more: object) -> str:
    now = int(clock.now().timestamp())
    return sign_statement({"jti": "1", "nbf": now, "exp": now + 7200, **more}, type=TYPE)


def why_not(text: str, *, type: str = TYPE) -> str:
    with pytest.raises(Invalid) as refused:
        read_statement(text, type=type)
    return refused.value.code


def test_what_was_signed_is_read_again() -> None:
    with clock.frozen_at(NOON):
        text = statement(purpose="2")
        assert read_statement(text, type=TYPE)["purpose"] == "2"


def test_it_holds_for_its_time() -> None:
    with clock.frozen_at(NOON):
        text = statement()
        early = statement(nbf=clock.now().timestamp() + 60)
        assert why_not(early) == "statement-early"
    with clock.frozen_at(MUCH_LATER):
        assert why_not(text) == "statement-over"


def test_another_type_is_no_permit() -> None:
    with clock.frozen_at(NOON):
        assert why_not(statement(), type="staff-permit+jwt") == "statement-unknown"


def test_a_token_of_a_sign_in_is_no_permit() -> None:
    with clock.frozen_at(NOON):
        token = keys.signed({"sub": "x"}, algorithm="ES256", type="at+jwt")
        assert why_not(token) == "statement-unknown"
        other = keys.signed({"sub": "x"}, algorithm="EdDSA", type=TYPE)
        assert why_not(other) == "statement-unknown"


def test_a_changed_letter_is_found() -> None:
    with clock.frozen_at(NOON):
        head, body, signature = statement().split(".")
        forged = ("A" if signature[0] != "A" else "B") + signature[1:]
        assert why_not(f"{head}.{body}.{forged}") == "statement-unknown"


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "ə.ə.ə", "\0", "e30.e30.", "x" * 100_000, "." * 3999]
)
def test_garbage_is_no_statement(text: str) -> None:
    assert why_not(text) == "statement-unknown"


def test_the_published_keys_verify_without_us() -> None:
    with clock.frozen_at(NOON):
        text = statement()
        kid = jose.header_of(text)["kid"]
        jwk = next(one for one in statement_keys() if one["kid"] == kid)
        assert "d" not in jwk
        _header, claims = jose.verified(text, jose.public_key(jwk))
        assert claims["jti"] == "1"
