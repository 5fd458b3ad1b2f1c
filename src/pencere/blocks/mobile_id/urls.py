"""Addresses of the demo's phones; 404 where it is none."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.mobile_id.providers.local import views

urlpatterns: list[URLPattern] = [
    path("", views.choose, name="demo-phones"),
    path("<slug:phone_name>/", views.screen, name="demo-phone"),
    path("<slug:phone_name>/waiting/", views.waiting, name="demo-phone-waiting"),
]
