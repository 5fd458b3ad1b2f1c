"""The records of those registers that pencere itself keeps: one table for all of them.

The key begins with the subject, and so does each unique index, so that the table can be
distributed over servers by subject. A correction adds a version; the old row stays.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RegisterRecord(models.Model):
    """One version of one record. The declaration of its register says what `data` holds."""

    pk = models.CompositePrimaryKey("subject_id", "id", "version")
    subject_id = models.UUIDField()
    """The party that it is about. No foreign key: a register may stand in another database."""
    id = models.UUIDField()
    """The same for all versions of a record."""
    version = models.PositiveSmallIntegerField(default=1)
    register = models.CharField(max_length=60)
    number = models.CharField(max_length=64, blank=True)
    counterpart = models.CharField(max_length=32, blank=True, default="", db_default="")
    """Identifier of the other party that the record names, in canonical form: the employer of a
    contract. Only where the register's declaration names the field."""
    data = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """The last day on which the register says so; a document's own expiry is in `data`."""
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registers_record"
        constraints = [
            # Also the index by which a person's current records are read.
            models.UniqueConstraint(
                fields=["subject_id", "id"],
                condition=Q(superseded_at__isnull=True),
                name="record_has_one_current_version",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="record_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="record_version_from_one"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True)
                | Q(superseded_at__gte=models.F("recorded_at")),
                name="record_superseded_after_recorded",
            ),
        ]
        indexes = [
            models.Index(
                fields=["register", "number"],
                condition=Q(superseded_at__isnull=True) & ~Q(number=""),
                name="record_by_number",
            ),
            models.Index(
                fields=["register", "counterpart"],
                condition=Q(superseded_at__isnull=True) & ~Q(counterpart=""),
                name="record_by_counterpart",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.id} v{self.version}"
