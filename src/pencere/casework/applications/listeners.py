"""What follows when a document that an application led to is ready."""

from __future__ import annotations

from django.db import transaction

from pencere.blocks.documents import api as documents
from pencere.casework.applications import access, journal_actions, texts
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.actions.telling import NO_WORDS, Telling, Words
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
    definition = access.definition_of(application)
    progress = Progress(application, definition)
    progress.journal(progress.automaton(), journal_actions.DOCUMENT_READY, number=document.number)
    progress.write_journal()
    last = application.steps.order_by("id").last()
    own = definition.notices.get(last.action) if last else None
    own = own or definition.notices.get(application.state)
    notice = own or texts.default_notice("document-ready")
    words = Words(comment=last.comment) if last else NO_WORDS
    if notice is not None:
        progress.tell(Telling("document-ready", notice, words))
