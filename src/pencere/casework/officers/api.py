"""What other packages may ask of officers' arrangements."""

from __future__ import annotations

from pencere.casework.officers.actions import (
    end_absence,
    enter_absence,
    forget_queue,
    retire_template,
    save_queue,
    write_template,
)
from pencere.casework.officers.queries import (
    absences,
    away,
    is_head,
    officers_of,
    saved_queues,
    stands_in_for,
    templates,
    versions,
)
from pencere.casework.officers.rules import PLACEHOLDERS, filled
from pencere.casework.officers.shapes import (
    AbsenceShown,
    OfficerShown,
    SavedQueueShown,
    Template,
)

__all__ = [
    "PLACEHOLDERS",
    "AbsenceShown",
    "OfficerShown",
    "SavedQueueShown",
    "Template",
    "absences",
    "away",
    "end_absence",
    "enter_absence",
    "filled",
    "forget_queue",
    "is_head",
    "officers_of",
    "retire_template",
    "save_queue",
    "saved_queues",
    "stands_in_for",
    "templates",
    "versions",
    "write_template",
]
