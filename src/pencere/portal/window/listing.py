"""The list of services: what the address asks for, how many each filter would leave, the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from pencere.blocks.parties import api as parties
from pencere.casework.catalogue import api as catalogue
from pencere.casework.catalogue.api import ServicePage
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, sort_key

PAGE_SIZE = 20
LONGEST_QUERY = 200
MOST_HITS = 1000
Words = Promise | Text | str

FOR_WHOM: dict[str, Words] = {
    "person": gettext_lazy("Citizens"),
    "foreigner": gettext_lazy("Foreigners"),
    "organisation": gettext_lazy("Companies"),
}
SORTS: dict[str, Words] = {
    "": gettext_lazy("Best first"),
    "title": gettext_lazy("By title"),
    "agency": gettext_lazy("By agency"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which services to list and how, as the address says it. Empty: not asked for."""

    q: str = ""
    topic: str = ""
    life_event: str = ""
    agency: str = ""
    who: str = ""
    how: str = ""
    cost: str = ""
    letter: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """From an address; what is not known is as if it weren't given."""

        def known(name: str, among: Iterable[str]) -> str:
            value = query.get(name, "")
            return value if value in among else ""

        page = query.get("page", "")
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY],
            topic=known("topic", pack().topics()),
            life_event=known("life_event", pack().life_events()),
            agency=known("agency", parties.agencies()),
            who=known("who", FOR_WHOM),
            how=known("how", ("online",)),
            cost=known("cost", ("free",)),
            letter=query.get("letter", "").replace("\0", "")[:1],
            sort=known("sort", SORTS),
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is filtered out."""
        return self != Filters(sort=self.sort, page=self.page)

    def address(self, **changes: str | int) -> str:
        """The address of the list with some filters changed; its first page, unless told."""
        wanted = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        given = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
        default = Filters()
        kept = {name: v for name, v in given.items() if v != getattr(default, name)}
        return f"/services/?{urlencode(kept)}" if kept else "/services/"


Facet = Literal["topic", "life_event", "agency", "who", "how", "cost", "letter"]


def first_letter(title: str) -> str:
    """The letter under which a title stands in the alphabet."""
    return next((letter.upper() for letter in title if letter.isalpha()), "")


FACETS: Mapping[Facet, Callable[[ServicePage], Iterable[str]]] = {
    "topic": lambda page: page.definition.catalogue.topics,
    "life_event": lambda page: page.definition.catalogue.life_events,
    "agency": lambda page: (page.definition.agency,),
    "who": lambda page: page.definition.applicant.kinds,
    "how": lambda page: ("online",) if page.definition.is_done_here else (),
    "cost": lambda page: ("free",) if page.definition.is_free else (),
    "letter": lambda page: (first_letter(page.title.in_language(get_language())),),
}
"""What each filter looks at."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. `counts` say, by filter and value, how many services it would
    leave beside the other filters; `pages` is how many pages there are."""

    services: tuple[ServicePage, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[Facet, Mapping[str, int]]
    without: tuple[tuple[Facet, int], ...]
    """When nothing is left: filters which, taken away, would leave something."""
    near: tuple[ServicePage, ...]
    """When nothing is left: services that answer the words alone."""


def listing(filters: Filters) -> Listing:
    """The services that the filters leave."""
    found = _found(filters.q)
    is_set = [facet for facet in FACETS if getattr(filters, facet)]
    met, by_facet = _sifted(found, {facet: getattr(filters, facet) for facet in is_set})
    counts = {facet: _counts(facet, pages) for facet, pages in by_facet.items()}
    left = _sorted(met, filters)
    pages = max(1, -(-len(left) // PAGE_SIZE))
    at = min(max(filters.page, 1), pages)
    return Listing(
        services=tuple(left[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]),
        total=len(left),
        page=at,
        pages=pages,
        counts=counts,
        without=tuple((f, len(by_facet[f])) for f in is_set if not left and by_facet[f]),
        near=tuple(found[:5]) if filters.q and not left else (),
    )


@lru_cache(maxsize=8192)
def _found(q: str) -> list[ServicePage]:
    if not q:
        return catalogue.all_services()
    return [hit.service for hit in catalogue.search(q, limit=MOST_HITS)]


def _sifted(
    found: list[ServicePage], wanted: Mapping[Facet, str]
) -> tuple[list[ServicePage], dict[Facet, list[ServicePage]]]:
    """What meets all of `wanted`, and by facet what meets all but that one."""
    met: list[ServicePage] = []
    by_facet: dict[Facet, list[ServicePage]] = {facet: [] for facet in FACETS}
    for page in found:
        missed = [facet for facet, value in wanted.items() if value not in FACETS[facet](page)]
        if len(missed) == 1:
            by_facet[missed[0]].append(page)
        elif not missed:
            met.append(page)
    for facet, pages in by_facet.items():
        by_facet[facet] = [*met, *pages]
    return met, by_facet


def _counts(facet: Facet, pages: Iterable[ServicePage]) -> Counter[str]:
    values = FACETS[facet]
    return Counter(value for page in pages for value in values(page))


def _sorted(pages: list[ServicePage], filters: Filters) -> list[ServicePage]:
    """In the order asked for; without words “best first” puts what can be done here on top."""
    language = get_language()

    def title(page: ServicePage) -> str:
        return sort_key(page.title.in_language(language))

    if filters.sort == "agency":
        return sorted(pages, key=lambda p: (sort_key(str(p.agency.short_title)), title(p)))
    if filters.sort == "title" or filters.letter:
        return sorted(pages, key=title)
    if filters.q:
        return pages
    return sorted(pages, key=lambda page: (not page.definition.is_done_here, title(page)))
