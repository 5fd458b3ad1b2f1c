"""Django's entry of this package."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "pencere.kernel.workdays"
    label = "workdays"
