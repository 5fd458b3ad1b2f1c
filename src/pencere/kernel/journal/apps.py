"""Django's entry of this package."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "pencere.kernel.journal"
    label = "journal"
