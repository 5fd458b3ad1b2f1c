"""The rows that tell whoever is named in a case's evidence who saw it: one for each register."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from pencere.casework.applications import journal_actions
from pencere.casework.applications.display import seen_fields
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Entry, Justification, record_many


def evidence_entries(
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    *,
    sources: Collection[str] | None = None,
    of: str = "",
) -> list[Entry]:
    """A row for each source (of `sources`, where only these are shown) that holds anything.

    `of` is the reference of the case that entitles the reader, where it is another one.
    """
    return [
        Entry(
            actor=actor,
            action=journal_actions.EVIDENCE_SEEN,
            subject=UUID(each.subject),
            about=application.about,
            register=each.register,
            fields=each.fields,
            purpose=each.purpose,
            justification=Justification(kind="application", reference=of or application.reference),
            params={"service": application.service},
        )
        for each in seen_fields(definition, application)
        if sources is None or each.source in sources
    ]


def journal_evidence(
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    sources: Collection[str],
) -> None:
    """Write the rows for the sources that are shown."""
    record_many(entries=evidence_entries(actor, application, definition, sources=sources))
