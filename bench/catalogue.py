"""How long a search waits among 500 services, whatever the spelling and script.

`catalogue.p95_ms`: one search through `catalogue.api.search`, the query for the current versions
included, over 500 services with queries right, misspelt and in the other script. Reference: the
plain way in the same run, a scan of all titles, summaries and keywords for a substring, which
finds none of the misspelt ones. `catalogue.list_p95_ms`: a page of the list with all its filters
and their counts, with the same reference.

Where the pack has fewer services, copies of its own under other names fill up to 500, in a
transaction that is undone.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice

from django.db import transaction

from bench.figures import Figure, show
from pencere.casework.catalogue import api as catalogue
from pencere.casework.definitions.api import ServiceVersion, all_current
from pencere.kernel import clock
from pencere.kernel.text import fold
from pencere.portal.window.listing import Filters, listing

SERVICES = 500
CALLS = 400
QUERIES = (
    "pasport", "загранпаспорт", "passprot", "ailə tərkibi", "aile terkibi", "sostav semi",
    "водительские права", "voditelskie prava", "surucu vesiqesi", "driving licnce", "evlenmek",
    "свидетельство о рождении", "birth certficate", "pensiya", "пенсия по возрасту", "penson",
    "şəxsiyyət vəsiqəsinin dəyişdirilməsi", "cerime", "штраф", "work permit foreigner", "bağça",
)  # fmt: skip
FILTERS = ("", "topic=family", "who=foreigner", "q=pasport", "agency=justice", "cost=free")


def run() -> Iterator[Figure]:
    """The figures, each with the plain scan as its reference."""
    with transaction.atomic():
        _fill()
        plain = _p95(_scan(), QUERIES)
        yield Figure("catalogue.p95_ms", _p95(_search, QUERIES), "ms", plain)
        yield Figure("catalogue.list_p95_ms", _p95(_list, FILTERS), "ms", plain)
        transaction.set_rollback(True)


def _fill() -> None:
    """Copies of the pack's definitions until there are 500 services."""
    current = all_current()
    copies = islice(cycle(current), max(0, SERVICES - len(current)))
    ServiceVersion.objects.bulk_create(
        [
            ServiceVersion(
                service=f"{version.service}-{number}",
                number=1,
                content_hash=hashlib.sha256(f"bench {number}".encode()).hexdigest(),
                source=version.source.replace(
                    f"id: {version.service}", f"id: {version.service}-{number}", 1
                ),
                published_at=clock.now(),
                is_current=True,
            )
            for number, version in enumerate(copies)
        ]
    )


def _search(query: str) -> None:
    catalogue.search(query)


def _list(address: str) -> None:
    listing(Filters.of(dict(part.split("=") for part in address.split("&") if part)))


def _scan() -> Callable[[str], None]:
    """A plain scan for a substring over the same words."""
    texts = [
        fold(
            " ".join(
                [
                    *page.title.values(),
                    *page.summary.values(),
                    *(
                        word
                        for words in page.definition.catalogue.keywords.values()
                        for word in words
                    ),
                ]
            )
        )
        for page in catalogue.all_services()
    ]

    def scan(query: str) -> None:
        folded = fold(query)
        [at for at, text in enumerate(texts) if folded in text]

    return scan


def _p95(call: Callable[[str], None], inputs: tuple[str, ...]) -> float:
    for each in inputs:
        call(each)
    taken = []
    for each in islice(cycle(inputs), CALLS):
        began = time.perf_counter()
        call(each)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    show(run())
