"""The phones of the demonstration."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "sms"

urlpatterns: list[URLPattern] = []
