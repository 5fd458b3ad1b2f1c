"""Files that an applicant adds to a form, and takes off it."""

from __future__ import annotations

from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access, journal_actions
from pencere.casework.applications.actions.editing import editable, journal, store_draft
from pencere.casework.applications.models import Attachment
from pencere.casework.applications.shapes import FileShown
from pencere.casework.definitions.model import Field, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, PencereError, TooLarge
from pencere.kernel.files import api as files

MOST_BYTES_WITHOUT_LIMIT = 10 * 1024 * 1024
"""Of a file whose field sets no limit."""


def attach(
    *, actor: Actor, application_id: UUID, field: str, content: BinaryIO, name: str
) -> FileShown:
    """Add a file to a file field. Kind by its content and size are checked.

    Raises Invalid or TooLarge (field=`field`), NotFound, AlreadySubmitted. The same content
    twice in one field is one file.
    """
    # Ownership first: a stranger's upload isn't even looked at.
    access.own_application(actor=actor, application_id=application_id)
    with transaction.atomic():
        application, definition = editable(actor=actor, application_id=application_id)
        asked = _file_field(definition, field)
        stored = _stored(asked, content, name, application.applicant_id)
        same = application.attachments.filter(field=field, file__sha256=stored.sha256)
        if found := same.select_related("file").first():
            files.delete(stored)
            return shown_file(found)
        if application.attachments.filter(field=field).count() >= asked.max_files:
            raise Invalid(
                _("No more files can be added here. Take one off first."),
                code="too-many-files",
                field=field,
            )
        attachment = Attachment.objects.create(
            application=application, field=field, file=stored, added_at=clock.now()
        )
        application.form.setdefault(field, []).append(_as_answer(attachment))
        store_draft(application)
        journal(actor, application, journal_actions.FILE_ATTACHED, fields=[field])
    return shown_file(attachment)


def _file_field(definition: ServiceDefinition, key: str) -> Field:
    field = definition.fields.get(key)
    if field is None or field.type != "file":
        raise NotFound
    return field


def _stored(field: Field, content: BinaryIO, name: str, owner: UUID) -> files.StoredFile:
    try:
        return files.store(
            content=content,
            name=name,
            accept=field.accept,
            max_bytes=field.max_bytes or MOST_BYTES_WITHOUT_LIMIT,
            bytes_by_kind=field.bytes_by_kind,
            owner=owner,
        )
    except Invalid as error:
        raise Invalid(error.message, code=error.code, field=field.key) from error
    except TooLarge as error:
        raise _about(error, field.key) from error


def _about(error: TooLarge, field: str) -> PencereError:
    return TooLarge(error.message, code=error.code, field=field)


@transaction.atomic
def detach(*, actor: Actor, application_id: UUID, attachment_id: UUID) -> None:
    """Take a file off a draft. Raises NotFound, AlreadySubmitted."""
    application, _definition = editable(actor=actor, application_id=application_id)
    attachment = application.attachments.filter(pk=attachment_id).select_related("file").first()
    if attachment is None:
        raise NotFound
    field = attachment.field
    left = [each for each in application.form.get(field, []) if each["id"] != str(attachment.pk)]
    application.form = {k: v for k, v in application.form.items() if k != field}
    if left:
        application.form[field] = left
    forget_file(attachment)
    store_draft(application)
    journal(actor, application, journal_actions.FILE_REMOVED, fields=[field])


def shown_file(attachment: Attachment) -> FileShown:
    """An attachment as pages show it."""
    return FileShown(
        attachment_id=attachment.pk,
        field=attachment.field,
        name=attachment.file.name,
        media_type=attachment.file.media_type,
        size=attachment.file.size,
        added_at=attachment.added_at,
    )


def _as_answer(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.pk),
        "name": attachment.file.name,
        "size": attachment.file.size,
        "media_type": attachment.file.media_type,
    }


def forget_file(attachment: Attachment) -> None:
    """Delete an attachment with its content."""
    stored = attachment.file
    attachment.delete()
    files.delete(stored)
