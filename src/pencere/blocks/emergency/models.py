"""Each emergency access: who, about whom, which registers, why, until when, and its review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class EmergencyAccess(models.Model):
    """An officer's right to read some registers about one person for half an hour."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    """Of the officer."""
    agency = models.ForeignKey("parties.Agency", on_delete=models.PROTECT, related_name="+")
    post = models.JSONField()
    """Agency and post of the officer in each language, as they then were."""
    subject = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    registers = models.JSONField()
    """Codes of the registers that it opens."""
    reason = models.CharField(max_length=500)
    key = models.UUIDField()
    """Of the form that it was asked in: a repeat is the same access."""
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When the officer ended it before its time."""
    told_at = models.DateTimeField(null=True)
    """When the person got the notice."""
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    is_justified = models.BooleanField(null=True)
    review = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index("agency", F("opened_at").desc(), name="emergency_by_agency"),
            models.Index("account", F("opened_at").desc(), name="emergency_by_account"),
        ]
        constraints = [
            models.UniqueConstraint("account", "key", name="emergency_opened_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None, is_justified=None, review="")
                | Q(
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    is_justified__isnull=False,
                )
                & ~Q(review=""),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("account")),
                name="emergency_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        """How the journal and justifications name it."""
        return f"emergency:{self.pk}"

    @property
    def post_label(self) -> Text:
        """Agency and post of the officer in each language."""
        return Text(self.post)
