"""What employees say is wrong with their permits, and what officers of the ministry decide."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Report(models.Model):
    """An employee says that something about a permit is wrong, to the employer or the ministry."""

    class To(models.TextChoices):
        EMPLOYER = "employer"
        MINISTRY = "ministry"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    permit = models.ForeignKey(
        "staff_permits.Permit", on_delete=models.PROTECT, related_name="reports"
    )
    key = models.CharField(max_length=64)
    """Of the form: sent twice, it is one report."""
    to = models.CharField(max_length=8, choices=To.choices)
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    """The account."""
    answered_label = models.JSONField(default=dict)
    """Who it was, in each language."""

    class Meta:
        constraints = [
            models.UniqueConstraint("permit", "key", name="staffreport_made_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="staffreport_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index("to", "made_at", condition=Q(answered_at=None), name="staffreport_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def answered_by_label(self) -> Text:
        """Who answered, in each language."""
        return Text(self.answered_label)


class Withdrawal(models.Model):
    """A permit that an officer of the ministry would revoke, until another one decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    permit = models.ForeignKey(
        "staff_permits.Permit", on_delete=models.PROTECT, related_name="withdrawals"
    )
    reason = models.CharField(max_length=500)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    """The account."""
    proposed_label = models.JSONField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_label = models.JSONField(default=dict)
    is_approved = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    """Why not, where it was rejected."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "permit", condition=Q(decided_at=None), name="staffwithdrawal_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="staffwithdrawal_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_approved=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_approved__isnull=False),
                name="staffwithdrawal_decided_whole",
            ),
        ]
        indexes = [
            models.Index(
                "proposed_at", condition=Q(decided_at=None), name="staffwithdrawal_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def proposed_by_label(self) -> Text:
        """Who would revoke it, in each language."""
        return Text(self.proposed_label)
