"""Pages of people and officers about permits asked for by message."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "sms_permits"

urlpatterns: list[URLPattern] = []
