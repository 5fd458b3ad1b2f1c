"""Django's entry of this package."""

from django.apps import AppConfig


class ThrottleConfig(AppConfig):
    name = "pencere.kernel.throttle"
    label = "throttle"
