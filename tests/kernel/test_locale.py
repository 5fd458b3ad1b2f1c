"""The kernel speaks all three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import pencere.kernel

FOLDER = Path(pencere.kernel.__file__).parent


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_text_is_translated(language: str) -> None:
    with (FOLDER / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    texts = {text for _file, _line, text, _comments, _context in extract_from_dir(FOLDER)}
    assert texts
    for text in texts:
        message = catalogue.get(text)
        assert message is not None, text
        assert message.string, text
        assert not message.fuzzy, text
    assert {message.id for message in catalogue if message.id} == texts
