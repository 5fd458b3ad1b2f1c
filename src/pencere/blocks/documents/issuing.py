"""From an ordered document to a sealed file: rendered, signed, kept, told of. Exactly once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pencere.blocks.documents import listeners, words
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.documents.rendering import render
from pencere.blocks.signing import api as signing
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.files import api as files
from pencere.kernel.journal import api as journal


@transaction.atomic
def issue(document_id: UUID) -> None:
    """Make the file of a document in preparation; nothing when it has one already.

    The row is locked throughout, so that of two jobs for it the second finds it done. A file
    whose transaction fails has no row, and the file store's sweep takes it away.
    """
    document = (
        IssuedDocument.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=document_id, state=IssuedDocument.State.PREPARING)
        .first()
    )
    if document is None:
        return
    document.issued_at = clock.now()
    sealed = signing.sign_pdf(
        content=render(document), seal=document.seal, reason=f"{document.number} {document.name}"
    )
    document.file = files.store_own(
        content=sealed,
        name=f"{document.template}-{document.number}.pdf",
        kind="pdf",
        owner=document.holder_id,
    )
    document.sha256 = document.file.sha256
    document.state = IssuedDocument.State.ISSUED
    document.save(update_fields=["issued_at", "file", "sha256", "state"])
    journal.record(
        actor=system("documents"),
        action=words.ISSUED,
        subject=document.holder_id,
        about=f"document:{document.number}",
        justification=_justification(document),
        params={"number": document.number},
    )
    listeners.tell(document)


def _justification(document: IssuedDocument) -> journal.Justification | None:
    return journal.Justification("application", document.about) if document.about else None
