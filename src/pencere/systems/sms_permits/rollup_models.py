"""Figures about decisions, added up as they come: small tables that pages read in milliseconds,
whatever the number of messages. They hold no person. `rollups` writes them."""

from __future__ import annotations

from django.db import models

ABOUT = ("district", "purpose", "channel", "outcome", "reason")
"""What decisions are told apart by."""


class Counted(models.Model):
    """Columns that the tables of counts share; the words are those of a decision."""

    day = models.DateField()
    district = models.TextField()
    purpose = models.TextField()
    channel = models.TextField()
    outcome = models.TextField()
    reason = models.TextField()
    count = models.BigIntegerField()

    class Meta:
        abstract = True


class HourCount(Counted):
    """Decisions of one hour of the country's day."""

    pk = models.CompositePrimaryKey("day", "hour", *ABOUT)
    hour = models.SmallIntegerField()

    class Meta:
        db_table = "sms_permits_hour_count"

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.count}"


class DayCount(Counted):
    """Decisions of one of the country's days, for questions about many days that leave some out."""

    pk = models.CompositePrimaryKey("day", *ABOUT)

    class Meta:
        db_table = "sms_permits_day_count"
        indexes = [models.Index(fields=["district", "day"], name="sms_permits_day_of_district")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class DayMargin(models.Model):
    """Decisions of one of the country's days by one thing alone, or all of them: what questions
    about a year are answered from."""

    pk = models.CompositePrimaryKey("day", "by", "code", "outcome")
    day = models.DateField()
    by = models.TextField()
    """district, purpose, channel or reason; empty for all decisions."""
    code = models.TextField()
    outcome = models.TextField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "sms_permits_day_margin"

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.code}: {self.count}"


class MinuteCount(models.Model):
    """Decisions of one minute by outcome, for the last days alone."""

    pk = models.CompositePrimaryKey("minute", "outcome")
    minute = models.DateTimeField()
    outcome = models.TextField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "sms_permits_minute_count"

    def __str__(self) -> str:
        return f"{self.minute}: {self.count}"
