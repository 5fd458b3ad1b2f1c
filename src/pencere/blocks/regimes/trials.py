"""Trying a proposal on the decisions of yesterday: whom would it have refused?

A job goes through the day once, counts all and keeps one by one those whose answer would have
been another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import Preview, Replayed, kind_of
from pencere.blocks.regimes.models import Proposal, Trial, TrialCase
from pencere.blocks.regimes.writing import in_languages
from pencere.kernel import clock

AT_ONCE = 2_000
MOST_LISTED = 50_000
"""How many are kept one by one; all are counted."""
KEPT = dt.timedelta(days=30)
"""How long it is kept who they are."""
GIVEN_UP_AFTER = dt.timedelta(minutes=30)
"""A trial that isn't done so long after it was asked for is begun anew."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many decisions of a day were so, and would have been so."""

    purpose: str
    was: str
    would_be: str
    count: int

    @property
    def is_changed(self) -> bool:
        """Whether the answer would have been another one."""
        return self.was != self.would_be


def digest_of(values: Mapping[str, JSON]) -> str:
    """What tells the values of one trial from those of another."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def latest(row: Proposal) -> Trial | None:
    """The trial of a proposal that was asked for last."""
    return row.trials.order_by("-asked_at", "-id").first()


def is_stale(row: Proposal, trial: Trial | None) -> bool:
    """Whether a trial says nothing of these values and of yesterday."""
    if trial is None or row.values is None:
        return row.values is not None
    if trial.digest != digest_of(row.values) or trial.day != yesterday():
        return True
    is_at_work = trial.status in (Trial.Status.WAITING, Trial.Status.RUNNING)
    return is_at_work and clock.now() - trial.asked_at > GIVEN_UP_AFTER


def can_try(row: Proposal) -> bool:
    """Whether the regime can be tried, and the proposal has values to try."""
    return kind_of(row.regime_id).preview is not None and row.values is not None


def run(trial: Trial) -> None:
    """Go through the day. A second run begins anew and ends the same."""
    row = trial.proposal
    kind = kind_of(row.regime_id)
    if kind.preview is None or row.values is None or trial.digest != digest_of(row.values):
        Trial.objects.filter(pk=trial.pk).update(status=Trial.Status.FAILED)
        return
    trial.cases.all().delete()
    preview = kind.preview(row.values, trial.day)
    _progress(trial, status=Trial.Status.RUNNING, total=preview.total, done=0)
    counts, listed, done = Counter[tuple[str, str, str]](), 0, 0
    for some in _batches(preview.cases):
        counts.update((each.purpose, each.was, each.would_be) for each in some)
        listed += _keep(trial, some, listed)
        done += len(some)
        _progress(trial, done=done)
    _progress(
        trial,
        status=Trial.Status.DONE,
        total=done,
        listed=listed,
        counts=[[*key, count] for key, count in sorted(counts.items())],
        words=_words(preview),
        finished_at=clock.now(),
    )


def forget_people() -> int:
    """Remove who they were, of trials long past; their counts stay. Says of how many trials."""
    old = Trial.objects.filter(asked_at__lt=clock.now() - KEPT, listed__gt=0)
    pks = list(old.values_list("pk", flat=True))
    TrialCase.objects.filter(trial__in=pks).delete()
    return Trial.objects.filter(pk__in=pks).update(listed=0)


def counts_of(trial: Trial) -> list[Count]:
    """What was counted, most first."""
    found = [Count(*each) for each in trial.counts]
    return sorted(found, key=lambda each: -each.count)


def _keep(trial: Trial, some: Sequence[Replayed], listed: int) -> int:
    changed = [each for each in some if each.was != each.would_be][: MOST_LISTED - listed]
    TrialCase.objects.bulk_create(
        TrialCase(
            trial=trial,
            number=number,
            at=each.at,
            subject=each.subject,
            purpose=each.purpose,
            was=each.was,
            would_be=each.would_be,
        )
        for number, each in enumerate(changed, start=listed + 1)
    )
    return len(changed)


def _progress(trial: Trial, **changes: object) -> None:
    Trial.objects.filter(pk=trial.pk).update(**changes)


def _batches(cases: Iterable[Replayed]) -> Iterator[list[Replayed]]:
    left = iter(cases)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _words(preview: Preview) -> dict[str, dict[str, dict[str, str]]]:
    return {
        "purposes": {code: _translated(words) for code, words in preview.purposes.items()},
        "reasons": {code: _translated(words) for code, words in preview.reasons.items()},
    }


def _translated(words: object) -> dict[str, str]:
    return dict(words) if isinstance(words, Mapping) else in_languages(words)


def yesterday() -> dt.date:
    """The day that is tried."""
    return clock.today() - dt.timedelta(days=1)
