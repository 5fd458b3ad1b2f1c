"""Registers that agencies keep themselves: they answer over HTTP, or the page does without."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests import people
from tests.blocks.registers.records import put_card

from pencere.blocks.registers.declarations import RegisterDeclaration, declaration, parse
from pencere.blocks.registers.reading import answers
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db
Reply = Callable[[dict[str, Any]], bytes]

REMOTE = """
code: tax.debts
agency: tax
title: {{az: Borclar, ru: Долги, en: Debts}}
category: financial
fields:
  amount_minor: {{title: {{az: Məbləğ, ru: Сумма, en: Amount}}, type: money, required: true}}
provider: {{kind: http, address: "{address}", deadline_ms: {deadline}}}
"""


class Agency:
    """An agency's own system on this machine, which replies as a test wants."""

    def __init__(self, reply: Reply) -> None:
        self.questions: list[dict[str, Any]] = []
        self.paths: list[str] = []
        agency = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                agency.questions.append(question)
                agency.paths.append(self.path)
                body = reply(question)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/records"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def register(self, deadline: int = 5000) -> RegisterDeclaration:
        text = REMOTE.format(address=self.address, deadline=deadline)
        return parse(text, name="tax.debts.yaml")

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def agency() -> Iterator[Callable[[Reply], Agency]]:
    opened: list[Agency] = []

    def make(reply: Reply) -> Agency:
        opened.append(Agency(reply))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def debt(question: dict[str, Any]) -> bytes:
    record = {
        "identifier": question["identifiers"][0],
        "id": str(new_id()),
        "data": {"amount_minor": 1250},
        "valid_from": "2026-01-01",
        "recorded_at": "2026-01-01T09:00:00Z",
    }
    stranger = {**record, "identifier": "9ZZZZZZ"}
    return json.dumps({"records": [record, stranger]}).encode()


def test_an_agencys_own_system_answers(agency: Callable[[Reply], Agency]) -> None:
    aysel, tax = people.aysel(), agency(debt)
    register = tax.register()
    answer = answers([aysel.party_id], [register])[aysel.party_id]["tax.debts"]
    assert answer.is_available
    (record,) = answer.records
    assert record.data == {"amount_minor": 1250}
    assert tax.questions[0]["identifiers"] == ["5KT7Q2A"]
    assert tax.paths == ["/records"]  # no identifier in an address


def test_one_slow_register_leaves_the_others_there(agency: Callable[[Reply], Agency]) -> None:
    aysel, let_go = people.aysel(), threading.Event()

    def never(question: dict[str, Any]) -> bytes:
        let_go.wait(30)
        return debt(question)

    put_card(aysel.party_id)
    slow = agency(never).register(deadline=150)
    cards = declaration("interior.identity-cards")
    try:
        found = answers([aysel.party_id], [cards, slow])[aysel.party_id]
    finally:
        let_go.set()
    assert not found["tax.debts"].is_available
    assert found["tax.debts"].records == ()
    assert found["interior.identity-cards"].records


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"records": [{"identifier": "5KT7Q2A"}]}',
        b'{"records": [' + b"1," * 1_500_000 + b"1]}",
    ],
    ids=["nothing", "html", "a list", "half a record", "3 MB"],
)
def test_garbage_is_no_answer(agency: Callable[[Reply], Agency], garbage: bytes) -> None:
    aysel = people.aysel()
    register = agency(lambda _question: garbage).register()
    answer = answers([aysel.party_id], [register])[aysel.party_id]["tax.debts"]
    assert not answer.is_available


def test_a_system_that_is_down_is_no_answer(agency: Callable[[Reply], Agency]) -> None:
    aysel, tax = people.aysel(), agency(debt)
    register = tax.register()
    tax.close()
    answer = answers([aysel.party_id], [register])[aysel.party_id]["tax.debts"]
    assert not answer.is_available
