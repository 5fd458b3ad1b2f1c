"""The channel's tables as Django reads them. They are made by SQL in the migration, since they
are partitioned by day; write only through this package's statements, many rows at a time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pencere.blocks.sms.count_models import DelayCount, ReceivedCount

__all__ = ["DelayCount", "InboundMessage", "OutboundMessage", "ReceivedCount"]


class InboundMessage(models.Model):
    """A text that came from a phone."""

    day = models.DateField()
    """The country's calendar date of `received_at`."""
    id = models.UUIDField(primary_key=True)
    centre = models.TextField()
    """Name of the SMS centre that brought it."""
    sender = models.TextField()
    """E.164 where the centre says so or the number can be read, else as it came."""
    recipient = models.TextField()
    """The number that it was sent to, digits as a person dials them."""
    text = models.TextField()
    received_at = models.DateTimeField()
    delivery_key = models.TextField()
    """What a redelivery of the same message has in common with it, and no other has."""
    handled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "sms_inbound"

    def __str__(self) -> str:
        return str(self.id)


class OutboundMessage(models.Model):
    """A text for a phone: waiting in the outbox, or what became of it."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        """The centre has taken it."""
        DELIVERED = "delivered"
        FAILED = "failed"
        EXPIRED = "expired"
        """Its time was over before it could leave, or before the phone was reached."""

    day = models.DateField()
    """The country's calendar date on which it was first due."""
    id = models.UUIDField(primary_key=True)
    centre = models.TextField()
    """By which it leaves, or left; "" for any."""
    recipient = models.TextField()
    sender = models.TextField()
    """The number that the phone shows it came from; "" for the centre's own."""
    text = models.TextField()
    in_reply_to = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When the message that it answers was received."""
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Its place in the outbox; a try that failed moves it."""
    not_before = models.DateTimeField(null=True)
    """Held back on purpose until then."""
    not_after = models.DateTimeField(null=True)
    """Not sent any more after this moment."""
    status = models.TextField(choices=Status, default=Status.WAITING)
    sent_at = models.DateTimeField(null=True)
    centre_message_ids = ArrayField(models.TextField(), default=list)
    """The centre's own numbers of it; a long text has one for each part."""
    delivered_ids = ArrayField(models.TextField(), default=list)
    """Those of them that reached the phone."""
    delivered_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        managed = False
        db_table = "sms_outbound"

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class MessagePart(models.Model):
    """One part of a long text that came from a phone."""

    id = models.UUIDField(primary_key=True)
    centre = models.TextField()
    sender = models.TextField()
    recipient = models.TextField()
    reference = models.IntegerField()
    """The same for all parts of one text."""
    total = models.SmallIntegerField()
    number = models.SmallIntegerField()
    """1 to `total`."""
    octets = models.BinaryField()
    """As it came: a letter may be cut in two between parts."""
    data_coding = models.SmallIntegerField()
    received_at = models.DateTimeField()
    delivery_key = models.TextField()
    joined_at = models.DateTimeField(null=True)
    """When the message that it belongs to was accepted as a whole, or given up as incomplete."""

    class Meta:
        managed = False
        db_table = "sms_part"

    def __str__(self) -> str:
        return f"{self.id} {self.number}/{self.total}"
