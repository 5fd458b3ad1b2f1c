"""Reading what every action begins with by statements that are written once: an application with
its applicant, and the steps that it took. Django makes such a statement anew each time, which
costs more than all that PostgreSQL does for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from pencere.casework.applications.models import Application
from pencere.kernel import rows


class StepTaken(NamedTuple):
    """A step as far as the workflow speaks of it."""

    action: str
    from_state: str
    to_state: str
    by: str
    account_id: UUID | None
    at: dt.datetime


def one_application(
    condition: str, parameters: Sequence[Any], *, locked: bool
) -> Application | None:
    """The application (`a` in the condition) with its applicant, locked for a change if asked."""
    found = rows.select(
        f"{_select()} WHERE {condition}{' FOR UPDATE OF a' if locked else ''}", parameters
    )
    if not found:
        return None
    count = len(Application._meta.concrete_fields)
    application = rows.made(Application, found[0][:count])
    applicant: Any = rows.made(_applicant_model(), found[0][count:])
    application.applicant = applicant
    return application


def steps_of(application: Application) -> list[StepTaken]:
    """What happened to the application, oldest first."""
    found = rows.select(
        'SELECT action, from_state, to_state, "by", account_id, at FROM applications_step'
        " WHERE application_id = %s ORDER BY id",
        [application.pk],
    )
    return [StepTaken(*each) for each in found]


def _applicant_model() -> type[Model]:
    model: type[Model] = Application._meta.get_field("applicant").related_model
    return model


@cache
def _select() -> str:
    applicant = _applicant_model()._meta
    named = [f'a."{field.column}"' for field in Application._meta.concrete_fields]
    named += [f'p."{field.column}"' for field in applicant.concrete_fields]
    return (
        f"SELECT {', '.join(named)} FROM {Application._meta.db_table} a"  # noqa: S608 - our names
        f" JOIN {applicant.db_table} p ON p.id = a.applicant_id"
    )
