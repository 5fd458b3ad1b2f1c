"""Background work of documents."""

from __future__ import annotations

from uuid import UUID

from pencere.blocks.documents.issuing import issue
from pencere.kernel.jobs import task


@task(name="documents.prepare", queue="documents", retry=8)
def prepare(*, document_id: str) -> None:
    """Render, seal and keep the document, once, however often this runs."""
    issue(UUID(document_id))
