"""Pages at the desk about what a regime sets."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.regimes import people_views, proposal_views, views

app_name = "regimes"

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("proposals/<uuid:proposal_id>/", proposal_views.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/edit/", proposal_views.edit, name="edit"),
    path("proposals/<uuid:proposal_id>/propose/", proposal_views.propose, name="propose"),
    path("proposals/<uuid:proposal_id>/withdraw/", proposal_views.withdraw, name="withdraw"),
    path("proposals/<uuid:proposal_id>/decide/", proposal_views.decide, name="decide"),
    path("proposals/<uuid:proposal_id>/rebase/", proposal_views.rebase, name="rebase"),
    path("proposals/<uuid:proposal_id>/try/", proposal_views.try_it, name="try"),
    path("proposals/<uuid:proposal_id>/people/", people_views.people, name="people"),
    path("proposals/<uuid:proposal_id>/people.csv", people_views.export, name="people_csv"),
    path("<slug:code>/", views.regime, name="regime"),
    path("<slug:code>/new/", views.start, name="start"),
    path("<slug:code>/proposals/", views.proposals, name="proposals"),
    path("<slug:code>/compare/", views.compare, name="compare"),
    path("<slug:code>/versions.csv", views.history, name="history"),
    path("<slug:code>/versions/<int:number>/", views.version, name="version"),
]
