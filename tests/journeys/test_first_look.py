"""What a stranger sees first, without signing in."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_a_stranger_finds_the_window(open_page, assert_accessible, language) -> None:  # type: ignore[no-untyped-def]
    page = open_page(language=language)
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
