"""Addresses of this package."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.mandates import deed_views, views, writing_views

app_name = "mandates"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("held/", views.held, name="held"),
    path("given/", views.given, name="given"),
    path("new/", writing_views.new, name="new"),
    path("new/seal/", writing_views.new_seal, name="new-seal"),
    path("ask/", writing_views.ask, name="ask"),
    path("sent/<uuid:proposal_id>/", writing_views.sent, name="sent"),
    path("sent/<uuid:proposal_id>/withdraw/", writing_views.withdraw, name="withdraw"),
    path("waiting/<uuid:proposal_id>/", views.answer, name="answer"),
    path("done/", deed_views.deeds, name="all-deeds"),
    path("done.csv", deed_views.deeds_csv, name="all-deeds-csv"),
    path("<uuid:mandate_id>/", views.show, name="show"),
    path("<uuid:mandate_id>/revoke/", views.revoke, name="revoke"),
    path("<uuid:mandate_id>/give-up/", views.give_up, name="give-up"),
    path("<uuid:mandate_id>/extend/", writing_views.extend, name="extend"),
    path("<uuid:mandate_id>/pass-on/", writing_views.pass_on, name="pass-on"),
    path("<uuid:mandate_id>/done/", deed_views.deeds, name="deeds"),
    path("<uuid:mandate_id>/done.csv", deed_views.deeds_csv, name="deeds-csv"),
]
