"""Offers of mandates and requests for them: what waits for the other side's yes.

The mandates themselves are kept in `parties`, since every floor asks for them.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from pencere.kernel.ids import new_id


class Proposal(models.Model):
    """An offer to act for somebody, or a request to be allowed to; a mandate once it is accepted.

    The other side is named by its identifier alone, and nobody looks whether there is such a
    party until it answers: an offer to nobody is like one that nobody accepts.
    """

    class Direction(models.TextChoices):
        OFFER = "offer"
        REQUEST = "request"

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    direction = models.CharField(max_length=7, choices=Direction.choices)
    grantor = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """For whom one would act; None in a request that nobody has accepted."""
    grantor_kind = models.CharField(max_length=12)
    grantor_identifier = models.CharField(max_length=32)
    holder_identifier = models.CharField(max_length=32)
    """Who would act."""
    parent = models.ForeignKey(
        "parties.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The mandate from which the new one would derive."""
    by_mandate = models.ForeignKey(
        "parties.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """By which whoever offers acts for the grantor; None for oneself."""
    proposed_by = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    """The person who wrote it."""
    kind = models.CharField(max_length=20)
    scopes = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    may_delegate = models.BooleanField(default=False)
    limit_minor = models.BigIntegerField(null=True)
    limit_currency = models.CharField(max_length=3, blank=True, default="")
    note = models.CharField(max_length=300, blank=True)
    """Words to the other side."""
    key = models.CharField(max_length=64)
    """Of the form that it was written in: a repeat is the same proposal."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    open_until = models.DateTimeField()
    """After this moment nobody can accept it."""
    is_told = models.BooleanField(default=False)
    """Whether the other side was told, if there is one."""
    answered_at = models.DateTimeField(null=True)
    mandate = models.ForeignKey(
        "parties.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """What came of it."""

    class Meta:
        constraints = [
            models.UniqueConstraint("proposed_by", "key", name="proposal_made_once"),
            models.CheckConstraint(
                condition=Q(state="accepted", mandate__isnull=False)
                | (~Q(state="accepted") & Q(mandate__isnull=True)),
                name="proposal_accepted_with_a_mandate",
            ),
            models.CheckConstraint(
                condition=Q(direction="request") | Q(grantor__isnull=False),
                name="proposal_offer_has_a_grantor",
            ),
        ]
        indexes = [
            models.Index(
                "holder_identifier",
                name="proposal_waits_for_holder",
                condition=Q(state="waiting"),
            ),
            models.Index(
                "grantor_identifier",
                name="proposal_waits_for_grantor",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"mandate-proposal:{self.pk}"

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it can still be accepted."""
        return self.state == self.State.WAITING and now < self.open_until
