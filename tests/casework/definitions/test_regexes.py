"""Patterns that could be matched for ever are refused when a definition is read."""

from __future__ import annotations

import pytest

from pencere.casework.definitions.regexes import why_slow


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|b*)*c", r"(\w+\s?)*", "((a{1,20})b?){9,}", r"(a)\1", "(", "(?:(x)+y)*"]
)
def test_dangerous(pattern: str) -> None:
    assert why_slow(pattern)


@pytest.mark.parametrize(
    "pattern", ["[0-9A-Z-]{4,9}", r"(AZ)?\d{4}", r"(\d{3} ){3}\d", "a+b+c*", "(a|b){2,40}", ".*"]
)
def test_harmless(pattern: str) -> None:
    assert why_slow(pattern) == ""
