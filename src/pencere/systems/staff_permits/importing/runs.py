"""A staff list's way: handed in, read, checked, and accepted or dropped. Long lists go that way in
the background, in parts that are each there whole or not at all: after any crash it goes on where
it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties import api as parties
from pencere.kernel import clock, jobs
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound, PencereError, TooLarge
from pencere.kernel.journal.api import record
from pencere.kernel.text import Text
from pencere.systems.staff_permits import actions, words
from pencere.systems.staff_permits.access import LAW, PURPOSE, employer_of, require_key
from pencere.systems.staff_permits.importing.checking import Verdict, check
from pencere.systems.staff_permits.importing.reading import Meanings, read
from pencere.systems.staff_permits.importing.sheets import MOST_BYTES, Unreadable
from pencere.systems.staff_permits.models import Employer, ImportRow, ImportRun

AT_ONCE = 500
"""Rows in one transaction, and rows up to which nobody has to wait for the background."""
SMALL = 60_000
"""Bytes up to which a file is read while its sender waits."""
MOST_LISTED = 200
State = ImportRun.State


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of an import's rows in their order."""

    rows: tuple[ImportRow, ...]
    next: int | None
    """Give it as `after` for the next page."""
    total: int


@transaction.atomic
def hand_in(*, actor: Actor, content: bytes, name: str, key: str) -> ImportRun:
    """Take in a staff list; a repeat with the same key gives the first one. Short lists are
    checked at once, others in the background (`ImportRun.state`). Nothing is made of it yet.

    Raises as `access.employer_of` does, TooLarge, Invalid for a bad key.
    """
    employer = employer_of(actor, locked=True)
    known = ImportRun.objects.filter(employer=employer, key=require_key(key)).first()
    if known is not None:
        return known
    if len(content) > MOST_BYTES:
        raise TooLarge
    run = ImportRun.objects.create(
        employer=employer,
        account=actor.account_id,
        key=key,
        name=actions.one_line(name)[:150],
        content=content,
        by=_packed(actor),
        created_at=clock.now(),
    )
    if len(content) <= SMALL:
        _read(run)
    if run.state == State.CHECKING and run.total <= AT_ONCE:
        _check_some(run, actor)
    if run.state in (State.WAITING, State.CHECKING):
        _go_on(run)
    return run


def proceed(run_id: UUID) -> None:
    """Bring an import on its way to where somebody has to decide, part by part."""
    while True:
        with transaction.atomic():
            run = ImportRun.objects.select_for_update(no_key=True).get(pk=run_id)
            if not _step(run):
                return


def _step(run: ImportRun) -> bool:
    """One part of what is to be done; False when nothing is."""
    if run.state == State.WAITING:
        _read(run)
        return run.state == State.CHECKING
    if run.state not in (State.CHECKING, State.ACCEPTING):
        return False
    try:
        actor = _unpacked(run)
        employer_of(actor)
    except PencereError:
        run.state, run.problem = State.UNREADABLE, "no-mandate"
        run.save(update_fields=["state", "problem"])
        return False
    if run.state == State.CHECKING:
        _check_some(run, actor)
    else:
        _make_some(run, actor)
    return run.state in (State.CHECKING, State.ACCEPTING)


def _read(run: ImportRun) -> None:
    """From the file to rows, all or none; the file isn't needed afterwards."""
    try:
        rows = [
            ImportRow(run=run, line=line, cells=cells)
            for line, cells in read(bytes(run.content or b""))
        ]
        run.state = State.CHECKING if rows else State.UNREADABLE
        run.problem = "" if rows else "no-rows"
    except Unreadable as problem:
        rows, run.state, run.problem = [], State.UNREADABLE, problem.code
    ImportRow.objects.bulk_create(rows, batch_size=2000)
    run.total, run.content = len(rows), None
    run.save(update_fields=["state", "problem", "total", "content"])


def _check_some(run: ImportRun, actor: Actor) -> None:
    rows = list(run.rows.filter(state=ImportRow.State.READ).order_by("line")[:AT_ONCE])
    if not rows:
        run.state = State.CHECKED
        run.save(update_fields=["state"])
        return
    judge(run, rows, actor)
    run.looked_at += len(rows)
    if run.looked_at >= run.total:
        run.state = State.CHECKED
    run.save(update_fields=["looked_at", "state"])
    if run.looked_at == len(rows):
        _journal(words.IMPORTED, run, actor)


def judge(run: ImportRun, rows: Sequence[ImportRow], actor: Actor) -> list[Verdict]:
    """Check rows and keep what was found, in the caller's transaction."""
    verdicts = check(run.employer, rows, actor=actor, meanings=Meanings.now())
    for row, verdict in zip(rows, verdicts, strict=True):
        row.state, row.problems = verdict.state, [list(each) for each in verdict.problems]
        draft = verdict.checked.draft if verdict.checked else None
        row.employee = verdict.checked.employee if verdict.checked else None
        row.starts_on = draft.starts_on if draft else None
        row.ends_on = draft.ends_on if draft else None
    ImportRow.objects.bulk_update(
        rows, ["state", "problems", "employee", "starts_on", "ends_on"], batch_size=AT_ONCE
    )
    return verdicts


