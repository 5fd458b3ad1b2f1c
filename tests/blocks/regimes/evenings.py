"""A small regime for tests: when one may go out in the evening, in which districts, for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from tests import people

from pencere.blocks.identity.models import Account
from pencere.blocks.regimes import api
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.pack import RegimeMark, RegimeSeed
from pencere.kernel.text import Text

CODE = "evenings"
AGENCY = "interior"
SINCE = dt.date(2026, 1, 1)
REASON = "The number of infections has gone down since last week"


def three(words: str) -> Text:
    """The same words in each language, told apart by a mark."""
    return Text({"az": f"{words} (az)", "ru": f"{words} (ru)", "en": words})


DISTRICTS = [
    api.Option("north", three("North"), group=three("Coast")),
    api.Option("south", three("South"), group=three("Coast")),
    api.Option("hills", three("Hills"), group=three("Inland")),
]
PURPOSES = api.Table(
    key="purposes",
    title=three("Purposes"),
    section=three("Permits"),
    columns=(
        api.Line(key="code", title=three("Code"), pattern="[a-z-]+", most=20),
        api.Words(key="title", title=three("Name"), most=80),
        api.Integer(
            key="daily_limit",
            title=three("Permits a day"),
            is_optional=True,
            none_words=three("no limit"),
            most=100,
        ),
        api.Duration(key="minutes", title=three("How long"), of="minutes", least=10, most=1440),
        api.Boolean(key="counts", title=three("Counts in total")),
    ),
    least=1,
    unique=("code",),
    title_column="title",
    row_title=three("Purpose"),
)
FIELDS = (
    PURPOSES,
    api.Integer(
        key="total",
        title=three("Permits a day in all"),
        section=three("Permits"),
        unit=three("a day"),
        is_optional=True,
        none_words=three("no limit"),
        most=100,
    ),
    api.TimeWindow(key="hours", title=three("Hours"), section=three("When and where")),
    api.TimeOfDay(
        key="quiet", title=three("Quiet from"), is_optional=True, section=three("When and where")
    ),
    api.Several(
        key="districts",
        title=three("Districts"),
        options=lambda: DISTRICTS,
        section=three("When and where"),
        help=three("None chosen: everywhere."),
        default=[],
    ),
    api.OneOf(
        key="mode",
        title=three("Way of counting"),
        options=(api.Option("day", three("By day")), api.Option("week", three("By week"))),
    ),
    api.Date(key="census", title=three("Census"), is_optional=True),
    api.Words(key="remark", title=three("Remark"), is_optional=True, is_long=True),
)


def purpose(code: str = "walk", limit: int | None = 1, **more: Any) -> dict[str, Any]:
    """A row of the purposes."""
    row = {
        "code": code,
        "title": dict(three(code.capitalize())),
        "daily_limit": limit,
        "minutes": 120,
        "counts": True,
    }
    return {**row, **more}


def values(**changes: Any) -> dict[str, Any]:
    """Rules as they may be."""
    found = {
        "purposes": [purpose(), purpose("shop", None)],
        "total": 3,
        "hours": {"from": "18:00", "until": "22:00"},
        "quiet": None,
        "districts": ["north"],
        "mode": "day",
        "census": None,
        "remark": None,
    }
    return {**found, **changes}


def check(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A purpose can't have more than all purposes."""
    return {
        f"purposes[{number}].daily_limit": ["More than in all."]
        for number, row in enumerate(given["purposes"])
        if given["total"] is not None and (row["daily_limit"] or 0) > given["total"]
    }


def of_a_day(given: Mapping[str, Any], day: dt.date) -> api.Preview:
    """Four who asked to walk: Aysel, Rauf, Nigar, and somebody who wasn't found."""
    limit = given["purposes"][0]["daily_limit"]

    def cases() -> Iterator[api.Replayed]:
        who: list[UUID | None] = [people.aysel().party_id, people.rauf().party_id]
        who += [people.nigar().party_id, None]
        for number, subject in enumerate(who):
            yield api.Replayed(
                at=clock.start_of(day) + dt.timedelta(hours=18 + number),
                purpose="walk",
                was="unknown-person" if subject is None else "",
                would_be="unknown-person" if subject is None else "" if limit else "none-allowed",
                subject=subject,
            )

    return api.Preview(
        total=4,
        cases=cases(),
        purposes={"walk": three("Walk")},
        reasons={
            "none-allowed": three("Not allowed any more"),
            "unknown-person": three("Nobody found"),
        },
    )


KIND = api.RegimeKind(
    code=CODE,
    title=three("Evenings"),
    summary=three("When one may go out in the evening."),
    fields=FIELDS,
    check=check,
    preview=of_a_day,
)


def seed(**changes: Any) -> RegimeSeed:
    """What the pack would bring."""
    found: dict[str, Any] = {
        "code": CODE,
        "agency": AGENCY,
        "since": SINCE,
        "reason": three("The first rules"),
        "law": three("Decree 1"),
        "values": values(),
        "marks": {"total": RegimeMark(three("Decree 1, article 2"), is_confirmed=False)},
    }
    return RegimeSeed(**{**found, **changes})


def settle(**changes: Any) -> None:
    """Let the regime begin."""
    people.agency(AGENCY)
    api.declare(KIND)
    api.sync(seed(**changes), actor=system("migrate"))


def tural() -> Account:
    """Decides about regimes."""
    return people.officer(AGENCY, ("officer", "regime"))


def sevda() -> Account:
    """Head, and decides about regimes."""
    return people.officer(AGENCY, ("head", "officer", "regime"), number=2)


def acts(who: Account, agency: str = AGENCY) -> Actor:
    """The officer's actor."""
    return people.actor_for(who, agency=agency)


def proposed(who: Account | None = None, **changes: Any) -> Any:
    """Tural (or another) proposes that two walks a day be allowed."""
    given: dict[str, Any] = {
        "values": values(purposes=[purpose(limit=2)]),
        "reason": REASON,
        **changes,
    }
    return api.propose(actor=acts(who or tural()), code=CODE, proposed=api.Proposed(**given))
