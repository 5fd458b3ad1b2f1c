"""The services of the catalogue as the window lists them, and the ways to narrow them down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.parties import api as parties
from pencere.blocks.registers.api import declarations
from pencere.casework.catalogue import api as catalogue
from pencere.casework.catalogue.api import ServicePage
from pencere.casework.definitions.api import ServiceDefinition
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, sort_key

FOR_WHOM: dict[str, Promise | str] = {
    "person": gettext_lazy("Citizens"),
    "foreigner": gettext_lazy("Foreigners"),
    "organisation": gettext_lazy("Companies"),
}


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in a list."""

    slug: str
    title: Text
    summary: Text
    agency: str
    term: Text


@dataclass(frozen=True, slots=True)
class Filters:
    """Which services to list, as the address says it."""

    topic: str = ""
    agency: str = ""
    life_event: str = ""
    for_whom: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """From an address; what is not known is as if it weren't given."""

        def known(name: str, among: Iterable[str]) -> str:
            value = query.get(name, "")
            return value if value in among else ""

        return cls(
            topic=known("topic", pack().topics()),
            agency=known("agency", parties.agencies()),
            life_event=known("life_event", pack().life_events()),
            for_whom=known("for", FOR_WHOM),
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.topic or self.agency or self.life_event or self.for_whom)

    def let_through(self, definition: ServiceDefinition) -> bool:
        """Whether a service is to be listed."""
        return (
            (not self.topic or self.topic in definition.catalogue.topics)
            and (not self.agency or self.agency == definition.agency)
            and (not self.life_event or self.life_event in definition.catalogue.life_events)
            and (not self.for_whom or self.for_whom in definition.applicant.kinds)
        )


def cards(pages: Iterable[ServicePage]) -> list[ServiceCard]:
    """Services as lists show them."""
    return [
        ServiceCard(
            slug=page.slug,
            title=page.title,
            summary=page.summary,
            agency=agency_title(page.agency),
            term=page.definition.catalogue.term,
        )
        for page in pages
    ]


def agency_title(agency: parties.AgencyView) -> str:
    """An agency's short title."""
    return str(agency.short_title or agency.title)


def agency_choices() -> list[tuple[str, str]]:
    """Agencies that offer a service, by title in the order of the alphabet."""
    offering = {page.definition.agency: page.agency for page in catalogue.all_services()}
    titles = [(code, agency_title(agency)) for code, agency in offering.items()]
    return sorted(titles, key=lambda one: sort_key(one[1]))


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


def steps(definition: ServiceDefinition) -> list[tuple[str, str]]:
    """The way of an application in a few words: what the applicant does, then what the agency
    does, as its workflow says."""
    form = ", ".join(str(page.title) for page in definition.form if page.show is None)
    found = [(_("You apply"), form)]
    states = [
        state
        for state in definition.workflow.states.values()
        if state.queue is not None and not state.is_editable
    ]
    found += [(str(state.public_title), str(state.public_text or "")) for state in states]
    found.append((_("You get the answer"), str(definition.catalogue.result)))
    return found


def appeal_slug() -> str:
    """The service by which one writes to any agency; empty when there is none."""
    for page in catalogue.all_services():
        if page.definition.handled_by and page.definition.starts is None:
            return page.slug
    return ""
