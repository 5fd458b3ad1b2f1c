"""Rows of the journal about mandates: one for each party whose right changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import JSON, Entry, Justification


def entries_about(
    *,
    actor: Actor,
    action: str,
    about: str,
    subjects: Iterable[UUID],
    params: Mapping[str, JSON] | None = None,
) -> list[Entry]:
    """A row for each of `subjects`: whoever it is about sees it among what was done."""
    return [
        Entry(
            actor=actor,
            action=action,
            subject=subject,
            about=about,
            justification=_why(actor),
            params=params or {},
        )
        for subject in dict.fromkeys(subjects)
    ]


def _why(actor: Actor) -> Justification:
    if actor.kind == "system":
        return Justification("law")
    if actor.mandate_id is not None:
        return Justification("mandate", str(actor.mandate_id))
    return Justification("self")
