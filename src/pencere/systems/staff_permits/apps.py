"""Django's entry of this package."""

from django.apps import AppConfig


class StaffPermitsConfig(AppConfig):
    name = "pencere.systems.staff_permits"
    label = "staff_permits"
