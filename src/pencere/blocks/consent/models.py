"""Requests to see somebody's data, and what they said to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text, unpacked


class ConsentRequest(models.Model):
    """An agency asks a party, for one case, to let it read some fields of one register."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Whose data are asked for, and who decides."""
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Who asks."""
    asked_for = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """In whose matter: the applicant of the case."""
    about = models.CharField(max_length=80)
    """The case, as the journal names it: `application:PX-…`."""
    matter = models.JSONField()
    """What the case is about, in each language: the service's title."""
    register = models.CharField(max_length=60)
    fields = models.JSONField()
    purpose = models.TextField()
    """In all languages (`Text.packed`)."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    """After this moment it entitles to nothing, and can't be granted any more."""
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("about", "subject", "register", name="consent_asked_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="consent_answered_has_time",
            ),
        ]
        indexes = [models.Index(F("subject"), F("id").desc(), name="consent_of_subject")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def matter_words(self) -> Text:
        """What the case is about."""
        return Text(self.matter)

    @property
    def purpose_words(self) -> Text | str:
        """What the data are for."""
        return unpacked(self.purpose)
