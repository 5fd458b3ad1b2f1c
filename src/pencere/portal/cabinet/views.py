"""Pages of the personal cabinet: what the state knows of a person, and who looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pencere.blocks.consent import api as consent
from pencere.blocks.documents import api as documents
from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.notices import api as notices
from pencere.blocks.openid import api as openid
from pencere.blocks.parties import api as parties
from pencere.blocks.registers.api import declaration
from pencere.casework.applications import api as applications
from pencere.casework.catalogue import api as catalogue
from pencere.casework.entitlements import api as entitlements
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.api import Cursor
from pencere.kernel.text import Text
from pencere.portal.cabinet import cards, looks, own_data
from pencere.portal.cabinet.categories import CATEGORIES
from pencere.ui.api import (
    Crumb,
    Pager,
    changed_address,
    formatting,
    permit_card,
    person_menu,
    render,
    spreadsheet,
)

SHOWN_APPLICATIONS = 5
SHOWN_NOTICES = 3


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for the person, then a card for each category of what the registers hold."""
    actor = actor_of(request)
    declared = own_data.declared_for(actor)
    answers = own_data.read(actor, declared)
    mine = applications.mine(actor=actor, kind="all", limit=SHOWN_APPLICATIONS)
    menu = person_menu(request)
    unread = (
        notices.inbox(actor=actor, only_unread=True, limit=SHOWN_NOTICES).rows
        if menu and menu.unread  # the head of the page has counted them already
        else ()
    )
    all_cards = cards.overview(declared, answers, agency_titles())
    return render(
        request,
        "cabinet/overview.html",
        {
            "cards": [card for card in all_cards if not card.is_empty],
            "empty_cards": [card for card in all_cards if card.is_empty],
            "expiring": cards.expiring(declared, answers, today=clock.today()),
            "ending": entitlements.ending_soon(actor=actor),
            "applications": mine.rows,
            "notices": unread,
            "has_registers": bool(declared),
            "covered": own_data.covered_in_words(actor),
            "may_see_looks": parties.sees_all(actor),
            "waiting": _waiting(actor),
            "permits": permit_card(actor),
        },
    )


def _waiting(actor: Actor) -> list[tuple[str, str, int]]:
    """What others wait for from this person: where, in words, how many."""
    found = [
        (
            reverse("applications:agreements"),
            _("Applications that wait for your agreement"),
            applications.waiting_agreements(actor=actor),
        ),
        (
            reverse("cabinet:consents"),
            _("Requests to look at your data"),
            consent.waiting(actor=actor),
        ),
    ]
    return [each for each in found if each[2]]


@require_GET
@signed_in
def category(request: HttpRequest, category: str) -> HttpResponse:
    """Every field of the registers of one category."""
    if category not in CATEGORIES:
        raise NotFound
    actor = actor_of(request)
    declared = own_data.declared_for(actor, category=category)
    if not declared:
        raise NotFound
    answers = own_data.read(actor, declared)
    titles = agency_titles()
    return render(
        request,
        "cabinet/category.html",
        {
            "title": str(CATEGORIES[category]),
            "crumbs": _crumbs(str(CATEGORIES[category])),
            "registers": [cards.full(one, answers[one.code], titles) for one in declared],
            "correction": catalogue.correction_slug(),
        },
    )


@require_GET
@signed_in
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """How one record came to be as it is: its versions, with what changed."""
    versions = own_data.versions(actor_of(request), record_id)
    register = declaration(versions[0].register)
    shown = [cards.full_record(register, version) for version in versions]
    changes = [_changed(new, old) for new, old in zip(shown, [*shown[1:], None], strict=True)]
    return render(
        request,
        "cabinet/record.html",
        {
            "title": _("History of the record"),
            "register": str(register.title),
            "crumbs": _crumbs(
                _("History of the record"),
                Crumb(CATEGORIES[register.category], f"/cabinet/{register.category}/"),
            ),
            "versions": list(zip(shown, changes, strict=True)),
        },
    )


