"""Who has a mobile ID, with which certificates, and what was asked of the phones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pencere.kernel.ids import new_id


class Contract(models.Model):
    """A person's mobile ID: a phone number and a user id, known together only to its holder and
    the operator. The keys are in the phone; here are the certificates over them."""

    class Blocked(models.TextChoices):
        HOLDER = "holder"
        NOT_ME = "not-me"
        PIN = "pin"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)
    """E.164."""
    user_id = models.CharField(max_length=12)
    """Digits."""
    registered_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)
    blocked_by = models.CharField(max_length=8, choices=Blocked.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("phone", "user_id", name="mobile_id_pair_is_unique"),
            models.CheckConstraint(
                condition=Q(blocked_at__isnull=True, blocked_by="")
                | (Q(blocked_at__isnull=False) & ~Q(blocked_by="")),
                name="mobile_id_is_blocked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Certificate(models.Model):
    """A certificate over a key in the phone, by what it is for (the country pack's kinds)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="certificates")
    kind = models.CharField(max_length=20)
    der = models.BinaryField()
    serial = models.CharField(max_length=50)
    """The certificate's serial number, in hexadecimal."""
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    """When a newer one of the same kind took its place."""
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="mobile_id_has_one_certificate_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Request(models.Model):
    """What was asked of a phone, or of a pair that there isn't: both wait alike."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        REPLACED = "replaced"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.CharField(max_length=64)
    """Keyed digest of phone and user id: one request at a time is open for each."""
    contract = models.ForeignKey(Contract, null=True, on_delete=models.CASCADE, related_name="+")
    """None for a pair that there isn't, or that is blocked."""
    kind = models.CharField(max_length=20)
    """The kind of certificate that is to answer."""
    purpose = models.CharField(max_length=20)
    statement = models.BinaryField()
    """What the phone shows and signs, as bytes."""
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answered_at = models.DateTimeField(null=True)
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.CASCADE)
    """With which it was confirmed."""
    signature = models.BinaryField(null=True)
    """The phone's signature over the statement (ECDSA, DER)."""
    taken_at = models.DateTimeField(null=True)
    """When who asked learned whose answer it was; that is told once."""
    address = models.GenericIPAddressField(null=True)
    """Where the one who asks sits."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state="waiting"), name="mobile_id_asks_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", certificate__isnull=False, signature__isnull=False)
                | (~Q(state="confirmed") & Q(certificate__isnull=True, taken_at__isnull=True)),
                name="mobile_id_confirmed_is_signed",
            ),
        ]
        indexes = [
            models.Index("contract", "asked_at", name="mobile_id_asked_of"),
            models.Index("expires_at", name="mobile_id_request_ends"),
        ]

    def __str__(self) -> str:
        return str(self.id)