@transaction.atomic
def accept(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Make drafts of the good rows; the others stay with their errors. A repeat makes nothing
    more. Raises NotFound, Conflict (code "import-state") before it was checked or after it was
    dropped."""
    run = own(actor, run_id)
    if run.state in (State.ACCEPTING, State.ACCEPTED):
        return run
    if run.state != State.CHECKED:
        raise Conflict(_("This list can't be accepted now."), code="import-state")
    run.state, run.looked_at, run.by = State.ACCEPTING, 0, _packed(actor)
    run.save(update_fields=["state", "looked_at", "by"])
    if run.rows.filter(state=ImportRow.State.GOOD).count() <= AT_ONCE:
        while run.state == State.ACCEPTING:
            _make_some(run, actor)
    else:
        _go_on(run)
    return run


def _make_some(run: ImportRun, actor: Actor) -> None:
    """Drafts of some good rows, which are checked again: time has passed."""
    rows = list(run.rows.filter(state=ImportRow.State.GOOD).order_by("line")[:AT_ONCE])
    if not rows:
        run.state = State.ACCEPTED
        run.save(update_fields=["state"])
        return
    verdicts = judge(run, rows, actor)
    good = [
        (row, verdict.checked)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.checked is not None
    ]
    actions.written(
        run.employer,
        [checked for _row, checked in good],
        actor=actor,
        rows=[row.pk for row, _checked in good],
    )
    run.rows.filter(pk__in=[row.pk for row, _checked in good]).update(state=ImportRow.State.MADE)
    run.looked_at += len(rows)
    run.save(update_fields=["looked_at"])


@transaction.atomic
def drop(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Don't want it after all. Raises NotFound, Conflict (code "import-state") once accepted."""
    run = own(actor, run_id)
    if run.state in (State.ACCEPTING, State.ACCEPTED):
        raise Conflict(_("This list was accepted already."), code="import-state")
    if run.state != State.DROPPED:
        run.state, run.content = State.DROPPED, None
        run.save(update_fields=["state", "content"])
        run.rows.all().delete()
        _journal(words.IMPORT_DROPPED, run, actor)
    return run


def imports(*, actor: Actor) -> tuple[ImportRun, ...]:
    """The employer's latest imports, the newest first."""
    rows = ImportRun.objects.filter(employer=employer_of(actor)).exclude(state=State.DROPPED)
    return tuple(rows.defer("content").order_by("-id")[:20])


def import_run(*, actor: Actor, run_id: UUID) -> ImportRun:
    """One import of the employer. Raises NotFound."""
    rows = ImportRun.objects.filter(employer=employer_of(actor), pk=run_id)
    found = rows.defer("content").first()
    if found is None:
        raise NotFound
    return found


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows of an import are in each state."""
    found = run.rows.order_by().values_list("state").annotate(count=Count("id"))
    return {str(state): int(count) for state, count in found}


def import_rows(
    *, actor: Actor, run_id: UUID, state: str = "", after: int = 0, limit: int = 50
) -> Rows:
    """A page of an import's rows, of one state where given; `after` is a line."""
    rows = import_run(actor=actor, run_id=run_id).rows.select_related("permit")
    if state:
        rows = rows.filter(state=state)
    limit, total = min(limit, MOST_LISTED), rows.count()
    found = list(rows.filter(line__gt=after).order_by("line")[: limit + 1])
    is_more = len(found) > limit
    return Rows(tuple(found[:limit]), found[limit - 1].line if is_more else None, total)


def own(actor: Actor, run_id: UUID) -> ImportRun:
    """An import of the employer, locked with them. Raises NotFound."""
    employer: Employer = employer_of(actor, locked=True)
    found = (
        ImportRun.objects.select_for_update(no_key=True, of=("self",))
        .filter(employer=employer, pk=run_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _go_on(run: ImportRun) -> None:
    jobs.defer(jobs.named("staff-permits.import"), run=str(run.pk))


def _packed(actor: Actor) -> dict[str, object]:
    return {
        "party": str(actor.party_id),
        "mandate": str(actor.mandate_id) if actor.mandate_id else "",
        "label": dict(actor.label),
    }


def _unpacked(run: ImportRun) -> Actor:
    """Who handed it in, if they still may act for the employer. Raises NotFound."""
    person = UUID(run.by["party"])
    actor = Actor(
        kind="person",
        account_id=run.account,
        party_id=person,
        label=Text(run.by["label"]),
        channel="job",
        assurance="high",
    )
    if not run.by["mandate"]:
        return actor
    mandate = parties.mandate_held(person, UUID(run.by["mandate"]), clock.today())
    if mandate is None:
        raise NotFound
    return replace(
        actor,
        on_behalf_of=mandate.grantor.id,
        mandate_id=mandate.id,
        mandate_kind=mandate.kind,
        mandate_scopes=mandate.scopes,
    )


def _journal(action: str, run: ImportRun, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=run.employer_id,
        purpose=PURPOSE,
        justification=LAW,
        params={"count": run.total},
    )
