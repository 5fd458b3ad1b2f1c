"""The square code of a permit: a patrol reads it with and without the address before it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from pencere.blocks.openid.api import sign_statement
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.systems.sms_permits import tokens
from pencere.systems.sms_permits.values import Permit

pytestmark = pytest.mark.django_db
NOON = "2026-11-26T12:00:00+04:00"
FOUR = "2026-11-26T16:00:00+04:00"


def permit() -> Permit:
    now = clock.now()
    return Permit(
        id=UUID(int=7),
        day=dt.date(2026, 11, 26),
        subject=UUID(int=1),
        document="AA1234567",
        purpose="food",
        valid_from=now,
        valid_until=now + dt.timedelta(hours=3),
        granted_at=now,
        channel="web",
        sender="",
        extends=None,
    )


def test_a_patrol_reads_which_permit_it_is_and_with_which_document() -> None:
    with clock.frozen_at(NOON):
        code = tokens.code_of(permit())
        assert "/patrol/#" in code
        read = tokens.read_code(code)
        assert read == tokens.PermitCode(permit().reference, "AA1234567", "food")
        assert tokens.read_code(tokens.token_of(permit())) == read


def test_the_document_stands_behind_the_hash_where_no_log_sees_it() -> None:
    with clock.frozen_at(NOON):
        before, _hash, statement = tokens.code_of(permit()).partition("#")
        assert before.endswith("/patrol/")
        assert statement


def test_it_ends_with_the_permit() -> None:
    with clock.frozen_at(NOON):
        code = tokens.code_of(permit())
    with clock.frozen_at(FOUR), pytest.raises(Invalid) as refused:
        tokens.read_code(code)
    assert refused.value.code == "statement-over"


@pytest.mark.parametrize("text", ["", "#", "https://example.az/patrol/#x.y.z", "\0", "#" * 9000])
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        tokens.read_code(text)


def test_a_statement_that_says_too_little_is_refused() -> None:
    with clock.frozen_at(NOON), pytest.raises(Invalid):
        tokens.read_code(sign_statement({"jti": "1"}, type=tokens.TYPE))


def test_the_picture_is_black_on_white_and_not_too_dense_for_a_phone() -> None:
    with clock.frozen_at(NOON):
        picture = tokens.picture_of(permit())
    assert picture.startswith("<svg")
    size = int(picture.partition('viewBox="0 0 ')[2].partition(" ")[0])
    assert size <= 85
