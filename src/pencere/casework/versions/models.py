"""Moves of open cases from one version of their service to another, each of which can be undone."""

from __future__ import annotations

from django.db import models

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id


class VersionMove(models.Model):
    """One decision to let open cases go on under another version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=100)
    to_version = models.UUIDField()
    reason = models.TextField()
    by = models.CharField(max_length=200)
    """Who ran the command, as the machine knows them."""
    states = models.JSONField(default=dict)
    """Old state by new one, where they are called otherwise."""
    moved_at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("service", "moved_at", name="version_move_by_service")]

    def __str__(self) -> str:
        return f"{self.service} {self.id}"


class MovedCase(models.Model):
    """A case that was moved, with what it was before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    move = models.ForeignKey(
        VersionMove, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    application_id = models.UUIDField()
    reference = models.CharField(max_length=20)
    before = models.JSONField()
    """The columns that the move changed, as they were."""
    row_version = models.PositiveIntegerField()
    """Of the application after the move: undone is only what nobody touched since."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("move", "application_id", name="case_is_moved_once_a_move"),
        ]

    def __str__(self) -> str:
        return self.reference
