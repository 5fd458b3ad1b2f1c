"""Figures about messages, added up as they come: small tables that pages read at once, whatever
the number of messages. They hold no person. `counting` writes them."""

from __future__ import annotations

from django.db import models

WHOLE_DAY = 24
"""In the place of an hour: the whole day."""


class ReceivedCount(models.Model):
    """Messages that came to a number in an hour of the country's day."""

    pk = models.CompositePrimaryKey("day", "number", "hour")
    day = models.DateField()
    number = models.TextField()
    hour = models.SmallIntegerField()
    """0 to 23, or WHOLE_DAY."""
    count = models.BigIntegerField()

    class Meta:
        db_table = "sms_received_count"

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.count}"


class DelayCount(models.Model):
    """Answers to messages that came in an hour of the country's day, by how long they took."""

    pk = models.CompositePrimaryKey("day", "number", "hour", "bucket")
    day = models.DateField()
    number = models.TextField()
    hour = models.SmallIntegerField()
    """0 to 23, or WHOLE_DAY: when the message came."""
    bucket = models.SmallIntegerField()
    """Class of the time from receiving the message until a centre took the answer, without what
    it was held back on purpose: `kernel.histograms`, of milliseconds."""
    count = models.BigIntegerField()

    class Meta:
        db_table = "sms_delay_count"

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.bucket}: {self.count}"
