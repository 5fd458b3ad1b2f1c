"""The runtime's own words are there in each language, with the same placeholders."""

from __future__ import annotations

import re

import pytest

from pencere.casework.applications import texts
from pencere.kernel.text import Text


@pytest.mark.parametrize("moment", texts.DEFAULTS)
def test_each_notice_keeps_its_placeholders_in_each_language(moment: str) -> None:
    notice = texts.default_notice(moment)
    assert notice is not None
    for words in (notice.title, notice.body):
        found = {language: set(re.findall(r"{\w+}", text)) for language, text in words.items()}
        assert set(found) == {"az", "ru", "en"}
        assert found["az"] == found["ru"] == found["en"]


def test_what_is_not_known_vanishes() -> None:
    text = Text({"en": "Hello {name}  and {nobody}."})
    assert texts.filled(text, {"name": "{reference}"})["en"] == "Hello {reference} and ."
