"""What other packages may ask of notes."""

from __future__ import annotations

from pencere.casework.notes.actions import read, strike, write
from pencere.casework.notes.queries import (
    MentionShown,
    NoteShown,
    mentions,
    notes,
    unread_mentions,
)

__all__ = [
    "MentionShown",
    "NoteShown",
    "mentions",
    "notes",
    "read",
    "strike",
    "unread_mentions",
    "write",
]
