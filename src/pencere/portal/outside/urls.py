"""Addresses that other sites and programs use."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.outside import views

urlpatterns: list[URLPattern] = [
    path("api/docs/", views.api_docs, name="api_docs"),
    path("go/<slug:slug>/", views.go, name="go"),
    path("embed/services/<slug:slug>/", views.embedded_service, name="embedded_service"),
    path("embed/status/", views.embedded_status, name="embedded_status"),
    path("embed/status/go/", views.to_status, name="embedded_status_go"),
    path("services/<slug:slug>/embed/", views.snippet, name="snippet"),
]
