"""How far each reader has come."""

from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """A reader of a growing table, and the transaction up to which it has read."""

    name = models.CharField(primary_key=True, max_length=60)
    xact = models.BigIntegerField(default=0)
    """Rows of earlier transactions were read, those of this and later ones were not."""
    since = models.DateTimeField(null=True)
    """Set when the database has moved to another cluster, in which transactions are counted
    anew: rows from before this moment bear numbers of the old one, and were read."""
    reached_at = models.DateTimeField(null=True)
    """When it came so far."""

    class Meta:
        db_table = "spans_mark"

    def __str__(self) -> str:
        return f"{self.name} {self.xact}"
