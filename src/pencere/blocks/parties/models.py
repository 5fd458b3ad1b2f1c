"""Who there is: people, organisations, agencies with their posts, and mandates between parties.

A party's personal data live in the registers; here is only what names it to the platform.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Party(models.Model):
    """A person, foreigner or organisation with which the state deals."""

    class Kind(models.TextChoices):
        PERSON = "person"
        FOREIGNER = "foreigner"
        ORGANISATION = "organisation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    identifier = models.CharField(max_length=32)
    """The personal or organisation's identifier of the country, in canonical form."""
    name = models.CharField(max_length=300)
    """Full name as documents write it, in the country's first language."""
    search_key = models.CharField(max_length=300)
    """The name folded by the country pack, for search."""
    born_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    """Day of death or of dissolution."""

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "identifier", name="party_identifier_is_unique"),
        ]
        indexes = [
            models.Index("identifier", name="party_by_identifier"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="party_by_name"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Agency(models.Model):
    """A state agency, as the country pack declares it (`agencies.yaml`)."""

    code = models.CharField(primary_key=True, max_length=40)
    title = models.JSONField()
    """Name in each language."""
    short_title = models.JSONField(default=dict)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    site = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """Name in each language."""
        return Text(self.title)


class Post(models.Model):
    """A post that an account holds in an agency, with the roles that it carries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    title = models.JSONField()
    roles = models.JSONField(default=list)
    """Codes of roles: officer, head, inspector, registrar (decides on corrections), …"""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="post_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.id}"


class Mandate(models.Model):
    """The right of one party to act for another: a director for a company, a parent for a child,
    a guardian for a ward, whoever holds a power of attorney or a company's seal.

    `blocks.mandates` decides about them; here they are only kept, since every floor asks.
    """

    class Kind(models.TextChoices):
        DIRECTOR = "director"
        SEAL = "seal"
        """May use the organisation's seal, and authorise others in its name."""
        PARENT = "parent"
        GUARDIAN = "guardian"
        ATTORNEY = "attorney"

    class Ended(models.TextChoices):
        REVOKED = "revoked"
        GIVEN_UP = "given-up"
        PARENT = "parent"
        """The mandate that it was derived from ended."""
        REGISTER = "register"
        """The register no longer says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grantor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_given")
    """For whom one acts."""
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_held")
    """Who acts."""
    kind = models.CharField(max_length=20, choices=Kind.choices)
    scopes = models.JSONField(default=list)
    """What it covers, as `rules.covers` reads it."""
    limit_minor = models.BigIntegerField(null=True)
    """The most that one step may cost, in minor units of `limit_currency`; None: any amount."""
    limit_currency = models.CharField(max_length=3, default="", db_default="")
    may_delegate = models.BooleanField(default=False, db_default=False)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="delegated"
    )
    """The mandate of whoever delegated this one; it ends with that one."""
    given_by = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    """The person who gave it in the grantor's name; None for one that a register tells of."""
    source = models.CharField(max_length=60)
    """The register that it comes from, or `given`."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    """When it ended before its day."""
    ended_because = models.CharField(
        max_length=10, choices=Ended.choices, default="", db_default="", blank=True
    )

    class Meta:
        indexes = [models.Index("holder", "grantor", name="mandate_by_holder")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(grantor=models.F("holder")), name="mandate_is_for_another"
            ),
            models.CheckConstraint(
                condition=Q(limit_minor__isnull=True)
                | (Q(limit_minor__gte=0) & ~Q(limit_currency="")),
                name="mandate_limit_has_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
