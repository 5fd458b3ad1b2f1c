"""Accounts: who can sign in, and how we reach them; with what guards the door."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from pencere.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by what people sign in with."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One person's way in. What the person may do comes from mandates and posts, not from here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=32, unique=True)
    """The personal identifier, in canonical form."""
    party = models.OneToOneField("parties.Party", on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    """E.164."""
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    is_closed_by_register = models.BooleanField(default=False, db_default=False)
    """Whether it is closed because a register says that its holder died."""
    is_unseen = models.BooleanField(default=False)
    """Whether all that is known of the holder is a document that nobody has looked at: however
    they sign in without mobile ID, it is worth no more than `low`."""
    recovery_closed_at = models.DateTimeField(null=True)
    """Since when nothing is recovered and no code is sent: the holder said "it wasn't me"."""
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects = AccountManager()

    def __str__(self) -> str:
        return str(self.id)


class KnownDevice(models.Model):
    """A browser with which an account has signed in before: a new one is worth a notice."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    """SHA-256 of the random value in the browser's cookie."""
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "token_hash", name="device_is_known_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ApiKey(models.Model):
    """A program's way in, in the name of the person who made the key and for a time. It can do
    what its holder can do with the sign-in with which it was made, within its scopes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    """What the holder calls the program."""
    secret_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret: 256 random bits need no slow hash."""
    scopes = models.JSONField(default=list)
    """Codes of `api_keys.SCOPES`."""
    mandate_id = models.UUIDField(null=True)
    """The mandate by which the program acts for another; looked at anew on each use."""
    post_id = models.UUIDField(null=True)
    """The post whose desk it may use; looked at anew on each use."""
    assurance = models.CharField(max_length=12)
    """How surely its holder was known when it was made."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("account", "created_at", name="api_key_by_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mandate_id__isnull=True) | models.Q(post_id__isnull=True),
                name="api_key_acts_in_one_part",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OneTimeCode(models.Model):
    """A code that was asked for, whether or not the details that were typed name anybody."""

    handle = models.UUIDField(unique=True)
    """Known to the browser's session alone."""
    purpose = models.CharField(max_length=16)
    about = models.CharField(max_length=64)
    """Keyed digest of whom or which document the details are about."""
    channel = models.CharField(max_length=8)
    claim = models.TextField(blank=True)
    """What was typed, sealed; gone when it is of no more use."""
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    """Keyed digest of the code; empty until one was sent, and for who gets none."""
    wrong = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    """When what the code allowed was done."""

    class Meta:
        indexes = [models.Index("about", "purpose", name="code_by_details")]

    def __str__(self) -> str:
        return str(self.pk)


class Recovery(models.Model):
    """A way in that was, or is to be, opened anew to who lost theirs."""

    class Kind(models.TextChoices):
        PASSWORD = "password"  # noqa: S105 (what was lost)
        FACTOR = "factor"
        """All second steps: they go only after a wait, in which the holder can say no."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    begun_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    """When the holder said that it wasn't them."""

    class Meta:
        indexes = [models.Index("account", "kind", name="recovery_by_account")]
        constraints = [
            models.UniqueConstraint(
                "account",
                "kind",
                condition=models.Q(done_at__isnull=True, stopped_at__isnull=True),
                name="recovery_runs_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
