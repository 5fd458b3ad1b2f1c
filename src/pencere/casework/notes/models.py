"""What officers of an agency write to each other about a case; its applicant never sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id


class Note(models.Model):
    """An internal note. Its words are never changed; its author may strike it out for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    label = models.JSONField(default=dict)
    """Agency and post of the author, when it was written."""
    text = models.TextField()
    written_at = models.DateTimeField(default=now)
    struck_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64)
    """The form's key: sent twice, it is written once."""

    class Meta:
        constraints = [models.UniqueConstraint("author", "key", name="note_written_once")]
        indexes = [models.Index("application", "id", name="note_of_application")]

    def __str__(self) -> str:
        return str(self.id)


class Mention(models.Model):
    """A colleague whom a note speaks to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(
        Note, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("note", "account", name="mention_once")]
        indexes = [
            models.Index(F("account"), F("id").desc(), name="mention_of_account"),
            models.Index("account", condition=Q(read_at=None), name="mention_unread"),
        ]

    def __str__(self) -> str:
        return str(self.id)
