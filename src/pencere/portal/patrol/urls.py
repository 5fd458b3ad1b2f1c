"""Pages of the police on their way."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.patrol import offline_views, views

app_name = "patrol"

urlpatterns: list[URLPattern] = [
    path("", views.patrol, name="patrol"),
    path("checks/", views.own, name="checks"),
    path("checks/<uuid:check_id>/", views.outcome, name="check"),
    path("team/", views.team, name="team"),
    path("offline/", offline_views.offline, name="offline"),
    path("offline/state/", offline_views.state, name="offline_state"),
    path("offline/list/", offline_views.take, name="offline_list"),
    path("offline/checks/", offline_views.bring, name="offline_checks"),
    path("worker.js", offline_views.worker, name="worker"),
]
