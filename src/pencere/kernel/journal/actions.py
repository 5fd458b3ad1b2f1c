"""Writing the journal: one INSERT, whatever the number of rows, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.entries import JSON, Entry, Justification
from pencere.kernel.journal.words import require

COLUMNS = {
    "at": "timestamptz",
    "actor_kind": "text",
    "actor_account": "uuid",
    "actor_party": "uuid",
    "on_behalf_of": "uuid",
    "mandate": "uuid",
    "post": "uuid",
    "agency": "text",
    "actor_label": "jsonb",
    "action": "text",
    "params": "jsonb",
    "subject": "uuid",
    "about": "text",
    "register": "text",
    "fields": "text[]",
    "purpose": "text",
    "justification_kind": "text",
    "justification_reference": "text",
    "channel": "text",
    "session": "text",
    "address": "text",
}
"""What a writer gives, with its type; `seq`, `era` and `xid` are the database's own."""

# The rows travel as one JSON array: one statement and one parameter however many they are.
INSERT = (
    f"INSERT INTO journal_entry ({', '.join(COLUMNS)}) "  # noqa: S608  (constants only)
    f"SELECT {', '.join(COLUMNS)} FROM jsonb_to_recordset(%s::jsonb) "
    f"AS given({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"
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
    """Write `entries` in their order with one INSERT, in the caller's transaction."""
    if not entries:
        return
    for entry in entries:
        require(entry.action)
    now = clock.now().isoformat()
    rows = json.dumps([_row(entry, now) for entry in entries], default=str, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [_storable(rows)])


def _storable(text: str) -> str:
    """PostgreSQL's text has no NUL and no half of a surrogate pair; what somebody typed must
    not stop the journal."""
    return text.replace("\\u0000", "\ufffd").encode("utf-8", "replace").decode()


def _row(entry: Entry, now: str) -> dict[str, object]:
    actor = entry.actor
    justification = entry.justification
    return {
        "at": now,
        "actor_kind": actor.kind,
        "actor_account": actor.account_id,
        "actor_party": actor.party_id,
        "on_behalf_of": actor.on_behalf_of,
        "mandate": actor.mandate_id,
        "post": actor.post_id,
        "agency": actor.agency or "",
        "actor_label": dict(actor.label),
        "action": entry.action,
        "params": dict(entry.params),
        "subject": entry.subject,
        "about": entry.about,
        "register": entry.register,
        "fields": list(entry.fields),
        "purpose": entry.purpose,
        "justification_kind": justification.kind if justification else "",
        "justification_reference": justification.reference if justification else "",
        "channel": actor.channel,
        "session": session_pseudonym(actor.session),
        "address": actor.address or "",
    }


def session_pseudonym(session: str | None) -> str:
    """The same for each row of a session, and of no use to take the session over."""
    if not session:
        return ""
    return salted_hmac("pencere.journal.session", session, algorithm="sha256").hexdigest()[:32]
