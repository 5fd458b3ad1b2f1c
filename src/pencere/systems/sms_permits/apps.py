"""Django's entry of this package."""

from django.apps import AppConfig


class SmsPermitsConfig(AppConfig):
    name = "pencere.systems.sms_permits"
    label = "sms_permits"
