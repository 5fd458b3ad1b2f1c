"""The keys we sign with, and everything that a client (`client_models`) was given.

Secrets, codes and refresh tokens are stored as SHA-256: they are long and random, so a slow
hash would only cost. What one person allowed one client is a `Grant`; all its codes and tokens
hang on it, so that ending it ends them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.blocks.openid.client_models import (
    Client,
    ClientProblem,
    ClientSecret,
    InitialAccess,
    Proposal,
)
from pencere.kernel.ids import new_id

__all__ = [
    "AccessToken",
    "AuthorizationCode",
    "AuthorizationRequest",
    "Client",
    "ClientProblem",
    "ClientSecret",
    "Consent",
    "DecoupledRequest",
    "Grant",
    "InitialAccess",
    "Proposal",
    "RefreshToken",
    "SigningKey",
    "Subject",
    "UsedId",
]


class SigningKey(models.Model):
    """A key with which we sign. Published before it is used and after: receivers cache keys."""

    kid = models.CharField(primary_key=True, max_length=43)
    """Its thumbprint (RFC 7638)."""
    algorithm = models.CharField(max_length=10)
    public = models.JSONField()
    """JWK."""
    sealed = models.TextField()
    """The private JWK, encrypted with a key derived from SECRET_KEY."""
    published_at = models.DateTimeField()
    active_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    """When it stopped signing; it stays published until all that it signed is over."""

    def __str__(self) -> str:
        return self.kid


class Subject(models.Model):
    """What a sector knows a person by. The empty sector is that of public subjects."""

    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sector = models.CharField(max_length=200)
    sub = models.CharField(max_length=43, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("party", "sector", name="one_subject_in_a_sector"),
        ]

    def __str__(self) -> str:
        return self.sub


class AuthorizationRequest(models.Model):
    """What a client asked for, checked and kept: what a browser carries is only its handle, so
    that no requirement can be dropped or changed on the way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handle_hash = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    wish = models.JSONField()
    """`rules.Wish`."""
    is_pushed = models.BooleanField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    browser_hash = models.CharField(max_length=64, blank=True)
    """Of the cookie of the browser that came with it: no other may go on with it."""
    begun_at = models.DateTimeField(null=True)
    """When that browser came: `prompt=login` and `max_age` count from here."""
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """What a person agreed that a client may learn, remembered until withdrawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    scopes = models.JSONField()
    claims = models.JSONField(default=list)
    """Claims that were asked for one by one, beside the scopes'."""
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", "client", condition=Q(withdrawn_at__isnull=True), name="one_live_consent"
            ),
        ]
        indexes = [models.Index("account", F("given_at").desc(), name="consent_by_account")]

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """One authorization of one client by one person. Codes and tokens hang on it: it is the
    family that a reused code or refresh token ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party_id = models.UUIDField()
    on_behalf_of = models.UUIDField(null=True)
    mandate_id = models.UUIDField(null=True)
    scopes = models.JSONField()
    claims = models.JSONField(default=dict)
    """{"id_token": […], "userinfo": […]}: claims asked for one by one."""
    sub = models.CharField(max_length=43)
    sid = models.CharField(max_length=43)
    """What the client knows the session by (back-channel logout)."""
    session = models.CharField(max_length=16, blank=True)
    """Label of the session in which it was given; empty when there was none (CIBA)."""
    authenticated_at = models.DateTimeField()
    methods = models.JSONField()
    """amr (RFC 8176)."""
    assurance = models.CharField(max_length=12)
    is_offline = models.BooleanField()
    """Whether it outlives the session (`offline_access`)."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)
    """withdrawn, reused, signed-out, revoked, mandate."""

    class Meta:
        indexes = [
            models.Index("account", "client", name="grant_by_account"),
            models.Index("session", name="grant_by_session", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AuthorizationCode(models.Model):
    """A code on its way through the browser: once, for a minute, for one client and verifier."""

    code_hash = models.CharField(primary_key=True, max_length=64)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="+", db_index=False)
    redirect_uri = models.CharField(max_length=500)
    challenge = models.CharField(max_length=43)
    """S256 (RFC 7636)."""
    nonce = models.CharField(max_length=255, blank=True)
    jkt = models.CharField(max_length=43, blank=True)
    """Thumbprint of the key to which the client bound it (`dpop_jkt`, RFC 9449)."""
    resource = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code_hash[:12]


class RefreshToken(models.Model):
    """A refresh token: each use gives a new one; a second use ends the grant."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="refresh_tokens")
    jkt = models.CharField(max_length=43, blank=True)
    resource = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.token_hash[:12]


class AccessToken(models.Model):
    """What was said in a signed access token, so that it can be asked after and ended."""

    jti = models.UUIDField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    grant = models.ForeignKey(
        Grant, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    """None for a client that acts for itself."""
    scopes = models.JSONField()
    resource = models.CharField(max_length=200)
    jkt = models.CharField(max_length=43, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.jti)


class UsedId(models.Model):
    """An identifier that may be used once (`jti`), kept for as long as it could be accepted."""

    key = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]


class DecoupledRequest(models.Model):
    """A sign-in that happens on another device than the one that wants it: by a code that the
    person types (RFC 8628), or on the person's phone (CIBA). The client asks until it is told."""

    class Kind(models.TextChoices):
        DEVICE = "device"
        CIBA = "ciba"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    code_hash = models.CharField(max_length=64, unique=True)
    """Of the device code or auth_req_id, with which the client asks."""
    user_code = models.CharField(max_length=9, blank=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    scopes = models.JSONField()
    assurance = models.CharField(max_length=12)
    resource = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=60, blank=True)
    """`binding_message`: what both devices show."""
    phone_request = models.UUIDField(null=True, unique=True)
    """The request of mobile ID."""
    notification_token = models.CharField(max_length=1024, blank=True)
    """What the client wants to be told with (ping)."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    interval = models.PositiveSmallIntegerField()
    """Seconds between two questions."""
    asked_at = models.DateTimeField(null=True)
    """When the client asked last."""
    grant = models.ForeignKey(
        Grant, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    denied_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When the client got its tokens."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user_code", condition=~Q(user_code=""), name="user_code_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
