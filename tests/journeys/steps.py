"""What people do on many journeys: fill a form, send it, find it at the desk."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

Opened = Callable[..., Page]
REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")
PATIENCE = 30_000
"""Milliseconds within which the worker has made a document or sent a message."""


def go_on(page: Page) -> None:
    """Press "Continue"."""
    page.get_by_role("button", name="Continue", exact=True).last.click()


def choose(page: Page, field: str, value: str) -> None:
    """Choose an answer of a field of radios."""
    page.locator(f"input[name={field}][value={value}]").check()


def for_myself(page: Page) -> None:
    """Of those whom one may apply for: oneself."""
    expect(page.get_by_role("heading", name="For whom do you apply?")).to_be_visible()
    page.get_by_role("button", name="For myself").click()
    expect(page).to_have_url(re.compile("/applications/draft/"))


def send(page: Page) -> str:
    """On the check page: declare, send, and read the reference number off the next page."""
    page.locator("#declaration").check()
    page.get_by_role("button", name="Send the application").click()
    panel = page.locator(".govuk-panel")
    expect(panel).to_be_visible()
    found = REFERENCE.search(panel.inner_text())
    assert found, panel.inner_text()
    return found.group()


def picture() -> dict[str, object]:
    """A photo to upload."""
    made = io.BytesIO()
    Image.new("RGB", (300, 400), "#88aacc").save(made, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def paper() -> dict[str, object]:
    """A scanned paper to upload."""
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(made, "PDF")
    return {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": made.getvalue()}


def reload_until(page: Page, selector: str) -> None:
    """Look at the page again until what the worker makes is there."""
    for _try in range(60):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{selector} never came on {page.url}")


def download(page: Page, reference: str, folder: Path) -> Path:
    """The document of an application, once the worker has made it."""
    page.goto(f"/applications/{reference}/")
    reload_until(page, "a[href^='/documents/']")
    with page.expect_download() as started:
        page.locator("a[href^='/documents/']").first.click()
    path = folder / f"{reference}.pdf"
    started.value.save_as(path)
    return path


def signature_report(path: Path) -> str:
    """What poppler's pdfsig says of the file."""
    done = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    )
    return done.stdout


def document_number(path: Path) -> str:
    """The number printed on the document, as a person would type it."""
    words = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", words)
    assert found, words
    return found.group()


def take(page: Page, reference: str) -> None:
    """At the desk: find the case in the queue and take it."""
    page.goto(f"/desk/?text={reference}")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("button", name="Take the case").click()
    expect(page.get_by_role("button", name="Give it back to the queue")).to_be_visible()


def act(page: Page, action: str, *, comment: str = "", reason: str = "", note: str = "") -> None:
    """On the case's page: open an action, fill it in and take it."""
    chosen = page.locator(f"button[name=action][value={action}]")
    box = page.locator("details.pn-action", has=chosen)
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    if reason:
        box.locator(f"select[name=reason-{action}]").select_option(reason)
    if comment:
        box.locator(f"textarea[name=comment-{action}]").fill(comment)
    if note:
        box.locator(f"textarea[name=note-{action}]").fill(note)
    chosen.click()
    page.wait_for_load_state()
