"""Documents that agencies issued: one row each, the sealed file beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class IssuedDocument(models.Model):
    """One certificate, licence or letter, from its order to its end."""

    class State(models.TextChoices):
        PREPARING = "preparing"
        ISSUED = "issued"
        SUSPENDED = "suspended"
        """Without force for a time, as the right that it proves."""
        REPLACED = "replaced"
        """Another document stands in its place."""
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    """Random, so that nobody can guess another's; ends with a check character."""
    holder = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=300)
    """The name as the document writes it."""
    agency = models.ForeignKey("parties.Agency", on_delete=models.PROTECT, related_name="+")
    seal = models.CharField(max_length=60)
    """Code of the agency whose seal signs it."""
    template = models.CharField(max_length=60)
    title = models.JSONField()
    """What it is called, in each language."""
    language = models.CharField(max_length=8)
    data = models.JSONField()
    """What it states; travels in the file as well."""
    about = models.CharField(max_length=60, blank=True)
    """Reference of the application that it came from."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """The last day on which it holds; None when it doesn't expire."""
    ordered_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    file = models.OneToOneField(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the sealed file, in hex."""
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    """The account of the officer."""
    revoked_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index("holder", F("ordered_at").desc(), name="document_by_holder"),
            models.Index("about", name="document_by_application"),
            models.Index("sha256", name="document_by_content"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="preparing")
                | Q(issued_at__isnull=False, file__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="document_that_is_issued_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="document_revocation_has_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="document_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["preparing", "issued", "suspended", "replaced", "revoked"]),
                name="document_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> Text:
        """What it is called, in each language."""
        return Text(self.title)
