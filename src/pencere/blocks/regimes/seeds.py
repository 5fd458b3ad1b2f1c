"""What the country pack brings at first. What officers decided, a seed never overwrites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pencere.blocks.regimes import journal_actions, rules
from pencere.blocks.regimes.kinds import checked, kind_of
from pencere.blocks.regimes.models import Proposal, Regime, Version
from pencere.blocks.regimes.timeline import forget, spans_of
from pencere.blocks.regimes.writing import title_of, write_timeline
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal import api as journal
from pencere.kernel.pack import RegimeSeed, pack


class SeedError(ValueError):
    """A regime's file in the pack says something that it may not."""

    def __init__(self, code: str, key: str, problem: object) -> None:
        super().__init__(f"regimes/{code}.yaml: {key}: {problem}")


def sync_regimes(*, actor: Actor) -> None:
    """Let each regime of the pack begin; repeating it changes nothing.

    A file that has changed since counts from now on, where no officer has decided about that
    regime yet. Raises SeedError naming file and key.
    """
    for seed in pack().regimes().values():
        sync(seed, actor=actor)


@transaction.atomic
def sync(seed: RegimeSeed, *, actor: Actor) -> None:
    """Let one regime begin, or follow its changed file. Raises SeedError."""
    values = _checked(seed)
    digest = _digest(seed, values)
    regime, is_new = Regime.objects.select_for_update().get_or_create(
        code=seed.code, defaults={"agency_id": seed.agency, "seed": ""}
    )
    if regime.seed == digest:
        return
    is_decided = Proposal.objects.filter(regime=regime, status=Proposal.Status.APPROVED).exists()
    regime.seed, regime.agency_id = digest, seed.agency
    regime.save(update_fields=["seed", "agency"])
    if not is_decided:
        _begin(regime, seed, values, actor, is_new=is_new)


def _begin(
    regime: Regime, seed: RegimeSeed, values: Mapping[str, Any], actor: Actor, *, is_new: bool
) -> None:
    now = clock.now()
    number = Version.objects.filter(regime=regime).count() + 1
    version = Version.objects.create(
        regime=regime,
        number=number,
        values=values,
        marks={
            key: {"law": dict(mark.law or {}), "is_confirmed": mark.is_confirmed}
            for key, mark in seed.marks.items()
        },
        reason=dict(seed.reason),
        law=dict(seed.law or {}),
        made_at=now,
    )
    starts_at = clock.start_of(seed.since)
    if not is_new:
        starts_at = rules.begins_at(starts_at, now=now, decided_at=regime.decided_at)
    spans = spans_of(regime.code)
    write_timeline(regime, spans, rules.placed(spans, version.pk, starts_at, None), now=now)
    journal.record(
        actor=actor,
        action=journal_actions.SEEDED,
        about=f"regime:{regime.code}",
        params={"regime": title_of(regime.code), "number": number},
    )
    forget()


def _checked(seed: RegimeSeed) -> Mapping[str, Any]:
    try:
        kind = kind_of(seed.code)
        values = checked(kind, seed.values)
    except NotFound:
        raise SeedError(seed.code, "", "no system declares this regime") from None
    except Invalid as problem:
        place, words = next(iter(problem.fields.items()))
        raise SeedError(seed.code, place, words[0]) from None
    for key in seed.marks.keys() - values.keys():
        raise SeedError(seed.code, f"marks.{key}", "no such value")
    return values


def _digest(seed: RegimeSeed, values: Mapping[str, Any]) -> str:
    marks = {key: [dict(mark.law or {}), mark.is_confirmed] for key, mark in seed.marks.items()}
    said = [seed.agency, seed.since, values, marks, dict(seed.reason), dict(seed.law or {})]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
