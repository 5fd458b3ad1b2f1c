"""Pages of people and officers about permits asked for by message."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.systems.sms_permits import (
    views_abuse,
    views_blocks,
    views_dashboard,
    views_open_data,
    views_own_blocks,
    views_people,
)

app_name = "sms_permits"

people: list[URLPattern] = [
    path("", views_people.overview, name="overview"),
    path("ask/", views_people.ask, name="ask"),
    path("history/", views_people.history, name="history"),
    path("history.csv", views_people.history_csv, name="history-csv"),
    path("blocks/<uuid:block_id>/", views_own_blocks.block, name="block"),
    path("blocks/<uuid:block_id>/appeal/", views_own_blocks.appeal, name="make-appeal"),
    path("appeals/<str:number>/", views_own_blocks.appeal_receipt, name="appeal"),
    path("permit/<slug:reference>/", views_people.permit, name="permit"),
    path("permit/<slug:reference>/extend/", views_people.extend, name="extend"),
    path("permit/<slug:reference>/not-me/", views_people.not_me, name="not-me"),
]
desk: list[URLPattern] = [
    path("desk/abuse/", views_abuse.findings, name="abuse"),
    path("desk/abuse.csv", views_abuse.findings_csv, name="abuse-csv"),
    path("desk/abuse/blocks/", views_blocks.all_blocks, name="blocks"),
    path("desk/abuse/blocks.csv", views_blocks.all_blocks_csv, name="blocks-csv"),
    path("desk/abuse/blocks/new/", views_blocks.new_block, name="new-block"),
    path("desk/abuse/blocks/<uuid:block_id>/", views_blocks.one_block, name="one-block"),
    path("desk/abuse/blocks/<uuid:block_id>/lift/", views_blocks.lift, name="lift"),
    path("desk/abuse/blocks/<uuid:block_id>/appeal/", views_blocks.take_appeal, name="take-appeal"),
    path("desk/abuse/appeals/", views_blocks.appeal_queue, name="appeal-queue"),
    path("desk/abuse/appeals/<uuid:appeal_id>/", views_blocks.one_appeal, name="one-appeal"),
    path("desk/abuse/proposals/<uuid:proposal_id>/", views_abuse.proposal, name="proposal"),
    path("desk/abuse/<uuid:finding_id>/", views_abuse.finding, name="finding"),
    path("desk/abuse/<uuid:finding_id>/names/", views_abuse.names, name="finding-names"),
    path("desk/abuse/<uuid:finding_id>/block/", views_abuse.block, name="finding-block"),
    path("desk/abuse/<uuid:finding_id>/pass/", views_abuse.let_pass, name="finding-pass"),
    path("desk/abuse/<uuid:finding_id>/undo/", views_abuse.undo, name="finding-undo"),
]
figures: list[URLPattern] = [
    path("open-data/", views_open_data.page, name="open-data"),
    path("open-data/dataset.jsonld", views_open_data.dataset, name="open-data-set"),
    path("open-data/<str:table>.<str:kind>", views_open_data.data, name="open-data-file"),
    path("desk/dashboard/", views_dashboard.dashboard, name="dashboard"),
    path("desk/decisions/", views_dashboard.decisions, name="decisions"),
    path("desk/decisions/<str:day>/<uuid:decision_id>/", views_dashboard.decision, name="decision"),
]
urlpatterns = [*people, *desk, *figures]
