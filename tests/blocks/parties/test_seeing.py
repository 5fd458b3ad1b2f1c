"""What a mandate lets see, as a plain decision."""

from __future__ import annotations

import pytest

from pencere.blocks.parties.rules import lets_see, stands_for_all

LICENCE = ("economy.licence", "licence.apply", "application:PX-1")
GENERAL = ()


@pytest.mark.parametrize(
    ("kind", "scopes", "names", "is_seen"),
    [
        ("attorney", {"*"}, LICENCE, True),
        ("attorney", {"*"}, GENERAL, True),
        ("attorney", {"licence.apply"}, LICENCE, True),
        ("attorney", {"licence.apply"}, GENERAL, False),
        ("attorney", {"economy.*"}, LICENCE, True),
        ("attorney", {"economy.licence"}, LICENCE, True),
        ("attorney", {"economy"}, LICENCE, False),
        ("attorney", {"health.*"}, LICENCE, False),
        ("attorney", {"*", "-economy.*"}, LICENCE, False),
        ("attorney", {"*", "-licence.apply"}, LICENCE, False),
        ("attorney", {"*", "-health.*"}, GENERAL, True),
        ("attorney", {"application:PX-1"}, LICENCE, True),
        ("attorney", {"application:PX-2"}, LICENCE, False),
        ("attorney", {"application:PX-1", "*"}, GENERAL, False),
        ("attorney", set(), LICENCE, False),
        ("director", {"licence.apply"}, GENERAL, False),
        ("seal", {"licence.apply"}, GENERAL, False),
        ("parent", {"registers.health"}, LICENCE, True),
        ("guardian", {"registers.health"}, GENERAL, True),
        ("guardian", {"registers.health", "-economy.*"}, LICENCE, False),
        ("parent", {"application:PX-2"}, LICENCE, False),
    ],
)
def test_what_is_seen(kind: str, scopes: set[str], names: tuple[str, ...], is_seen: bool) -> None:
    assert lets_see(kind, scopes, names) is is_seen


@pytest.mark.parametrize(
    ("kind", "scopes", "is_all"),
    [
        ("director", {"*"}, True),
        ("seal", {"*"}, True),
        ("attorney", {"*"}, True),
        ("parent", {"registers.health"}, True),
        ("director", {"licence.apply"}, False),
        ("attorney", {"*", "-registers.health"}, False),
        ("parent", {"registers.health", "-economy.*"}, False),
        ("attorney", {"*", "application:PX-1"}, False),
        ("attorney", set(), False),
    ],
)
def test_who_stands_for_the_whole(kind: str, scopes: set[str], is_all: bool) -> None:
    assert stands_for_all(kind, scopes) is is_all