@require_GET
@signed_in
def who_looked(request: HttpRequest) -> HttpResponse:
    """Each read of the person's data, and what they did themselves."""
    actor = actor_of(request)
    subject = own_data.subject_of(actor)
    if not parties.sees_all(actor):
        return _closed_looks(request, actor)
    titles = agency_titles()
    systems = _systems(actor)
    filters = looks.Filters.of(request.GET.dict(), titles, dict(systems))
    before = request.GET.get("before")
    page = looks.page_of(
        subject,
        filters,
        traces=_traces(actor, filters),
        before=Cursor.parse(before) if before else None,
    )
    return render(
        request,
        "cabinet/who_looked.html",
        {
            "crumbs": _crumbs(_("Who looked at my data")),
            "looks": looks.in_words(page.rows),
            "filters": filters,
            "kinds": looks.KINDS.items(),
            "periods": [(code, words) for code, (words, _days) in looks.PERIODS.items()],
            "agencies": sorted(titles.items(), key=lambda one: one[1]),
            "systems": systems,
            "pager": Pager(
                next_address=changed_address(request, before=page.next) if page.next else "",
                first_address=changed_address(request, before=None) if before else "",
            ),
        },
    )


def _closed_looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rows about everything are for whoever stands for the whole of the person alone."""
    context = {
        "crumbs": _crumbs(_("Who looked at my data")),
        "covered": own_data.covered_in_words(actor),
    }
    return render(request, "cabinet/who_looked_closed.html", context)


def _systems(actor: Actor) -> list[tuple[str, Text]]:
    """The systems to filter by: those of one's own account, and so none while one looks at what
    was done with another's data."""
    return openid.systems_of(actor=actor) if actor.on_behalf_of is None else []


@require_GET
@signed_in
def who_looked_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a file for a spreadsheet."""
    actor = actor_of(request)
    subject = own_data.subject_of(actor)
    if not parties.sees_all(actor):
        raise NotFound
    systems = dict(_systems(actor))
    filters = looks.Filters.of(request.GET.dict(), agency_titles(), systems)
    rows = looks.in_words(looks.all_of(subject, filters, traces=_traces(actor, filters)))
    header = [
        _("When"), _("Who"), _("What"), _("Register"), _("Fields"), _("Why"), _("Application")
    ]  # fmt: skip
    cells = [
        [
            f"{formatting.date_short(row.at)} {formatting.time_of_day(row.at)}",
            row.who,
            row.words,
            register,
            fields,
            row.purpose or row.justification,
            row.reference,
        ]
        for row in rows
        for register, fields in row.reads or (("", row.told),)
    ]
    return spreadsheet(f"who-looked-{clock.today().isoformat()}", header, cells)


def _traces(actor: Actor, filters: looks.Filters) -> tuple[str, ...] | None:
    return openid.traces_of(actor=actor, client_id=filters.system) if filters.system else None


@require_GET
@signed_in
def issued(request: HttpRequest) -> HttpResponse:
    """Documents that agencies issued to the person."""
    actor = actor_of(request)
    found = documents.documents_of(actor=actor, holder=own_data.subject_of(actor))
    titles = agency_titles()
    return render(
        request,
        "cabinet/documents.html",
        {
            "crumbs": _crumbs(_("My documents")),
            "covered": own_data.covered_in_words(actor),
            "documents": [(one, titles.get(one.agency_id, one.agency_id)) for one in found],
            "today": clock.today(),
        },
    )


def agency_titles() -> Mapping[str, str]:
    """Short titles of the agencies in the active language."""
    return _agency_titles(get_language() or "")


@cache
def _agency_titles(language: str) -> Mapping[str, str]:
    return {
        code: (agency.short_title or agency.title).in_language(language)
        for code, agency in parties.agencies().items()
    }


def _crumbs(title: str, *between: Crumb) -> list[Crumb]:
    return [Crumb(_("My cabinet"), "/cabinet/"), *between, Crumb(title)]


def _changed(new: cards.FullRecord, old: cards.FullRecord | None) -> list[dict[str, Any]]:
    if old is None:
        return []
    before = {fact.key: fact.text for fact in old.facts}
    return [
        {"title": fact.title, "new": fact.text, "old": before.get(fact.key, "")}
        for fact in new.facts
        if fact.text != before.get(fact.key, "")
    ]
