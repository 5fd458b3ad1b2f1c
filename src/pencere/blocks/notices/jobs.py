"""The e-mail that tells of a notice: its title and a link, in the reader's language."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pencere.blocks.identity.api import Contact, contacts_of
from pencere.blocks.notices.mail_files import file_of
from pencere.blocks.notices.models import Notice
from pencere.kernel import clock
from pencere.kernel.jobs import task


@task(name="notices.mail", retry=8)
def mail_notice(*, notice: str) -> None:
    """Write to whoever reads the inbox of this notice's party; does nothing the second time.

    The row is locked while the mail leaves. Should the process die between the mail server's
    answer and our commit, the mail goes out again with the same Message-ID.
    """
    with transaction.atomic():
        row = Notice.objects.select_for_update().filter(pk=UUID(notice)).first()
        if row is None or row.mail != Notice.Mail.WAITING:
            return
        readers = [contact for contact in contacts_of(row.party_id) if contact.email]
        for contact in readers:
            _message(row, contact).send()
        row.mail = Notice.Mail.SENT if readers else Notice.Mail.NONE
        row.mailed_at = clock.now() if readers else None
        row.save(update_fields=["mail", "mailed_at"])


def _message(notice: Notice, contact: Contact) -> EmailMessage:
    address = settings.BASE_URL + reverse("notices:show", args=[notice.pk])
    title = notice.heading.in_language(contact.language)
    with translation.override(contact.language):
        body = _(
            "Hello,\n\n"
            "There is a new notice for you in pencere:\n\n"
            "%(title)s\n\n"
            "Read it here: %(address)s\n\n"
            "For your safety this e-mail holds no personal data. We never ask for your "
            "password or codes by e-mail.\n"
        ) % {"title": title, "address": address}
        subject = _("A new notice: %(title)s") % {"title": " ".join(title.split())}
        file = file_of(notice)
    host = settings.BASE_URL.split("//")[-1].split(":")[0].split("/")[0]
    headers = {"Message-ID": f"<{notice.pk}.{contact.account_id}@{host}>"}
    message = EmailMessage(subject=subject, body=body, to=[contact.email], headers=headers)
    if file is not None:
        message.attach(file.name, file.content, file.content_type)
    return message
