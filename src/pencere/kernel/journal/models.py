"""The journal's tables as Django reads them. They are made by SQL in the migration, since they
are partitioned by month and nobody may change a row; write only through `actions`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class JournalEntry(models.Model):
    """One thing that somebody did or read."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_account = models.UUIDField(null=True)
    actor_party = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    mandate = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    agency = models.TextField()
    actor_label = models.JSONField()
    action = models.TextField()
    params = models.JSONField()
    subject = models.UUIDField(null=True)
    about = models.TextField()
    register = models.TextField()
    fields = ArrayField(models.TextField())
    purpose = models.TextField()
    justification_kind = models.TextField()
    justification_reference = models.TextField()
    channel = models.TextField()
    session = models.TextField()
    """A pseudonym of the session: the same for all rows of one, and no key to it."""
    address = models.TextField()

    class Meta:
        managed = False
        db_table = "journal_entry"

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class JournalBlock(models.Model):
    """A seal over a run of rows, chained to the block before it."""

    number = models.BigIntegerField(primary_key=True)
    era = models.SmallIntegerField()
    last_seq = models.BigIntegerField()
    count = models.IntegerField()
    root = models.BinaryField()
    marks = models.BinaryField()
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    public_key = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_block"

    def __str__(self) -> str:
        return str(self.number)
