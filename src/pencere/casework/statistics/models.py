"""Figures of casework by day, small enough to be added up on a page: what came and was
closed, how long each step took, what was open at a day's end. They hold no person.

`jobs` counts each day anew from applications and their steps; a day counted twice is the same.
"""

from __future__ import annotations

from django.db import models

SLICE = ("day", "agency", "service", "region")


class Flow(models.Model):
    """How many applications came, or were closed, on a day."""

    CAME = "came"

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    agency = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    region = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    """came, or the outcome of what was closed."""
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(*SLICE, "kind", name="flow_of_day")]
        indexes = [models.Index("agency", "day", name="flow_of_agency")]

    def __str__(self) -> str:
        return f"{self.day} {self.service} {self.kind}"


class Took(models.Model):
    """How long what was left on a day had taken, in classes of duration (`kernel.histograms`)."""

    WHOLE = ""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    agency = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    region = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=40, blank=True)
    """The state that was left; empty for the whole from submission to the answer."""
    bucket = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    """How many of them had a time limit."""
    kept = models.PositiveIntegerField()
    """How many of these kept it."""

    class Meta:
        constraints = [models.UniqueConstraint(*SLICE, "state", "bucket", name="took_of_day")]
        indexes = [models.Index("agency", "day", name="took_of_agency")]

    def __str__(self) -> str:
        return f"{self.day} {self.service} {self.state}"


class Open(models.Model):
    """What was open when a day was counted last, by how old it was."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    agency = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    region = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=40)
    age = models.PositiveSmallIntegerField()
    """Class of age (`rules.AGES`)."""
    count = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(*SLICE, "state", "age", name="open_on_day")]
        indexes = [models.Index("agency", "day", name="open_of_agency")]

    def __str__(self) -> str:
        return f"{self.day} {self.service} {self.state}"


class Counted(models.Model):
    """A day that was counted, and when last: counted after its end, it is done with."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)
