"""Notices: what the state tells a party, kept in the inbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Notice(models.Model):
    """One thing that a party was told. Its id is a UUIDv7, so ids stand in order of time."""

    class Mail(models.TextChoices):
        NONE = "none"
        """Nobody to write to."""
        WAITING = "waiting"
        SENT = "sent"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    """What it is about, for programs: `application.granted`, `identity.new-device`."""
    title = models.JSONField()
    body = models.JSONField()
    link = models.CharField(max_length=300, blank=True)
    """Path of the page where one acts on it."""
    about = models.CharField(max_length=80, blank=True)
    """The thing that it is about, as in the journal (`application:…`)."""
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.WAITING)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("party", models.F("id").desc(), name="notice_of_party"),
            models.Index(
                "party",
                models.F("id").desc(),
                name="notice_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def heading(self) -> Text:
        """The title in each language."""
        return Text(self.title)

    @property
    def text(self) -> Text:
        """The body in each language."""
        return Text(self.body)
