"""Replaying the cases of a service under another version: who would have fared otherwise.

A batch about nobody in particular: one row of the journal says who did it and how many cases
were gone through. The report names cases by their numbers alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pencere.casework.applications import api as applications
from pencere.casework.definitions.api import Replayed, replay
from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.versions import words
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal import api as journal

YEAR = dt.timedelta(days=365)
ASPECTS = ("path", "answers", "verdict", "fee", "due")


@dataclass(slots=True)
class Report:
    """What a replay found."""

    open: int = 0
    closed: int = 0
    differing: list[Replayed] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many were gone through."""
        return self.open + self.closed

    def counts(self) -> Counter[str]:
        """How many cases differ in what, and how."""
        return Counter(
            f"{aspect}: {said}"
            for each in self.differing
            for aspect in ASPECTS
            if (said := getattr(each, aspect))
        )


def replay_service(*, actor: Actor, new: ServiceDefinition) -> Report:
    """All open cases and those closed within a year under `new`, each against its own version."""
    report = Report()
    for found in replayed(new):
        if found.is_open:
            report.open += 1
        else:
            report.closed += 1
        if found.differs:
            report.differing.append(found)
    journal.record(
        actor=actor,
        action=words.REPLAYED,
        about=f"service:{new.id}",
        params={"service": new.id, "count": report.cases},
    )
    return report


def replayed(new: ServiceDefinition) -> Iterator[Replayed]:
    """Each case compared, in the order in which they were begun."""
    since = clock.now() - YEAR
    for case, own in applications.past_cases(service=new.id, since=since):
        yield replay(own, new, case)
