"""How many cases a second can be replayed under another version of their service.

`replay.cases_per_s`: `versions.api.replayed` over submitted cases, one process, rows read in
batches, each case judged under both versions (answers, checks, fee, deadline, path). Reference:
reading the same rows, with their steps, by the same batches and judging nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.figures import Figure, show
from bench.submit import ANSWERS, SERVICE, applicant, draft
from pencere.casework.applications import api
from pencere.casework.applications.queries.past import past_cases
from pencere.casework.definitions.api import ServiceDefinition, find_definition
from pencere.casework.definitions.model import Term
from pencere.casework.versions.api import replayed
from pencere.kernel import clock
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration

CASES = int(os.environ.get("PENCERE_BENCH_CASES", "400"))
ROUNDS = 3
YEAR = dt.timedelta(days=365)


def run() -> Iterator[Figure]:
    """The one figure, the best of a few rounds."""
    for number in range(CASES):
        actor = applicant(number)
        begun = draft(actor, SERVICE, ANSWERS)
        api.submit(
            actor=actor,
            application_id=begun.pk,
            idempotency_key=str(begun.pk),
            declaration=True,
        )
    new = _changed(find_definition(SERVICE))
    value = max(_rate(lambda: sum(1 for _case in replayed(new))) for _round in range(ROUNDS))
    since = clock.now() - YEAR
    reference = max(
        _rate(lambda: sum(1 for _case in past_cases(service=SERVICE, since=since)))
        for _round in range(ROUNDS)
    )
    yield Figure("replay.cases_per_s", value, "cases/s", reference, "reading them alone")


def _changed(definition: ServiceDefinition) -> ServiceDefinition:
    """The definition with another term, another form, so that each part of
    every case has to be judged anew."""
    page = definition.form[0]
    other = replace(page, title=Text(dict.fromkeys(page.title, "Another title")))
    workflow = replace(definition.workflow, term=(Term(Duration.parse("P9WD")),))
    return replace(definition, form=(other, *definition.form[1:]), workflow=workflow)


def _rate(work: Callable[[], int]) -> float:
    begin = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    import django

    django.setup()
    show(run())
