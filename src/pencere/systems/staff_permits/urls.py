"""Pages of organisations, employees and the ministry about permits for staff."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "staff_permits"

urlpatterns: list[URLPattern] = []
