"""Django's entry of this package."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "pencere.blocks.signing"
    label = "signing"
