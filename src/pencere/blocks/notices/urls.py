"""Addresses of this package."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.notices import views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.read_all, name="read-all"),
    path("<uuid:notice_id>/", views.show, name="show"),
]
