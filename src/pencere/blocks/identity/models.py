"""Accounts: who can sign in, and how we reach them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from pencere.blocks.parties.models import Party
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
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    """E.164."""
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects = AccountManager()

    def __str__(self) -> str:
        return str(self.id)
