"""Writing the journal: one INSERT, whatever the number of rows, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.journal.entries import JSON, Entry, Justification
from pencere.kernel.journal.words import require

# What a writer gives, with its type; `seq`, `era` and `xid` are the database's own.
_OF_ACTOR = {
    "at": "timestamptz",
    "actor_kind": "text",
    "actor_account": "uuid",
    "actor_party": "uuid",
    "on_behalf_of": "uuid",
    "mandate": "uuid",
    "post": "uuid",
    "agency": "text",
    "actor_label": "jsonb",
    "channel": "text",
    "session": "text",
    "address": "text",
}
_OF_ENTRY = {
    "action": "text",
    "params": "jsonb",
    "subject": "uuid",
    "about": "text",
    "register": "text",
    "fields": "text[]",
    "purpose": "text",
    "justification_kind": "text",
    "justification_reference": "text",
}
COLUMNS = {**_OF_ACTOR, **_OF_ENTRY}

# The rows travel as one JSON array, so the statement is the same however many they are; what
# they share is given and parsed once.
INSERT = (
    f"INSERT INTO journal_entry ({', '.join(COLUMNS)}) "  # noqa: S608  (constants only)
    f"SELECT {', '.join(f'%s::{kind}' for kind in _OF_ACTOR.values())}, {', '.join(_OF_ENTRY)} "
    f"FROM jsonb_to_recordset(%s::jsonb) "
    f"AS given({', '.join(f'{name} {kind}' for name, kind in _OF_ENTRY.items())})"
)


def record(
    *,
    actor: Actor,
    action: str,
    subject: UUID | None = None,
    about: str = "",
    register: str = "",
    fields: Sequence[str] = (),
    purpose: str = "",
    justification: Justification | None = None,
    params: Mapping[str, JSON] | None = None,
) -> None:
    """Write one row in the caller's transaction: it stands or falls with what it tells of.

    Raises UndeclaredAction when nobody declared the words of `action`.
    """
    entry = Entry(
        actor=actor,
        action=action,
        subject=subject,
        about=about,
        register=register,
        fields=tuple(fields),
        purpose=purpose,
        justification=justification,
        params=params or {},
    )
    record_many(entries=[entry])


def record_many(*, entries: Sequence[Entry]) -> None:
    """Write `entries` in their order, in the caller's transaction: one INSERT for an actor's
    rows, whatever their number."""
    for entry in entries:
        require(entry.action)
    if not entries:
        return
    now = clock.now()
    for actor, of_actor in groupby(entries, key=lambda entry: entry.actor):
        rows.write(INSERT, values(actor, list(of_actor), now))


def values(actor: Actor, entries: Sequence[Entry], now: dt.datetime) -> list[Any]:
    """The values of INSERT for rows of one actor."""
    made = json.dumps([_row(entry) for entry in entries], ensure_ascii=False, default=str)
    return [
        now,
        actor.kind,
        actor.account_id,
        actor.party_id,
        actor.on_behalf_of,
        actor.mandate_id,
        actor.post_id,
        actor.agency or "",
        _storable(json.dumps(dict(actor.label), ensure_ascii=False)),
        actor.channel,
        session_pseudonym(actor.session),
        actor.address or "",
        _storable(made),
    ]


def _storable(text: str) -> str:
    """PostgreSQL's text has no NUL and no half of a surrogate pair; what somebody typed must
    not stop the journal."""
    return text.replace("\\u0000", "\ufffd").encode("utf-8", "replace").decode()


def _row(entry: Entry) -> dict[str, object]:
    justification = entry.justification
    return {
        "action": entry.action,
        "params": dict(entry.params),
        "subject": str(entry.subject) if entry.subject else None,
        "about": entry.about,
        "register": entry.register,
        "fields": list(entry.fields),
        "purpose": entry.purpose,
        "justification_kind": justification.kind if justification else "",
        "justification_reference": justification.reference if justification else "",
    }


@lru_cache(maxsize=10_000)
def session_pseudonym(session: str | None) -> str:
    """The same for each row of a session, and of no use to take the session over."""
    if not session:
        return ""
    return salted_hmac("pencere.journal.session", session, algorithm="sha256").hexdigest()[:32]
