"""Sending an application: once, whatever happens to the connection or the mouse."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import (
    access,
    evidence,
    journal_actions,
    others,
    regions,
    rules,
    sending_day,
    situations,
)
from pencere.casework.applications.actions import agreement, appeals, holding
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.actions.superseding import require_live_version
from pencere.casework.applications.errors import AlreadySubmitted
from pencere.casework.applications.models import Application
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import APPLICANT, Action, ServiceDefinition
from pencere.kernel import rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, PencereError, Refused, Unavailable
from pencere.ui.api import formatting


def submit(
    *, actor: Actor, application_id: UUID, idempotency_key: str, declaration: bool
) -> Application:
    """Send the application: validate all again, read the evidence, decide what is automatic.

    `idempotency_key`: random, made when the check page was drawn (≤64 characters). A repeat
    with the same key gives the first answer, also under a race. Raises AlreadySubmitted (sent
    before with another key), Invalid (`fields` by field key; code "declaration" when not
    ticked; code "rejected" with the reasons as message when the checks say no), NotFound,
    Refused, Unavailable (a register that the service can't do without is silent).
    """
    key = access.require_key(idempotency_key)
    try:
        sent = _submit(actor, application_id, key, declaration)
    except IntegrityError as error:
        if "application_submitted_once" not in str(error):
            raise
        raise Conflict(
            _("This form was used for another application. Load the page again."),
            code="idempotency-key",
        ) from error
    if isinstance(sent, PencereError):
        raise sent
    return sent


@transaction.atomic
@rows.together()
def _submit(
    actor: Actor, application_id: UUID, key: str, declaration: bool
) -> Application | PencereError:
    """A refusal by what the registers say is given back: that they were read stays journaled."""
    application, definition = access.own_application(
        actor=actor, application_id=application_id, locked=True
    )
    if not application.is_draft:
        # The lock was waited for: whoever held it has sent the application.
        if application.idempotency_key == key and application.applied_by_id == actor.account_id:
            return application
        raise AlreadySubmitted(reference=application.reference)
    access.require_applicant(
        actor=actor,
        definition=definition,
        kind=application.applicant.kind,
        born_on=application.applicant.born_on,
        about=application.about,
    )
    require_live_version(application)
    if not declaration:
        raise Invalid(
            _("Confirm that what you say is true."), code="declaration", field="declaration"
        )
    application.idempotency_key = key
    application.applied_by_id = actor.account_id  # type: ignore[assignment]
    application.mandate_id = actor.mandate_id
    application.mandate_kind = access.kind_of_mandate(actor)
    application.language = situations.language_now() or application.language
    # All registers are read anew; what counts is what they say now.
    application.data = evidence.read(
        actor=actor,
        application=application,
        definition=definition,
        sources=list(definition.data.values()),
    )
    try:
        _judge(actor, application, definition)
    except PencereError as refusal:
        return refusal
    return _send(actor, application, definition)


def _judge(actor: Actor, application: Application, definition: ServiceDefinition) -> None:
    """Read about those whom the answers name, and validate; a refusal asks nobody for consent."""
    about_others = others.sources_of(definition)
    with transaction.atomic() if about_others else nullcontext():
        application.data |= others.read(
            actor=actor, application=application, definition=definition, sources=about_others
        )
        validate(application, definition)
    _require_within_limit(actor, application, definition)


def _send(actor: Actor, application: Application, definition: ServiceDefinition) -> Application:
    application.agency_id = situations.handling_agency(application, definition)
    agreement.ask(actor=actor, application=application, definition=definition)
    progress = Progress(application, definition)
    action = submission(progress, actor)
    application.submitted_at = progress.now
    progress.holds = bool(holding.silent_sources(application, definition))
    progress.take(action, actor=actor, by=APPLICANT)
    if appeals.link_appeal(application, definition):
        progress.journal(actor, journal_actions.APPEALED)
    return holding.hold_or_go_on(
        progress,
        "form",
        "data",
        "checks",
        "agency",
        "submitted_at",
        "applied_by",
        "mandate_id",
        "mandate_kind",
        "language",
        "idempotency_key",
    )


def _require_within_limit(
    actor: Actor, application: Application, definition: ServiceDefinition
) -> None:
    """Refused when it costs more than the mandate in use lets its holder spend."""
    mandate = access.mandate_of(actor)
    if mandate is None or mandate.limit_minor is None:
        return
    situation = situations.situation_of(application, definition)
    currency = definition.fee.currency if definition.fee else mandate.limit_currency
    if not mandate.allows(engine.fee(definition, situation), currency):
        raise Refused(
            _("This costs more than your mandate allows: %(limit)s.")
            % {"limit": formatting.money(mandate.limit_minor, mandate.limit_currency)},
            code="mandate-limit",
        )


def validate(application: Application, definition: ServiceDefinition) -> None:
    """Make the stored answers what counts, and the checks what they say; Invalid if not enough.

    Locked fields are taken from the registers again, fields that don't apply are dropped.
    """
    situation = situations.situation_of(application, definition)
    lacking = sending_day.missing(application, definition, situation)
    if lacking:
        raise Invalid(
            _("Some answers are missing or have to be corrected."),
            code="missing",
            fields={field: [_("This answer is missing or not right.")] for _page, field in lacking},
        )
    application.form = sending_day.answers(application, definition, situation)
    application.region = regions.region_of(application.form, application.data)
    situation = situations.situation_of(application, definition)
    verdict = sending_day.eligibility(application, definition, situation)
    application.checks = rules.checks_as_json(verdict)
    if verdict.kind == "reject":
        silent = any(
            definition.data[name].when_unavailable == "reject" for name in situation.unavailable
        )
        if silent:
            raise Unavailable(
                _("A register that this needs does not answer now. Your draft is kept.")
            )
        raise Invalid(" ".join(str(message) for _key, message in verdict.reasons), code="rejected")


def submission(progress: Progress, actor: Actor) -> Action:
    """The applicant's action out of the draft. Raises Refused when its condition isn't met."""
    possible = engine.possible_actions(
        progress.definition,
        progress.application.state,
        by={APPLICANT},
        who=APPLICANT,
        history=progress.history,
        situation=progress.situation,
    )
    states = progress.definition.workflow.states
    for action in possible:
        if states[action.to].outcome != "withdrawn":
            return action
    raise Refused(_("This application can't be sent as it is."), code="no-submission")
