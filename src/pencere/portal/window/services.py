"""The services of the catalogue as the window lists them, and the ways to narrow them down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers.api import declarations
from pencere.casework.catalogue import api as catalogue
from pencere.casework.catalogue.api import ServicePage
from pencere.casework.definitions import api as definitions
from pencere.casework.definitions.api import RoadStep, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.text import Text
from pencere.portal.window.listing import FOR_WHOM
from pencere.ui.api import formatting


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in a list."""

    slug: str
    title: Text
    summary: Text
    agency: str
    term: Text
    is_online: bool


@dataclass(frozen=True, slots=True)
class RoadShown:
    """A point of an application's way as the service's page shows it."""

    title: str
    text: str = ""
    notes: tuple[str, ...] = ()
    """Whose turn it is, how long they have, whether it comes in every case."""


def cards(pages: Iterable[ServicePage]) -> list[ServiceCard]:
    """Services as lists show them."""
    return [
        ServiceCard(
            slug=page.slug,
            title=page.title,
            summary=page.summary,
            agency=agency_title(page.agency),
            term=page.definition.catalogue.term,
            is_online=page.definition.is_done_here,
        )
        for page in pages
    ]


def agency_title(agency: parties.AgencyView) -> str:
    """An agency's short title."""
    return str(agency.short_title or agency.title)


def for_whom(definition: ServiceDefinition) -> list[str]:
    """Who can apply, in words."""
    return [str(FOR_WHOM.get(kind, kind)) for kind in definition.applicant.kinds]


def sources(definition: ServiceDefinition) -> list[tuple[str, Text]]:
    """Which registers the service reads, and for what."""
    return [
        (str(declarations()[source.source].title), source.purpose)
        for source in definition.data.values()
        if source.source in declarations()
    ]


def steps(definition: ServiceDefinition) -> list[RoadShown]:
    """The way of an application in a few words: what the applicant does, then what they may meet
    on the way, as the workflow says, then the answer."""
    form = ", ".join(str(page.title) for page in definition.form if page.show is None)
    met = [
        RoadShown(
            title=str(each.title),
            text=str(each.text or ""),
            notes=_notes_of(each),
        )
        for each in definitions.road(definition)
    ]
    answer = RoadShown(_("You get the answer"), str(definition.catalogue.result))
    return [RoadShown(_("You apply"), form), *met, answer]


def _notes_of(step: RoadStep) -> tuple[str, ...]:
    notes = []
    if step.is_yours:
        notes.append(_("Your turn"))
    if step.time:
        notes.append(_("You have %(time)s") % {"time": formatting.duration(step.time)})
    if not step.is_sure:
        notes.append(_("Not in every case"))
    return tuple(notes)


def term_words(definition: ServiceDefinition) -> list[str]:
    """Which answer comes within what time, where that hangs on what is asked for."""
    return [
        f"{each.title}: {formatting.duration(each.within)}"
        for each in definition.workflow.term
        if each.title is not None
    ]


def fee_words(definition: ServiceDefinition) -> list[str]:
    """What the tariff of today and the rights to pay less say, before anything is answered."""
    fee, today = definition.fee, clock.today()
    if fee is None:
        return []
    tariff = next((each for each in fee.tariffs if each.since <= today), None)
    found = []
    if tariff is not None and tariff.table:
        amounts = {"least": min(tariff.table.values()), "most": max(tariff.table.values())}
        shown = {key: formatting.money(minor, fee.currency) for key, minor in amounts.items()}
        found.append(_("From %(least)s to %(most)s, by your answers") % shown)
    if tariff is not None and tariff.law:
        found.append(str(tariff.law))
    found += [f"{each.title}: {each.law}" for each in fee.discounts if each.holds_on(today)]
    return found


def appeal_slug() -> str:
    """The service by which one writes to any agency; empty when there is none."""
    for page in catalogue.all_services():
        if page.definition.handled_by and page.definition.starts is None:
            return page.slug
    return ""
