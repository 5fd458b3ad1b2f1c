"""Addresses of the integrator's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.integrator import programs, proposals, views, writing

app_name = "integrator"

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("new/", writing.new, name="new"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<str:owner>/<int:access_id>/end/", programs.end, name="end-program"),
    path("proposals/<uuid:proposal_id>/", proposals.show, name="proposal"),
    path("<str:client_id>/", views.system, name="system"),
    path("<str:client_id>/problems/", views.problems, name="problems"),
    path("<str:client_id>/change/", writing.change, name="change"),
    path("<str:client_id>/secret/", writing.secret, name="secret"),
    path("<str:client_id>/secret/<int:secret_id>/end/", writing.end_secret, name="end-secret"),
    path("<str:client_id>/close/", writing.close, name="close"),
]
