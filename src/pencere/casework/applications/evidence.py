"""Evidence: what the registers say for an application, read with its purpose and reference,
kept with it as it was read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pencere.blocks.registers import api as registers
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import DataSource, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Justification
from pencere.kernel.text import Text, joined

FRESH = dt.timedelta(hours=12)
"""How long a draft goes on with what was read before it asks the registers again."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one source of the definition gave; all values are ready for JSON."""

    register: str
    subject: str
    """Id of the party whose data these are."""
    is_available: bool
    as_of: str
    """ISO 8601."""
    records: list[dict[str, Any]]
    """{id, number, version, data}; empty when the register has nothing."""
    consent: str = ""
    """How a consent that is lacking stands: asked, refused, withdrawn, ended (its time is over,
    or it was for other fields); "" when none lacks."""


def read(
    *,
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    sources: Collection[DataSource],
) -> dict[str, dict[str, Any]]:
    """Read `sources` for the application: one question for each subject.

    The registers journal it, justified by the application. Returns `Application.data`.
    """
    representative = actor.party_id or application.applicant_id
    justification = Justification(kind="application", reference=application.reference)
    asked: dict[UUID, list[tuple[DataSource, str]]] = defaultdict(list)
    for source in sources:
        if source.is_about_another:
            continue  # `others` reads it
        subject = application.applicant_id if source.key == "applicant" else representative
        if code := register_of(source, application.start):
            asked[subject].append((source, code))
    found: dict[str, dict[str, Any]] = {}
    for subject, group in asked.items():
        answers = registers.read(
            actor=actor,
            subject=subject,
            registers=sorted({code for _source, code in group}),
            purpose=_purposes(group),
            justification=justification,
            fields=_fields(group),
        )
        for source, code in group:
            found[source.name] = asdict(found_in(source, code, subject, answers[code], application))
    return found


def register_of(source: DataSource, start: Mapping[str, str]) -> str:
    """Code of the register that a source reads; "" when the link named none that exists."""
    if not source.is_dynamic:
        return source.source
    code = str(start.get(source.source.removeprefix("start."), ""))
    return code if code in registers.declarations() else ""


def _freshness(source: DataSource) -> dt.timedelta:
    """How long what was read of a source may be shown."""
    if source.max_age is None:
        return FRESH
    today = dt.date(2000, 1, 1)
    days = source.max_age.after(today) - today
    return days + dt.timedelta(minutes=source.max_age.minutes)


def purpose_of(source: DataSource) -> str:
    """The purpose as the journal keeps it: in all languages, for whoever reads it later."""
    return source.purpose.packed()


def _purposes(group: Collection[tuple[DataSource, str]]) -> dict[str, str]:
    """By register, what its sources are read for."""
    said: dict[str, list[Text]] = defaultdict(list)
    for source, code in group:
        said[code].append(source.purpose)
    return {code: joined(purposes).packed() for code, purposes in said.items()}


def _fields(group: Collection[tuple[DataSource, str]]) -> dict[str, list[str]]:
    """Fields to read from each register: those that its sources name together."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for source, code in group:
        wanted[code].update(source.fields or registers.declaration(code).by_key)
    return {code: sorted(keys) for code, keys in wanted.items()}


def found_in(
    source: DataSource,
    code: str,
    subject: UUID,
    answer: registers.Answer,
    application: Application,
) -> Found:
    keys = set(source.fields)
    wanted = None
    if source.record is not None:
        wanted = str(application.start.get(source.record.removeprefix("start."), ""))
    records = [each for each in answer.records if wanted is None or str(each.id) == wanted]
    return Found(
        register=code,
        subject=str(subject),
        is_available=answer.is_available,
        as_of=answer.as_of.isoformat(),
        records=[
            {
                "id": str(each.id),
                "number": each.number,
                "version": each.version,
                "data": {k: v for k, v in each.data.items() if not keys or k in keys},
            }
            for each in (records if source.many else records[:1])
        ],
    )


def for_expressions(
    definition: ServiceDefinition, data: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """`Application.data` in the shape of `Situation.data`."""
    shaped: dict[str, Any] = {}
    for name, source in definition.data.items():
        records = [
            {
                **each["data"],
                "_id": each["id"],
                "_number": each["number"],
                "_version": each["version"],
            }
            for each in data.get(name, {}).get("records", [])
        ]
        shaped[name] = records if source.many else next(iter(records), {})
    return shaped


def consents(data: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Sources that were not read for want of a consent, and how it stands."""
    return {name: found["consent"] for name, found in data.items() if found.get("consent")}


def unavailable(data: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Sources whose register did not answer when it was asked."""
    return frozenset(name for name, found in data.items() if not found["is_available"])


def is_stale(
    data: Mapping[str, Mapping[str, Any]],
    sources: Collection[DataSource],
    start: Mapping[str, str],
    now: dt.datetime,
) -> bool:
    """Whether a draft should ask the registers (again): never read, silent then, or long ago."""
    return any(
        register_of(source, start)
        and (
            (found := data.get(source.name)) is None
            or not found["is_available"]
            or now - dt.datetime.fromisoformat(found["as_of"]) > _freshness(source)
        )
        for source in sources
    )
