"""The filters of the list of services in words: what can be chosen, with how many it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from pencere.blocks.parties import api as parties
from pencere.kernel.pack import pack
from pencere.kernel.text import sort_key
from pencere.portal.window.listing import FOR_WHOM, SORTS, Facet, Filters, Listing, Words

Options = list[tuple[str, str]]


def selects(filters: Filters, found: Listing) -> list[tuple[str, str, Options, str, str]]:
    """Name, label, options with counts, what is chosen, and the words for all, of each filter."""
    made: list[tuple[str, str, Options, str, str]] = []
    everything = {
        "topic": _("All topics"),
        "life_event": _("All life events"),
        "agency": _("All agencies"),
        "who": _("Everybody"),
        "how": _("All services"),
        "cost": _("Any cost"),
    }
    for facet, label, words in _facets():
        chosen = getattr(filters, facet)
        made.append(
            (
                facet,
                label,
                _counted(words.items(), found.counts[facet], chosen),
                chosen,
                everything[facet],
            )
        )
    sorts = [(code, str(words)) for code, words in SORTS.items()]
    made.append(("sort", _("Order"), sorts, filters.sort, ""))
    return made


def letters(filters: Filters, found: Listing) -> list[tuple[str, str]]:
    """First letters that services have, in the order of the alphabet, with their addresses."""
    present = sorted(filter(None, found.counts["letter"]), key=sort_key)
    return [(letter, filters.address(letter=letter)) for letter in present]


def without(filters: Filters, found: Listing) -> list[tuple[str, int, str]]:
    """Filters in words which, taken away, would leave something: how many, and where."""
    words = {facet: titles for facet, _label, titles in _facets()}
    return [
        (
            str(words.get(facet, {}).get(getattr(filters, facet), getattr(filters, facet))),
            count,
            filters.address(**{facet: ""}),
        )
        for facet, count in found.without
    ]


def _facets() -> list[tuple[Facet, str, Mapping[str, Words]]]:
    agencies = {code: each.short_title for code, each in parties.agencies().items()}
    ordered = dict(sorted(agencies.items(), key=lambda one: sort_key(str(one[1]))))
    return [
        ("topic", _("Topic"), pack().topics()),
        ("life_event", _("Life event"), pack().life_events()),
        ("agency", _("Agency"), ordered),
        ("who", _("For whom"), FOR_WHOM),
        ("how", _("Where"), {"online": _("Can be applied for here")}),
        ("cost", _("Cost"), {"free": _("Free only")}),
    ]


def _counted(
    options: Iterable[tuple[str, Words]], counts: Mapping[str, int], chosen: str
) -> Options:
    """Options that would leave something, and the one that is chosen."""
    return [
        (code, f"{words} ({counts.get(code, 0)})")
        for code, words in options
        if counts.get(code) or code == chosen
    ]
