"""What a stranger sees first, without signing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.journeys.steps import Opened


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_a_stranger_finds_the_window(
    open_page: Opened, assert_accessible: Callable[[Page], None], language: str
) -> None:
    page = open_page(language=language)
    for path in ("/", "/services/", "/agencies/", "/verify/", "/account/login/", "/about/"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        assert_accessible(page)
