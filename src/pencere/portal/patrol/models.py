"""Each check of a person's permits in the street, and each list that was taken along for checks
without network. Neither keeps more of a document's number than its end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class PatrolCheck(models.Model):
    """One look at one person's permits, by one officer, and how it ended."""

    class Means(models.TextChoices):
        NUMBER = "number"
        CODE = "code"
        """The square code of a permit."""

    class Outcome(models.TextChoices):
        FINE = "fine"
        WARNED = "warned"
        PROTOCOL = "protocol"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    """Of the officer."""
    agency = models.ForeignKey("parties.Agency", on_delete=models.PROTECT, related_name="+")
    post = models.JSONField()
    """Agency and post of the officer in each language, as they then were."""
    key = models.UUIDField()
    """Of the form, or of the check on the phone: sent twice, it is one check."""
    at = models.DateTimeField()
    """When the officer looked; without network by the phone's clock, within bounds."""
    received_at = models.DateTimeField()
    means = models.CharField(max_length=6, choices=Means.choices)
    subject_id = models.UUIDField(null=True)
    """Whom the document belongs to; None where nobody has it."""
    ending = models.CharField(max_length=4)
    """The last characters of the document's number, by which the officer knows the check again."""
    colour = models.CharField(max_length=5)
    """What the officer was shown: green, amber, red."""
    reason = models.CharField(max_length=24)
    """Why, as `rules` names it."""
    region = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    protocol = models.CharField(max_length=40, blank=True)
    """Number of the protocol that was drawn up."""
    note = models.CharField(max_length=300, blank=True)
    list = models.ForeignKey(
        "OfflineList", null=True, on_delete=models.PROTECT, related_name="checks"
    )
    """The list by which it was decided on the phone, without network."""

    class Meta:
        indexes = [
            models.Index("account", F("at").desc(), name="patrol_by_officer"),
            models.Index("agency", F("at").desc(), name="patrol_by_agency"),
        ]
        constraints = [
            models.UniqueConstraint("account", "key", name="patrol_checked_once"),
            models.CheckConstraint(
                condition=Q(protocol="") | Q(outcome="protocol"), name="patrol_protocol_is_outcome"
            ),
            models.CheckConstraint(
                condition=Q(colour__in=["green", "amber", "red"]), name="patrol_colour_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        """How the journal names it."""
        return f"patrol-check:{self.pk}"


class OfflineList(models.Model):
    """A list of valid permits that an officer took along; the list itself isn't kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("parties.Agency", on_delete=models.PROTECT, related_name="+")
    post = models.JSONField()
    key = models.UUIDField()
    """Of the request: sent twice, it is one list."""
    regions = models.JSONField()
    """Codes of the districts that it is for."""
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    """After it the list says nothing any more."""
    permits = models.PositiveIntegerField()
    octets = models.PositiveIntegerField()
    digest = models.BinaryField()
    """SHA-256 of the list, by which it is known again."""

    class Meta:
        indexes = [models.Index("account", F("made_at").desc(), name="patrol_list_by_officer")]
        constraints = [
            models.UniqueConstraint("account", "key", name="patrol_list_taken_once"),
            models.CheckConstraint(condition=Q(until__gt=F("made_at")), name="patrol_list_lasts"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def post_label(self) -> Text:
        """Agency and post of the officer in each language."""
        return Text(self.post)
