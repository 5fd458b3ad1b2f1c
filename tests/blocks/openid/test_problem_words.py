"""Each refusal that the provider knows has words that help its integrator."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from pencere.blocks.openid import decoupled, problem_words, standing

FOLDER = Path(problem_words.__file__).parent
CODES = {
    code
    for file in FOLDER.glob("*.py")
    for code in re.findall(r'detail=f?"([^"]+)"', file.read_text(encoding="utf-8"))
}


def codes() -> set[str]:
    """Every `detail` in the source, the composed ones filled in."""
    plain = {code for code in CODES if "{" not in code}
    composed = {
        *(f"grant-{reason}" for reason in standing.WORDS),
        "missing-redirect_uri",
        "registration-scopes",
    }
    return plain | composed | {detail for _error, _words, detail in decoupled._ERRORS.values()}


def test_no_composed_code_is_forgotten() -> None:
    assert {code for code in CODES if "{" in code} == {
        "grant-{reason}",
        "missing-{name}",
        "registration-{field}",
    }


@pytest.mark.parametrize("code", sorted(codes()))
def test_each_code_has_words(code: str) -> None:
    assert problem_words.has_words(code)


@pytest.mark.parametrize("language", ["az", "ru"])
def test_they_are_said_in_each_language(language: str) -> None:
    for code in codes():
        words = problem_words.words_of(code)
        with translation.override("en"):
            english = (str(words.title), str(words.remedy))
        with translation.override(language):
            assert str(words.title) != english[0], code
            assert str(words.remedy) != english[1], code
