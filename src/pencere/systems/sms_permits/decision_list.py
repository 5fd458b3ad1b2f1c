"""Single decisions behind a figure: a list without persons, and whose one of them is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pencere.blocks.parties import api as parties
from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.api import Justification, record
from pencere.systems.sms_permits import journal_actions
from pencere.systems.sms_permits.figures_access import may_see_figures, may_see_persons

PAGE = 50
LEAST_WORDS, MOST_WORDS = 10, 300
_COLUMNS = (
    "xact, id, day, asked_at, decided_at, channel, purpose, district, outcome, reason,"
    " document, language, subject IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions of a day."""

    day: dt.date
    hour: int | None = None
    outcome: str = ""
    reason: str = ""
    purpose: str = ""
    district: str = ""
    channel: str = ""
    """Empty for all, as those before."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision without the person."""

    xact: int
    id: UUID
    day: dt.date
    asked_at: dt.datetime
    decided_at: dt.datetime
    channel: str
    purpose: str
    district: str
    outcome: str
    reason: str
    document: str
    """Its beginning and end alone."""
    language: str
    has_person: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """The person of a decision."""

    name: str
    document: str
    sender: str


def decisions(
    *, actor: Actor, wanted: Wanted, after: tuple[int, UUID] | None = None
) -> tuple[Sequence[Listed], bool]:
    """One page of a day's decisions, the newest first, and whether there are more. `after` is
    the one with the least (xact, id) of the page before. Raises NotFound for who may not see
    figures.

    Pages follow the order in which batches were committed, which an index has; within a page the
    order is that of the clock.
    """
    if not may_see_figures(actor):
        raise NotFound
    conditions, values = _conditions(wanted)
    if after is not None:
        conditions.append("(xact, id) < (%s, %s)")
        values += [*after]
    found = rows.select(
        f"SELECT {_COLUMNS} FROM sms_permits_decision"  # noqa: S608 (constants)
        f" WHERE {' AND '.join(conditions)} ORDER BY xact DESC, id DESC LIMIT {PAGE + 1}",
        values,
    )
    page = [_listed(row) for row in found[:PAGE]]
    page.sort(key=lambda each: (each.decided_at, each.id), reverse=True)
    return page, len(found) > PAGE


def decision(*, actor: Actor, day: dt.date, id_: UUID) -> Listed:
    """One decision without the person. Raises NotFound."""
    if not may_see_figures(actor):
        raise NotFound
    found = rows.select(
        f"SELECT {_COLUMNS} FROM sms_permits_decision WHERE day = %s AND id = %s",  # noqa: S608
        [day, id_],
    )
    if not found:
        raise NotFound
    return _listed(found[0])


@transaction.atomic
def whose(*, actor: Actor, day: dt.date, id_: UUID, why: str) -> Whose:
    """Whose decision it is. Journaled, with the reason that the person reads.

    Raises NotFound for who may not, and for a decision about nobody; Invalid (field `why`).
    """
    if not may_see_persons(actor):
        raise NotFound
    why = " ".join(why.split())
    if not LEAST_WORDS <= len(why) <= MOST_WORDS:
        raise Invalid(
            _("Say why in %(least)s to %(most)s characters.")
            % {"least": LEAST_WORDS, "most": MOST_WORDS},
            field="why",
        )
    found = rows.select(
        "SELECT subject, document, sender FROM sms_permits_decision"
        " WHERE day = %s AND id = %s AND subject IS NOT NULL",
        [day, id_],
    )
    if not found:
        raise NotFound
    subject, document, sender = found[0]
    record(
        actor=actor,
        action=journal_actions.OPENED,
        subject=subject,
        about=f"sms-permit:{id_}",
        fields=["name", "document", "phone"],
        purpose="permits",
        justification=Justification("duty", why),
        params={"why": why},
    )
    return Whose(parties.party(subject).name, document, sender)


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions, values = ["day = %s"], list[Any]([wanted.day])
    for column in ("outcome", "reason", "purpose", "district", "channel"):
        if value := getattr(wanted, column):
            conditions.append(f"{column} = %s")
            values.append("" if value == "-" else value)
    if wanted.hour is not None:
        begin = clock.start_of(wanted.day) + dt.timedelta(hours=wanted.hour)
        conditions.append("decided_at >= %s AND decided_at < %s")
        values += [begin, begin + dt.timedelta(hours=1)]
    return conditions, values


def _listed(row: Sequence[Any]) -> Listed:
    found = Listed(*row)
    return replace(found, document=_masked(found.document))


def _masked(document: str) -> str:
    """`AZE····11`: enough to tell two apart, not to look somebody up."""
    return f"{document[:3]}····{document[-2:]}" if len(document) > 6 else "····"[: len(document)]
