"""Asks an agency's own system for records: one POST of JSON for each register.

The identifiers travel in the body, never in the address, since addresses end up in logs.
Question: `{"register", "on", "identifiers": […]}`. Answer: `{"records": [{"identifier",
"id", "number", "data", "valid_from", "valid_until", "recorded_at", "version"}, …]}`.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers.declarations import RegisterDeclaration, expiry
from pencere.blocks.registers.providers.base import Found
from pencere.blocks.registers.records import missing_fields
from pencere.blocks.registers.values import Record
from pencere.kernel.errors import Unavailable

MAX_BYTES = 2_000_000
_CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


class _RemoteRecord(BaseModel):
    model_config = ConfigDict(extra="ignore")

    identifier: str
    id: UUID
    number: str = ""
    data: dict[str, Any]
    valid_from: dt.date
    valid_until: dt.date | None = None
    recorded_at: dt.datetime
    version: int = 1


class _RemoteAnswer(BaseModel):
    records: list[_RemoteRecord]


class HttpProvider:
    """A register behind an address."""

    is_local = False

    def fetch(
        self,
        *,
        subjects: Collection[UUID],
        registers: Sequence[RegisterDeclaration],
        today: dt.date,
        parties: Mapping[UUID, PartyView],
    ) -> Found:
        """Records as the remote systems give them; Unavailable when one of them doesn't."""
        by_identifier = {parties[s].identifier: s for s in subjects if s in parties}
        found: dict[tuple[UUID, str], tuple[Record, ...]] = {}
        for register in registers:
            answer = _ask(register, sorted(by_identifier), today)
            found.update(_sorted_out(answer, register, by_identifier))
        return found


def _sorted_out(
    answer: _RemoteAnswer, register: RegisterDeclaration, by_identifier: Mapping[str, UUID]
) -> Found:
    found: defaultdict[tuple[UUID, str], list[Record]] = defaultdict(list)
    for given in answer.records:
        subject = by_identifier.get(given.identifier)
        if subject is not None:  # about others we did not ask
            found[subject, register.code].append(_record(given, register, subject))
    return {
        place: tuple(sorted(records, key=lambda r: (r.valid_from, r.id), reverse=True))
        for place, records in found.items()
    }


def _record(given: _RemoteRecord, register: RegisterDeclaration, subject: UUID) -> Record:
    return Record(
        id=given.id,
        register=register.code,
        subject=subject,
        data=given.data,
        number=given.number,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        expires_on=expiry(register, given.data),
        recorded_at=given.recorded_at,
        version=given.version,
        missing_fields=missing_fields(register, given.data),
    )


def _ask(
    register: RegisterDeclaration, identifiers: Sequence[str], today: dt.date
) -> _RemoteAnswer:
    question = {"register": register.code, "on": today.isoformat(), "identifiers": identifiers}
    try:
        body = _post(register, json.dumps(question).encode())
        return _RemoteAnswer.model_validate_json(body)
    except (OSError, http.client.HTTPException, ValidationError) as error:
        raise Unavailable(code="register-unavailable") from error


def _post(register: RegisterDeclaration, body: bytes) -> bytes:
    address = urlsplit(register.provider.address)
    seconds = register.provider.deadline_ms / 1000
    until = time.monotonic() + seconds
    connection = _CONNECTIONS[address.scheme](address.netloc, timeout=seconds)
    try:
        connection.request("POST", address.path or "/", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"status {response.status}")
        return _read(response, until)
    finally:
        connection.close()


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    """The body, given up when it drips past the deadline or never ends."""
    content = bytearray()
    while chunk := response.read1(65_536):
        content += chunk
        if len(content) > MAX_BYTES or time.monotonic() > until:
            raise http.client.HTTPException("the answer is too long")
    return bytes(content)
