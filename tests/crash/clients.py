"""Citizens at their browsers, who send applications and don't give up when the site breaks off."""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from pencere_az.demo import DemoPerson

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TRIES = 600
"""Requests without an answer after which a client gives up: some minutes, at BETWEEN_TRIES."""
BETWEEN_TRIES = 0.2
NO_ANSWER = 0
"""The status of a request whose connection was lost."""
FORMS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "justice.family-composition": ({"purpose": "bank", "language": "az"},),
    "digital.appeal": (
        {"kind": "question", "agency": "interior"},
        {"subject": "Sual", "body": "Bu sual sınaq üçün verilir, cavab gözləyirəm."},
    ),
}
"""The services that are applied for, and the answers page by page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered."""

    status: int
    location: str
    body: bytes

    @property
    def is_lost(self) -> bool:
        """Whether one has to try again: nobody answered, or not just now."""
        return self.status == NO_ANSWER or self.status >= 500

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        return {name: unescape(value) for name, value in HIDDEN.findall(self.body.decode())}


@dataclass(frozen=True, slots=True)
class Told:
    """One application that a client was told is sent."""

    who: str
    service: str
    reference: str
    key: str


@dataclass
class Tally:
    """What all clients together have seen; its `changed` wakes who waits for more."""

    told: list[Told] = field(default_factory=list)
    sending: int = 0
    retried: int = 0
    """Submissions whose answer was lost, so that they were sent again."""
    faults: list[str] = field(default_factory=list)
    """Pages with status 500: a site whose database restarts says 503."""
    broken: list[BaseException] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def one_is_sent(self) -> Iterator[None]:
        """Count a submission as under way while the block runs."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self.changed:
            self.sending += number
            self.changed.notify_all()

    def note(self, told: Told) -> None:
        """Count what a client was told."""
        with self.changed:
            self.told.append(told)
            self.changed.notify_all()

    def wait_for(self, count: int, patience: float) -> None:
        """Return when `count` were told and one more is under way; fails when a client broke."""
        with self.changed:
            self.changed.wait_for(
                lambda: bool(self.broken) or (len(self.told) >= count and self.sending > 0),
                patience,
            )
            assert not self.broken, self.broken
            assert len(self.told) >= count, f"{len(self.told)} of {count} after {patience} s"


class Browser:
    """Cookies, one request at a time, and patience."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.port = port
        self.tally = tally
        self.cookies: dict[str, str] = {}

    def once(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        """One request; without an answer its status is NO_ANSWER."""
        site = f"localhost:{self.port}"
        headers = {
            "Host": site,
            "Origin": f"http://{site}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, urlencode(fields or {}), headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(NO_ANSWER, "", b"")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status == http.client.INTERNAL_SERVER_ERROR:
            self.tally.faults.append(f"{method} {path}")
        return Answer(response.status, urlsplit(response.headers.get("Location", "")).path, body)

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        """The same request again and again until it is answered."""
        for _ in range(TRIES):
            answer = self.once(method, path, fields)
            if not answer.is_lost:
                return answer
            threading.Event().wait(BETWEEN_TRIES)
        raise AssertionError(f"{method} {path} is never answered")

    def open(self, path: str) -> tuple[str, Answer]:
        """The page at `path`, or where that leads: its own path and the answer."""
        for _ in range(5):
            answer = self.ask("GET", path)
            if not answer.location:
                assert answer.status == http.client.OK, (path, answer.status)
                return path, answer
            path = answer.location
        raise AssertionError(f"{path} leads nowhere")


class Citizen(threading.Thread):
    """Signs in, then sends one application after another until `enough` is set."""

    def __init__(self, port: int, person: DemoPerson, tally: Tally) -> None:
        super().__init__(name=person.persona.key, daemon=True)
        self.person = person
        self.tally = tally
        self.browser = Browser(port, tally)
        self.enough = threading.Event()

    def run(self) -> None:
        try:
            while not self.enough.is_set():
                for service, pages in FORMS.items():
                    self._apply(service, pages)
        except BaseException as problem:
            with self.tally.changed:
                self.tally.broken.append(problem)
                self.tally.changed.notify_all()

    def sign_in(self) -> None:
        """Fill in the page of the identity."""
        _, page = self.browser.open("/account/login/")
        typed = {"login": self.person.username, "password": self.person.password}
        answer = self.browser.ask("POST", "/account/login/", {**page.hidden, **typed})
        assert answer.status == http.client.FOUND, answer.body.decode()

    def _apply(self, service: str, pages: tuple[Mapping[str, str], ...]) -> None:
        path, _ = self.browser.open(f"/applications/start/{service.replace('.', '-')}/?for=chosen")
        for answers in pages:
            path = self._fill_in(path, answers)
        assert path.endswith("/check/"), path
        _, page = self.browser.open(path)
        fields = {**page.hidden, "declaration": "true"}
        with self.tally.one_is_sent():
            answer = self._send(path, fields)
        assert answer.location.endswith("/sent/"), (path, answer.status, answer.location)
        reference = answer.location.split("/")[-3]
        _, sent = self.browser.open(answer.location)
        assert reference in sent.body.decode()
        self.tally.note(Told(self.name, service, reference, fields["_key"]))

    def _fill_in(self, path: str, answers: Mapping[str, str]) -> str:
        """Save one page; when the answer is lost, look how the page stands and save again."""
        for _ in range(TRIES):
            _, page = self.browser.open(path)
            answer = self.browser.once("POST", path, {**page.hidden, **answers})
            if not answer.is_lost:
                assert answer.status == http.client.FOUND, (path, answer.status)
                return answer.location
            threading.Event().wait(BETWEEN_TRIES)
        raise AssertionError(f"{path} is never saved")

    def _send(self, path: str, fields: Mapping[str, str]) -> Answer:
        answer = self.browser.once("POST", path, fields)
        if answer.is_lost:
            with self.tally.changed:
                self.tally.retried += 1
            answer = self.browser.ask("POST", path, fields)
        return answer

    def digest_of(self, document: str) -> str:
        """SHA-256 in hex of the citizen's document, as it is downloaded."""
        answer = self.browser.ask("GET", f"/documents/{document}/")
        assert answer.status == http.client.OK, answer.status
        return hashlib.sha256(answer.body).hexdigest()
