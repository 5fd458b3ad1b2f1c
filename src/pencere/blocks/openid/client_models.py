"""Other systems as they are registered: with keys, proposals of changes, and what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Client(models.Model):
    """Another system (an agency's, a bank's, an app) that signs people in or calls the API."""

    class Authentication(models.TextChoices):
        NONE = "none"
        BASIC = "client_secret_basic"
        POST = "client_secret_post"
        KEY = "private_key_jwt"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.CharField(max_length=64, unique=True)
    name = models.JSONField()
    """What people call it, in each language."""
    agency = models.ForeignKey(
        "parties.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Whose system it is; None for an organisation's."""
    organisation = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_test = models.BooleanField(default=False)
    """For trying out: shown as such to people, and may use http on this machine."""
    authentication = models.CharField(max_length=20, choices=Authentication.choices)
    """How it proves who it is at the token endpoint; `none` for apps that can keep no secret."""
    jwks = models.JSONField(null=True)
    """Its public keys (RFC 7517): for assertions and signed requests."""
    redirect_uris = models.JSONField(default=list)
    post_logout_redirect_uris = models.JSONField(default=list)
    backchannel_logout_uri = models.CharField(max_length=500, blank=True)
    grant_types = models.JSONField(default=list)
    scopes = models.JSONField(default=list)
    """What it may ask for."""
    resource_uri = models.CharField(max_length=200, blank=True)
    """As what it takes tokens that others were given for it (RFC 8707)."""
    is_pairwise = models.BooleanField(default=True)
    """Whether it learns a subject of its own for each person, which no other system knows."""
    sector = models.CharField(max_length=200, blank=True)
    """The host that shares pairwise subjects with it (sector identifier)."""
    signing_algorithm = models.CharField(max_length=10, default="ES256")
    requires_pushed_request = models.BooleanField(default=False)
    requires_signed_request = models.BooleanField(default=False)
    requires_dpop = models.BooleanField(default=False)
    least_assurance = models.CharField(max_length=12, default="low")
    ciba_mode = models.CharField(max_length=4, blank=True)
    """poll or ping; empty without CIBA."""
    ciba_notification_uri = models.CharField(max_length=500, blank=True)
    registration_token_hash = models.CharField(max_length=64, blank=True)
    """Of the token by which a program that registered itself changes that (RFC 7592)."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(organisation__isnull=True),
                name="client_has_one_owner",
            ),
        ]
        indexes = [
            models.Index("agency", name="client_by_agency", condition=Q(agency__isnull=False)),
            models.Index(
                "organisation",
                name="client_by_organisation",
                condition=Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.client_id

    @property
    def title(self) -> Text:
        """What people call it."""
        return Text(self.name)

    @property
    def is_public(self) -> bool:
        """Whether it can keep no secret."""
        return self.authentication == self.Authentication.NONE


class ClientSecret(models.Model):
    """A secret of a client. Two may live at once, so that one can be changed without a gap."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="secrets")
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class InitialAccess(models.Model):
    """What lets a program register clients for an agency (RFC 7591, 3), so often and so long."""

    token_hash = models.CharField(max_length=64, unique=True)
    agency = models.ForeignKey(
        "parties.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_test = models.BooleanField()
    uses_left = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class ClientProblem(models.Model):
    """A refused request of a client, for its integrator: never a secret, never a person."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="problems")
    at = models.DateTimeField()
    endpoint = models.CharField(max_length=30)
    error = models.CharField(max_length=60)
    detail = models.CharField(max_length=60)
    """`OAuthError.detail`."""
    description = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index("client", F("at").desc(), name="problem_by_client")]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.detail}"


class Proposal(models.Model):
    """A live system, or another registration of one, as one person asks for it: it holds when
    another has approved it."""

    class Outcome(models.TextChoices):
        APPROVED = "approved"
        REFUSED = "refused"
        TAKEN_BACK = "taken-back"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(
        Client, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    """None until a new system is approved."""
    agency = models.ForeignKey(
        "parties.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    registration = models.JSONField()
    """`registering.Registration`."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    """Empty while it waits."""
    reason = models.CharField(max_length=500, blank=True)
    """Why it was refused, for whoever asked."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client", condition=Q(outcome=""), name="one_waiting_proposal_of_a_client"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="proposal_is_approved_by_another",
            ),
        ]
        indexes = [
            models.Index("agency", name="waiting_by_agency", condition=Q(outcome="")),
            models.Index("organisation", name="waiting_by_organisation", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return str(self.id)
