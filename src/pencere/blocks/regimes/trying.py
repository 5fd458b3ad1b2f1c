"""Asking for a trial of a proposal, and looking at those whose answer would have been another:
they are people, so that each look stands in their journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties import api as parties
from pencere.blocks.regimes import access, journal_actions, trials
from pencere.blocks.regimes.jobs import try_on_a_day
from pencere.blocks.regimes.models import Proposal, Trial, TrialCase
from pencere.blocks.regimes.writing import title_of
from pencere.kernel import clock, jobs
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.journal import api as journal

A_PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which of those whose answer changes are looked at; None is any."""

    purpose: str | None = None
    was: str | None = None
    would_be: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody whose answer would have been another one."""

    case: TrialCase
    name: str
    """Empty where nobody was found."""


def ask(*, actor: Actor, proposal_id: UUID) -> Trial:
    """Have a proposal tried; a trial that is at work or still right is given as it is.

    Raises NotFound, Invalid for a draft whose values aren't right yet, Conflict for a regime
    that can't be tried.
    """
    with transaction.atomic():
        row = access.proposal(actor=actor, proposal_id=proposal_id, is_locked=True)
        if row.values is None:
            raise Invalid(_("Fill in the rules first."), code="no-values")
        if not trials.can_try(row):
            raise Conflict(_("These rules can't be tried."), code="no-preview")
        return begin(row, actor=actor)


def begin(row: Proposal, *, actor: Actor) -> Trial:
    """The trial of a proposal that the caller has locked and that can be tried: the one that is
    right, or a new one."""
    found = trials.latest(row)
    if found and found.status != Trial.Status.FAILED and not trials.is_stale(row, found):
        return found
    made = Trial.objects.create(
        proposal=row,
        day=trials.yesterday(),
        digest=trials.digest_of(row.values or {}),
        status=Trial.Status.WAITING,
        asked_at=clock.now(),
    )
    journal.record(
        actor=actor,
        action=journal_actions.TRIED,
        about=row.about,
        purpose=row.reason,
        justification=journal.Justification("duty", row.law),
        params={"regime": title_of(row.regime_id)},
    )
    jobs.defer(try_on_a_day, trial=str(made.pk))
    return made


def people(
    *, actor: Actor, proposal_id: UUID, narrowed: Narrowed, before: int | None = None
) -> tuple[Trial, Sequence[Listed], int | None]:
    """A page of those whose answer changes, the last decided first, before the number `before`;
    and before which one the next page goes on. Raises NotFound where nothing was tried."""
    row, trial = _tried(actor, proposal_id)
    with transaction.atomic():
        cases = _cases(trial, narrowed)
        if before is not None:
            cases = cases.filter(number__lt=before)
        found = list(cases[: A_PAGE + 1])
        shown = _listed(actor, row, found[:A_PAGE], journal_actions.LISTED)
    more = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return trial, shown, more


def exported(
    *, actor: Actor, proposal_id: UUID, narrowed: Narrowed
) -> tuple[Trial, Sequence[Listed]]:
    """The same for a file, 10,000 at most. Raises NotFound."""
    row, trial = _tried(actor, proposal_id)
    with transaction.atomic():
        cases = list(_cases(trial, narrowed)[:MOST_EXPORTED])
        return trial, _listed(actor, row, cases, journal_actions.EXPORTED)


def _tried(actor: Actor, proposal_id: UUID) -> tuple[Proposal, Trial]:
    row = access.proposal(actor=actor, proposal_id=proposal_id)
    trial = trials.latest(row)
    if trial is None or trial.status != Trial.Status.DONE:
        raise NotFound
    return row, trial


def _cases(trial: Trial, narrowed: Narrowed) -> QuerySet[TrialCase]:
    wanted = {
        "purpose": narrowed.purpose,
        "was": narrowed.was,
        "would_be": narrowed.would_be,
    }
    given = {key: value for key, value in wanted.items() if value is not None}
    return trial.cases.filter(**given).order_by("-number")


def _listed(actor: Actor, row: Proposal, cases: Sequence[TrialCase], action: str) -> list[Listed]:
    """The cases with names; a row in the journal for each person among them."""
    subjects = list(dict.fromkeys(case.subject for case in cases if case.subject))
    known: Mapping[UUID, parties.PartyView] = parties.parties(subjects)
    journal.record_many(
        entries=[
            journal.Entry(
                actor=actor,
                action=action,
                subject=subject,
                about=row.about,
                purpose=row.reason or str(_("Trying other rules")),
                justification=journal.Justification("duty", row.law),
            )
            for subject in subjects
            if subject in known
        ]
    )
    names = {subject: party.name for subject, party in known.items()}
    return [Listed(case, names.get(case.subject, "") if case.subject else "") for case in cases]
