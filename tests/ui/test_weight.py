"""A first view stays light: people open it on a phone, in a queue."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

STATIC = Path(__file__).resolve().parents[2] / "src/pencere/ui/static/ui"
LIMIT = 100_000


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.django_db
def test_the_home_page_with_all_that_it_loads(client: Client) -> None:
    page = compressed(client.get("/").content)
    # the fonts are compressed already; all three count, for the language switch shows all
    fonts = sum(file.stat().st_size for file in STATIC.glob("fonts/*.woff2"))
    others = sum(
        compressed((STATIC / name).read_bytes())
        for name in ("pencere.css", "pencere.js", "htmx.min.js", "mark.svg")
    )
    assert page + fonts + others < LIMIT


def test_the_font_has_the_letters_of_the_languages() -> None:
    css = (STATIC / "pencere.css").read_text()
    assert "U+259" in css
    assert "U+20BC" in css
    for name in ("latin", "latin-ext", "cyrillic"):
        assert (STATIC / f"fonts/onest-{name}.woff2").stat().st_size < 30_000


def test_styles_ask_nothing_of_other_sites() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", (STATIC / "pencere.css").read_text())
    assert {address.strip('"') for address in addresses} == {
        f"fonts/onest-{name}.woff2" for name in ("latin", "latin-ext", "cyrillic")
    }
