"""What officers arrange for their own work: saved queues, ready words, absences.

It stands below applications, which ask who is away and who stands in for whom.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id


class SavedQueue(models.Model):
    """Filters, columns and order of a queue under a name: one officer's, or the team's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    """Whose it is; None for all officers of the agency."""
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    """Names and values as they stand in the queue's address."""
    columns = models.JSONField(default=list)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "agency", "account", "name", name="saved_queue_name", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReadyWords(models.Model):
    """Words to put into a comment or a note. A version is never changed: a new one follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    template = models.UUIDField()
    """The same for all versions of one template."""
    version = models.PositiveIntegerField(default=1)
    service = models.CharField(max_length=80, blank=True)
    """For which service; empty for all of the agency."""
    title = models.JSONField()
    body = models.JSONField()
    """By language; placeholders in braces (`rules.PLACEHOLDERS`)."""
    is_retired = models.BooleanField(default=False)
    """Whether this version took the template out of use."""
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("template", "version", name="ready_words_version"),
        ]
        indexes = [models.Index("agency", "template", "version", name="ready_words_of_agency")]

    def __str__(self) -> str:
        return f"{self.template} {self.version}"


class Absence(models.Model):
    """Days on which an officer is away, and the colleague who stands in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_day = models.DateField()
    last_day = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    """When it was called off; days that had passed by then stay as they were."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(substitute=F("account")), name="absence_substitute_is_another"
            ),
        ]
        indexes = [
            models.Index(
                "substitute", "last_day", condition=Q(ended_at=None), name="absence_by_substitute"
            ),
            models.Index(
                "account", "last_day", condition=Q(ended_at=None), name="absence_by_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
