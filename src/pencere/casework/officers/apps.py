"""Django's entry of this package."""

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    name = "pencere.casework.officers"
    label = "officers"
