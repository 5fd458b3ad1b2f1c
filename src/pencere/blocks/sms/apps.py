"""Django's entry of this package."""

from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "pencere.blocks.sms"
    label = "sms"
