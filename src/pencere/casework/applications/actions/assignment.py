"""Who works on a case: taking it, giving it back, handing it on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access, journal_actions, rules, substitution
from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.colleagues import colleagues_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound, Refused
from pencere.kernel.journal.api import Justification, record

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def take(*, actor: Actor, application_id: UUID) -> Application:
    """Make the case this officer's. Taking one's own again changes nothing.

    Raises NotFound, Refused, Conflict (a colleague has it).
    """
    application = _open_case(actor, application_id)
    access.require_impartial(actor=actor, application=application)
    _require_queue_role(actor, application)
    if application.assignee_id == actor.account_id:
        return application
    if not substitution.is_free(actor, application):
        raise Conflict(_("A colleague has taken this case already."), code="taken")
    actor = substitution.in_place_of(actor, application.assignee_id)
    return _assign(actor, application, actor.account_id, journal_actions.TAKEN)


@transaction.atomic
def release(*, actor: Actor, application_id: UUID) -> Application:
    """Give the case back to the queue: one's own, or as head anybody's."""
    application = _open_case(actor, application_id)
    if application.assignee_id is None:
        return application
    _require_has_it(actor, application, _("Only who has this case, or a head, can give it back."))
    return _assign(actor, application, None, journal_actions.RELEASED)


@transaction.atomic
def reassign(*, actor: Actor, application_id: UUID, to: UUID) -> Application:
    """Hand the case to a colleague (account id out of `case_page`)."""
    application = _open_case(actor, application_id)
    if application.assignee_id == to:
        return application  # a repeat
    _require_has_it(actor, application, _("Only who has this case, or a head, can hand it on."))
    if to not in {each.account_id for each in colleagues_of(application)}:
        raise NotFound
    return _assign(actor, application, to, journal_actions.REASSIGNED)


def _open_case(actor: Actor, application_id: UUID) -> Application:
    """The case, locked. Raises NotFound, Conflict when nobody works on it any more."""
    application, _definition = access.case_of(
        actor=actor, application_id=application_id, locked=True
    )
    if application.stage != Application.Stage.TO_DO:
        raise Conflict(_("This case waits for no officer at the moment."), code="not-in-queue")
    return application


def _require_has_it(actor: Actor, application: Application, otherwise: _StrPromise) -> None:
    """Refused unless the case is this officer's, or of one whom they stand in for, or they are
    a head."""
    has_it = application.assignee_id is not None and substitution.is_free(actor, application)
    if not has_it and rules.HEAD not in actor.roles:
        raise Refused(otherwise, code="not-yours")


def _require_queue_role(actor: Actor, application: Application) -> None:
    if not actor.roles & {application.queue_role, application.escalated_to} - {""}:
        raise Refused(
            _("Your post does not carry the role that this step asks for."), code="not-your-role"
        )


def _assign(
    actor: Actor, application: Application, account_id: UUID | None, action: str
) -> Application:
    application.assignee_id = account_id
    application.row_version += 1
    application.changed_at = clock.now()
    application.save(update_fields=["assignee", "row_version", "changed_at"])
    record(
        actor=actor,
        action=action,
        subject=application.applicant_id,
        about=application.about,
        justification=Justification(kind="application", reference=application.reference),
        params={"service": application.service},
    )
    return application
