"""The rules that hold, for everybody."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.regimes import public_views

app_name = "rules"

urlpatterns: list[URLPattern] = [
    path("", public_views.rules, name="list"),
    path("<slug:code>/", public_views.rules_of, name="regime"),
    path("<slug:code>/rules.json", public_views.rules_json, name="json"),
    path("<slug:code>/rules.csv", public_views.rules_csv, name="csv"),
]
