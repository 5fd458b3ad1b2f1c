"""Django's entry of this package."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "pencere.casework.entitlements"
    label = "entitlements"
