"""Days that the government moved: what officers know before any library does."""

from __future__ import annotations

from django.db import models


class WorkdayOverride(models.Model):
    """A decision that a day is worked, or is not, whatever the calendar says."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    reason = models.CharField(max_length=300)
    """The decision it rests on: `Cabinet of Ministers, No. 412 of 2025-11-28`."""
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.UUIDField(null=True)
    """Account that entered it; None when the country pack did."""

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'worked' if self.is_working else 'free'}"
