"""Those who apply together with an applicant, and whether each of them agrees."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class CoApplicant(models.Model):
    """One whom the form of an application names, and who has to agree to it."""

    class State(models.TextChoices):
        PENDING = "pending"
        AGREED = "agreed"
        DECLINED = "declined"
        EXPIRED = "expired"
        """Let the time run out, which counts as a refusal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="co_applicants",
        db_index=False,
    )  # fmt: skip
    key = models.CharField(max_length=80)
    """Of the definition's co-applicant; for a row of a group with its place (`owners[0]`)."""
    title = models.JSONField()
    identifier = models.CharField(max_length=32)
    """As the form names them. Whether somebody has it is not for the applicant to learn."""
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """None while the platform knows nobody with this identifier."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When they are reminded next, or their time is over; None once nothing is awaited."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reason = models.TextField(blank=True)
    """Why they declined."""
    agreed_to = models.JSONField(null=True)
    """The answers to which they agreed last; kept when they are asked again, for comparison."""

    class Meta:
        constraints = [
            models.UniqueConstraint("application", "identifier", name="co_applicant_once"),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(answered_at__isnull=True),
                name="co_applicant_pending_has_no_answer",
            ),
        ]
        indexes = [
            models.Index(F("party"), F("id").desc(), name="co_applicant_by_party"),
            models.Index(
                "next_at", "id", condition=Q(next_at__isnull=False), name="co_applicant_by_next"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"

    @property
    def words(self) -> Text:
        """In which part they apply, in each language."""
        return Text(self.title)
