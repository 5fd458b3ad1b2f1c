"""What follows when a document that an application led to is ready."""

from __future__ import annotations

from django.db import transaction

from pencere.blocks.documents import api as documents
from pencere.casework.applications import access, journal_actions, texts
from pencere.casework.applications.actions.progress import NO_WORDS, Progress, Telling
from pencere.casework.applications.models import Application


@documents.on_issued
@transaction.atomic
def tell_of_document(document: documents.IssuedDocument) -> None:
    """Tell the applicant that the document can be downloaded; of others' documents nothing."""
    application = (
        Application.objects.select_related("applicant")
        .filter(reference=document.about, document_id=document.pk)
        .first()
    )
    if application is None:
        return
    progress = Progress(application, access.definition_of(application))
    progress.journal(progress.automaton(), journal_actions.DOCUMENT_READY, number=document.number)
    progress.write_journal()
    notice = texts.default_notice("document-ready")
    if notice is not None:
        progress.tell(Telling(moment="document-ready", notice=notice, words=NO_WORDS))
