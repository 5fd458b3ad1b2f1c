"""Django's entry of this package."""

from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "pencere.blocks.regimes"
    label = "regimes"
