"""Django's entry of this package."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "pencere.blocks.notices"
    label = "notices"
