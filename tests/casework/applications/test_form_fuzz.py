"""Whatever a browser posts, or what only looks like one: each answer is a page, never a fault, and
what was stored before is not lost."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.casework.applications import browser, household, stories

from pencere.casework.applications.models import Application
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")

PAGES = [page["page"] for page in household.PAGES]
KEYS = {page["page"]: [each["key"] for each in page["fields"]] for page in household.PAGES}
ANSWERED = {200, 302, 400, 404, 409, 413, 422}
FUZZ = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
STORED = {"heated": True, "heating": "Gas", "members": [{"name": "Ayan"}], "rent": 4000}
"""What stands in the draft before each post, some on each page."""

ODD_NAMES = """home.region home.street home.house place.lat place.lon signed-day members[0].name
    members[0].born_on members[0].born_on-day members[0].income members[1].languages
    members[999999].name members[0].members[0].members[0].name members[-1].name members[٣].name
    members[0] members[ members[0]. animals[0] animals[0].count animals[7].worth _row_version
    _save _detach _refresh _add _remove _language _key _action declaration comment receipt
    __proto__ csrfmiddlewaretoken"""
ODD_WORDS = """1e999 NaN Infinity -0 ٣٣ 31.02.2026 2026-13-45 0001-01-01 9999-12-31 true on [] {}
    AZ21NABZ00000000137010001944 ../../etc/passwd ru members members[0] animals[999999] 1 2"""
POLYGON = '{"type": "Polygon", "coordinates": [[[%s], [49, 41], [50, 41], [%s]]]}'
ODD_TEXTS = [
    *("", "\x00", "\ud800", "a\x00b\x07", "<script>", "'; DROP TABLE", "\u202eabc"),
    *("9" * 400, "[" * 300, "a" * 20_000),
    *(POLYGON % ("1e308, NaN", "1e308, NaN"), POLYGON % ("49, 40", "49, 40")),
]
NAMES = st.sampled_from([*(key for keys in KEYS.values() for key in keys), *ODD_NAMES.split()])
VALUES = st.sampled_from([*ODD_WORDS.split(), *ODD_TEXTS])
texts = VALUES | st.text(max_size=20) | st.integers().map(str) | st.floats().map(str)
names = NAMES | NAMES | NAMES | st.text(max_size=12)
typed = st.lists(st.tuples(names, texts), max_size=25)
ROWS = [(f"animals[{number}].kind", "cow") for number in range(10_000)]
WIDE_ROWS = [
    (f"animals[{number}].{key}", "1")
    for number in range(2_000)
    for key in ("kind", "count", "worth")
]


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A form's body, with the lone surrogates that no browser would send."""
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, value in pairs
    ).encode()


def multipart(parts: list[tuple[str, str, str | None]]) -> bytes:
    """The same with files, as names and values stand: line breaks, quotes and all."""
    body = b""
    for name, value, file_name in parts:
        file = "" if file_name is None else f'; filename="{file_name}"\r\nContent-Type: image/png'
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
        body += head.encode(errors="surrogatepass")
    return body + b"--x--\r\n"


@pytest.fixture
def client(country: None) -> Client:
    return browser.aysel()


@pytest.fixture
def draft(country: None) -> Application:
    return browser.draft(service=household.HOUSEHOLD)


def settle(draft: Application) -> int:
    """The draft as it stood before; returns the version that its pages show."""
    found = Application.objects.get(pk=draft.pk)
    Application.objects.filter(pk=draft.pk).update(form=STORED, page_versions={})
    return int(found.page_versions.get("", 1))


def check_answer(client: Client, draft: Application, response: Any, page: str) -> None:
    """A page came back; what is stored can be shown, and other pages' answers are as they were."""
    assert response.status_code in ANSWERED, response.status_code
    stored = stories.again(draft).form
    others = {key: each for key, each in STORED.items() if key not in KEYS[page]}
    assert {key: stored.get(key) for key in others} == others
    if response.status_code in {400, 404, 409, 413}:
        assert stored == STORED
    json.dumps(stored).encode()
    assert client.get(browser.page(draft, page)).status_code == 200


@FUZZ
@given(page=st.sampled_from(PAGES), pairs=typed, is_current=st.booleans())
@example(page="people", pairs=ROWS, is_current=True)
@example(page="people", pairs=WIDE_ROWS, is_current=True)
@example(page="home", pairs=[("rent", "5")] * 6_000, is_current=True)
def test_any_form_gets_a_page(
    client: Client, draft: Application, page: str, pairs: list[tuple[str, str]], is_current: bool
) -> None:
    version = settle(draft)
    before = JournalEntry.objects.count()
    body = encoded([*pairs, ("_row_version", str(version))] if is_current else pairs)
    response = client.post(
        browser.page(draft, page), body, content_type="application/x-www-form-urlencoded"
    )
    check_answer(client, draft, response, page)
    if stories.again(draft).form != STORED:
        assert JournalEntry.objects.count() > before


FILE_NAMES = st.none() | st.sampled_from(
    ["", "plan.png", "\x00.png", "../../x", "a" * 300, 'a".png', "\r\nX: y", "ə.png", "\ud800.png"]
)
HEADERS = st.sampled_from(
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=y",
        "multipart/form-data; boundary=",
        "multipart/form-data",
        "multipart/form-data; boundary=x; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nothing",
        "application/json",
        "",
    ]
)


@FUZZ
@given(
    page=st.sampled_from(PAGES),
    parts=st.lists(st.tuples(names, texts, FILE_NAMES), max_size=8),
    header=HEADERS,
    cut=st.integers(0, 80),
)
def test_any_upload_gets_a_page(
    client: Client,
    draft: Application,
    page: str,
    parts: list[tuple[str, str, str | None]],
    header: str,
    cut: int,
) -> None:
    settle(draft)
    body = multipart(parts)
    body = body[: len(body) - cut] if cut < 40 else body
    # `post` would encode the body anew, in the charset that the header names.
    response = client.generic("POST", browser.page(draft, page), body, content_type=header)
    check_answer(client, draft, response, page)


@FUZZ
@given(pairs=typed)
def test_any_sending_gets_a_page(
    client: Client, draft: Application, pairs: list[tuple[str, str]]
) -> None:
    settle(draft)
    response = client.post(
        browser.check(draft), encoded(pairs), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in ANSWERED
    assert stories.again(draft).is_draft  # it is not complete
    assert stories.again(draft).form == STORED


@FUZZ
@given(
    pairs=typed, action=st.sampled_from(["reply", "withdraw", "nothing", "submit", "grant", "\0"])
)
def test_any_reply_gets_a_page(
    client: Client, country: None, pairs: list[tuple[str, str]], action: str
) -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "ask", comment="Which plan?")
    version = stories.again(case).row_version
    body = encoded([*pairs, ("_action", action), ("_row_version", str(version))])
    response = client.post(
        f"/applications/{case.reference}/", body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in ANSWERED
    now = stories.again(case)
    assert now.form["address"] == "Nizami 1"
    expected = {"reply": "review", "withdraw": "withdrawn"}.get(action, "correction")
    assert now.state in {expected, "correction"}
    assert (now.state == "correction") == (now.row_version == version)
