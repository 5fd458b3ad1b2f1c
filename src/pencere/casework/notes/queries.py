"""Reads: the notes of a case, and what mentions an officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from pencere.casework.applications import api as applications
from pencere.casework.notes import rules
from pencere.casework.notes.models import Mention, Note
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text

MOST = 200


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note as colleagues see it; the words of one that was struck out are not shown."""

    id: UUID
    author: str
    label: Text
    text: str
    written_at: dt.datetime
    is_struck: bool
    is_unread: bool
    """Whether it speaks to the officer who looks and they have not read it yet."""
    can_strike: bool


@dataclass(frozen=True, slots=True)
class MentionShown:
    """A note that speaks to the officer."""

    reference: str
    author: str
    text: str
    written_at: dt.datetime
    is_read: bool


def notes(*, actor: Actor, case: applications.CaseKey) -> Sequence[NoteShown]:
    """The notes of a case, oldest first, for an officer who was given its key."""
    now = clock.now()
    unread = Mention.objects.filter(note=OuterRef("pk"), account=actor.account_id, read_at=None)
    rows = Note.objects.filter(application_id=case.id).select_related("author__party")
    rows = rows.annotate(is_unread=Exists(unread))
    return [
        NoteShown(
            id=note.pk,
            author=note.author.party.name,
            label=Text(note.label),
            text="" if note.struck_at else note.text,
            written_at=note.written_at,
            is_struck=note.struck_at is not None,
            is_unread=note.is_unread,
            can_strike=note.struck_at is None
            and rules.may_strike(
                is_author=note.author_id == actor.account_id, written_at=note.written_at, now=now
            ),
        )
        for note in rows.order_by("id")
    ]


def mentions(*, actor: Actor) -> Sequence[MentionShown]:
    """What mentions this officer at their present desk, newest first."""
    rows = (
        Mention.objects.filter(
            account_id=_account(actor),
            note__struck_at=None,
            note__application__agency_id=actor.agency,
        )
        .select_related("note__author__party", "note__application")
        .order_by("-id")[:MOST]
    )
    return [
        MentionShown(
            reference=each.note.application.reference,
            author=each.note.author.party.name,
            text=each.note.text,
            written_at=each.note.written_at,
            is_read=each.read_at is not None,
        )
        for each in rows
    ]


def unread_mentions(*, actor: Actor) -> int:
    """How many mentions this officer has not read."""
    return Mention.objects.filter(
        account_id=_account(actor),
        read_at=None,
        note__struck_at=None,
        note__application__agency_id=actor.agency,
    ).count()


def _account(actor: Actor) -> UUID:
    if actor.kind != "officer" or actor.agency is None or actor.account_id is None:
        raise NotFound
    return actor.account_id
