"""The catalogue of services, over the current versions: found by words, life event, topic,
agency. One query finds which versions are current; everything else is in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from pencere.blocks.parties import api as parties
from pencere.casework.catalogue.rules import Index
from pencere.casework.definitions import api as definitions
from pencere.casework.definitions.api import ServiceDefinition
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, fold, sort_key

TITLE, KEYWORD, SUMMARY, ASIDE = 1.0, 0.95, 0.55, 0.4
"""What a word weighs by where it stands."""
ONLINE = 0.06
"""What it is worth that one can apply here."""
SPARE = 20
"""How many more matches are looked at, so that this can bring one forward."""


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A service as the catalogue shows it."""

    version_id: UUID
    number: int
    definition: ServiceDefinition
    agency: parties.AgencyView

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def slug(self) -> str:
        return self.definition.slug

    @property
    def title(self) -> Text:
        return self.definition.title

    @property
    def summary(self) -> Text:
        return self.definition.summary


@dataclass(frozen=True, slots=True)
class Hit:
    """A service found. `is_near`: some word of the query was only nearly, or not, met."""

    service: ServicePage
    score: float
    is_near: bool


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """All current services of one moment, with their index."""

    pages: Mapping[str, ServicePage]
    """By id."""
    index: Index


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """Services that answer `query`, best first, whatever the language, script or small
    mistakes; [] for a query without words."""
    catalogue = _catalogue()
    found = catalogue.index.search(fold(query[:400]), limit=limit + SPARE)
    hits = [
        Hit(catalogue.pages[each.key], round(each.score, 3), is_near=not each.is_sure)
        for each in found
    ]
    return sorted(hits, key=_place)[:limit]


def _place(hit: Hit) -> tuple[float, int, str]:
    """Best first; of two that fit alike the one that can be done here, then the plainer one."""
    score = hit.score + (ONLINE if hit.service.definition.is_done_here else 0.0)
    return -score, sum(map(len, hit.service.title.values())), hit.service.id


def all_services(*, language: str | None = None) -> list[ServicePage]:
    """Every service, by title in the order of the alphabet."""
    return _by_title(_catalogue().pages.values(), language)


def by_life_event(code: str, *, language: str | None = None) -> list[ServicePage]:
    """Services that belong to a life event, by title; [] for a code that there is not."""
    found = (p for p in _catalogue().pages.values() if code in p.definition.catalogue.life_events)
    return _by_title(found, language)


def by_topic(code: str, *, language: str | None = None) -> list[ServicePage]:
    """Services of a topic, by title."""
    found = (p for p in _catalogue().pages.values() if code in p.definition.catalogue.topics)
    return _by_title(found, language)


def by_agency(code: str, *, language: str | None = None) -> list[ServicePage]:
    """Services that an agency offers, by title."""
    found = (p for p in _catalogue().pages.values() if p.definition.agency == code)
    return _by_title(found, language)


def service(slug: str) -> ServicePage:
    """One service by the name in its address. Raises NotFound."""
    for page in _catalogue().pages.values():
        if page.slug == slug:
            return page
    raise NotFound(code="unknown-service")


def related(slug: str, *, limit: int = 5) -> list[ServicePage]:
    """Services beside this one: of the same life event, topic and agency, nearest first."""
    this = service(slug).definition
    near = []
    for page in all_services():
        other = page.definition
        kinship = (
            3 * len(set(this.catalogue.life_events) & set(other.catalogue.life_events))
            + 2 * len(set(this.catalogue.topics) & set(other.catalogue.topics))
            + (this.agency == other.agency)
        )
        if kinship > 1 and other.id != this.id:
            near.append((kinship, page))
    near.sort(key=lambda one: -one[0])
    return [page for _kinship, page in near[:limit]]


def correction_slug() -> str | None:
    """The service that corrects a register's field, None when the country has none."""
    for page in _catalogue().pages.values():
        states = page.definition.workflow.states.values()
        if any(a.effect == "correct-register" for each in states for a in each.actions.values()):
            return page.slug
    return None


def _by_title(pages: Iterable[ServicePage], language: str | None) -> list[ServicePage]:
    wanted = language or get_language()
    return sorted(pages, key=lambda each: sort_key(each.title.in_language(wanted)))


_made: dict[str, _Catalogue] = {}
_making = threading.Lock()


def _catalogue() -> _Catalogue:
    """The catalogue of the versions that are current now, made anew when they changed."""
    state = definitions.state_of_current()
    found = _made.get(state)
    if found is None:
        with _making:
            found = _made.get(state) or _make(definitions.all_current())
            _made.clear()
            _made[state] = found
    return found


def _make(versions: list[definitions.ServiceVersion]) -> _Catalogue:
    pages = {}
    for version, definition in zip(versions, definitions.definitions_of(versions), strict=True):
        pages[definition.id] = ServicePage(
            version.id, version.number, definition, parties.agency(definition.agency)
        )
    return _Catalogue(pages, Index({key: list(_texts(page)) for key, page in pages.items()}))


def _texts(page: ServicePage) -> Iterable[tuple[str, float]]:
    """The words of a service in every language, with what they weigh."""
    catalogue = page.definition.catalogue
    for language in page.title:
        yield fold(page.title[language]), TITLE
        yield fold(" ".join(catalogue.keywords.get(language, ()))), KEYWORD
        yield fold(page.summary.get(language, "")), SUMMARY
        yield fold(catalogue.result.get(language, "")), ASIDE
        yield fold(page.agency.title.in_language(language)), ASIDE
        yield fold(page.agency.short_title.in_language(language)), ASIDE
    for names, codes in (
        (pack().topics(), catalogue.topics),
        (pack().life_events(), catalogue.life_events),
    ):
        for code in codes:
            for words in names.get(code, Text({})).values():
                yield fold(words), ASIDE
