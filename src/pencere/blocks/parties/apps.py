"""Django's entry of this package."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "pencere.blocks.parties"
    label = "parties"
