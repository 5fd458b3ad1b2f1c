"""A row of a staff list is mended on the page, and checked again as it was in the file."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.systems.staff_permits.importing import runs
from pencere.systems.staff_permits.models import ImportRow, ImportRun

MENDABLE = frozenset({ImportRow.State.BAD, ImportRow.State.DOUBLE, ImportRow.State.GOOD})


def row(*, actor: Actor, run_id: UUID, line: int) -> ImportRow:
    """One row of an import of the employer that can be mended. Raises NotFound."""
    run = runs.import_run(actor=actor, run_id=run_id)
    return _row(run, line)


@transaction.atomic
def correct(*, actor: Actor, run_id: UUID, line: int, cells: Mapping[str, str]) -> ImportRow:
    """Other words for a row's cells, as people would type them into the file; returns the row with
    what is still wrong with it. Raises NotFound, Conflict (code "import-state") once the list was
    accepted or dropped."""
    run = runs.own(actor, run_id)
    if run.state != ImportRun.State.CHECKED:
        raise Conflict(_("This list can't be changed any more."), code="import-state")
    found = _row(run, line)
    found.cells = {**found.cells, **{name: text for name, text in cells.items() if text}}
    found.cells = {name: text for name, text in found.cells.items() if cells.get(name, text)}
    found.save(update_fields=["cells"])
    runs.judge(run, [found], actor)
    return found


def _row(run: ImportRun, line: int) -> ImportRow:
    found = run.rows.filter(line=line, state__in=MENDABLE).first()
    if found is None:
        raise NotFound
    return found
