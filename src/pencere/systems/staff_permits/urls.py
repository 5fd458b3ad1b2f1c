"""Pages of organisations, employees and the ministry about permits for staff."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.systems.staff_permits import (
    desk_views,
    employee_views,
    form_views,
    import_views,
    ministry_views,
    permit_views,
)

app_name = "staff_permits"

urlpatterns: list[URLPattern] = [
    path("", desk_views.start, name="start"),
    path("new/", form_views.new, name="new"),
    path("several/", desk_views.several, name="several"),
    path("done/<uuid:run_id>/", desk_views.done, name="done"),
    path("undo/", desk_views.undo, name="undo"),
    path("export/<slug:format>/", permit_views.export, name="export"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/empty/<slug:format>/", import_views.sheet, name="sheet"),
    path("imports/<uuid:run_id>/", import_views.one, name="import"),
    path("imports/<uuid:run_id>/rows/<int:line>/", import_views.mend, name="import_row"),
    path("imports/<uuid:run_id>/accept/", import_views.accept, name="import_accept"),
    path("imports/<uuid:run_id>/drop/", import_views.drop, name="import_drop"),
    path("trader/", employee_views.trader, name="trader"),
    path("reports/<uuid:report_id>/", permit_views.answer, name="answer"),
    path("mine/", employee_views.mine, name="mine"),
    path("mine/<str:number>/", employee_views.own_permit, name="own_permit"),
    path("mine/<str:number>/pdf/", employee_views.own_paper, name="own_paper"),
    path("mine/<str:number>/wrong/", employee_views.wrong, name="wrong"),
    path("ministry/", ministry_views.overview, name="ministry"),
    path("ministry/search/", ministry_views.search, name="search"),
    path("ministry/search/<slug:format>/", ministry_views.export, name="ministry_export"),
    path("ministry/permits/<str:number>/", ministry_views.permit, name="ministry_permit"),
    path("ministry/withdrawals/<uuid:withdrawal_id>/", ministry_views.decide, name="decide"),
    path("ministry/reports/<uuid:report_id>/", ministry_views.answer, name="ministry_answer"),
    path("permits/<str:number>/", permit_views.permit, name="permit"),
    path("permits/<str:number>/edit/", form_views.edit, name="edit"),
    path("permits/<str:number>/delete/", form_views.delete, name="delete"),
    path("permits/<str:number>/copy/", form_views.copy, name="copy"),
    path("permits/<str:number>/pdf/", permit_views.paper, name="paper"),
]
