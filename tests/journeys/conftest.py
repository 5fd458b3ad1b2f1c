"""A whole pencere for the journeys: its own database with the demo's people, web and worker as
processes, and Chromium to look at them as a person would."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests import sites
from tests.journeys.site import Person, Site

AXE = (Path(__file__).parent / "axe.min.js").read_text()
PEOPLE = 60
CHROMIUM = os.environ.get("PENCERE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys run in one process, which has the one site."""
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The running site, with the demo's people in its registers; `PENCERE_SITE` names one that
    runs already (a `make demo`), for one who writes a journey."""
    if "PENCERE_SITE" in os.environ:
        yield Site(address=os.environ["PENCERE_SITE"], folder=Path(), environment={})
        return
    folder = tmp_path_factory.mktemp("site")
    made = sites.new_site(folder, request.getfixturevalue("other_database"))
    made.run("migrate")
    made.run("population", str(PEOPLE))
    made.run("django", "collectstatic", "--noinput", "--verbosity=0")
    with sites.started(made, with_phones=True):
        yield Site(address=made.address, folder=folder, environment=made.environment)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: its driver keeps a loop running in this thread, in which no other test
    could run one of its own."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


Opened = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opened]:
    """Opens a fresh browser window: `open_page(narrow=True, language="ru")`. A script error or a
    breach of the content security policy fails the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, narrow: bool = False, language: str = "az", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            locale=language,
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: _note(line, complaints))
        if language != "az":
            page.goto(f"/language/{language}/?next=/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def _note(line: Any, complaints: list[str]) -> None:
    if line.type == "error" and "Failed to load resource" not in line.text:
        complaints.append(line.text)


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page, str], Person]:
    """Signs a demo person in, with the code where one is asked for."""

    def signed(page: Page, key: str) -> Person:
        person = site.person(key)
        page.goto("/account/login/")
        person.sign_in(page)
        return person

    return signed


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, a line for each kind."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:3]}"
        for each in found
    ]


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """No violation at all, wide and on a phone, and nothing that one must scroll sideways for."""

    def check(page: Page) -> None:
        size = page.viewport_size
        for viewport in (WIDE, NARROW):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert violations(page) == [], f"{page.url} at {viewport['width']} px"
            sideways = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{page.url} is {sideways} px too wide at {viewport['width']} px"
        if size:
            page.set_viewport_size(size)

    return check
