"""CPU of one issued document: rendered by Typst, then sealed with a time-stamp. The reference is
the rendering alone, in the same run; no database takes part."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from bench.figures import Figure, show
from pencere.blocks.documents.rendering import rendered
from pencere.blocks.parties import api as parties
from pencere.blocks.signing import api as signing
from pencere.kernel.pack import pack

ROUNDS = 60
WARM_UP = 5
NUMBER = "3F7K-9M2Q-XT4R-8"


def run() -> Iterator[Figure]:
    """`document.cpu_ms`: median CPU milliseconds of this process, render and seal."""
    given = json.loads((pack().root / "documents/family-composition/sample.json").read_bytes())
    agency = parties.agency(given["agency"])
    statement = {
        "number": NUMBER,
        "title": given["title"],
        "language": "az",
        "agency": {"code": agency.code, "title": dict(agency.title), "site": agency.site},
        "holder": given["holder"],
        "about": "K7M2-9QX4-H",
        "issued_on": "2026-07-22",
        "valid_until": "2026-08-21",
        "verify": f"{settings.BASE_URL}/verify/{NUMBER}/",
        "data": given["data"],
    }
    made_at = dt.datetime(2026, 7, 22, tzinfo=dt.UTC)
    turn = iter(range(10_000))

    def render() -> bytes:
        fresh = statement | {"about": f"K7M2-{next(turn)}"}  # so that nothing is found ready-made
        return rendered(template="family-composition", statement=fresh, made_at=made_at)

    def render_and_seal() -> bytes:
        return signing.sign_pdf(content=render(), seal=agency.code, reason=NUMBER)

    with tempfile.TemporaryDirectory() as folder:
        settings.KEYS_ROOT = Path(folder)
        for _ in range(WARM_UP):
            render_and_seal()
        both, alone = _median_cpu_ms(render_and_seal, render)
    yield Figure("document.cpu_ms", both, "ms", alone, "reference: Typst's rendering alone")


def _median_cpu_ms(*works: Callable[[], bytes]) -> list[float]:
    """Medians of the works, done in turns, so that a busy moment falls on all of them."""
    took: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, times in zip(works, took, strict=True):
            begun = time.process_time()
            work()
            times.append((time.process_time() - begun) * 1000)
    return [statistics.median(times) for times in took]


if __name__ == "__main__":
    show(run())
