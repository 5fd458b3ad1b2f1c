"""What other packages may ask of the journal."""

from pencere.kernel.journal.actions import record, record_many, session_pseudonym
from pencere.kernel.journal.entries import JSON, Entry, Justification, JustificationKind, Row
from pencere.kernel.journal.queries import about_object, about_subject, on_behalf
from pencere.kernel.journal.sealing import (
    Problem,
    Report,
    SealingState,
    seal_all,
    seal_once,
    sealing_state,
    verify,
)
from pencere.kernel.journal.words import UndeclaredAction, actions, declare
from pencere.kernel.paging import Cursor, Page

__all__ = [
    "JSON",
    "Cursor",
    "Entry",
    "Justification",
    "JustificationKind",
    "Page",
    "Problem",
    "Report",
    "Row",
    "SealingState",
    "UndeclaredAction",
    "about_object",
    "about_subject",
    "actions",
    "declare",
    "on_behalf",
    "record",
    "record_many",
    "seal_all",
    "seal_once",
    "sealing_state",
    "session_pseudonym",
    "verify",
]
