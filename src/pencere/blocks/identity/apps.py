"""Django's entry of this package."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "pencere.blocks.identity"
    label = "identity"
