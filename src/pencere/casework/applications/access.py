"""Who may touch which application: asked by every action and query before anything else.

What a person may not know of does not exist for them (NotFound); Refused is for the officer
who may see a case and still may not take this step.
"""

from __future__ import annotations

import datetime as dt
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pencere.blocks.parties.api import MandateView, mandate_held, mandates_held, party
from pencere.blocks.registers import api as registers
from pencere.casework.applications import rules, substitution
from pencere.casework.applications.errors import ActingForAnother, MandateEnded
from pencere.casework.applications.models import Application, CaseLink, CoApplicant, Opinion
from pencere.casework.applications.reading import one_application
from pencere.casework.definitions import api as definitions
from pencere.casework.definitions.model import WITHOUT_SCOPE, Ages, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.ids import normalise_reference


def own_application(
    *, actor: Actor, application_id: UUID, locked: bool = False
) -> tuple[Application, ServiceDefinition]:
    """An application of the party that `actor` is or acts for. Raises NotFound."""
    if actor.account_id is None or actor.applicant_id is None:
        raise NotFound
    application = one_application(
        "a.id = %s AND a.applicant_id = %s", [application_id, actor.applicant_id], locked=locked
    )
    if application is None:
        raise _why_not_found(actor, application_id)
    definition = definition_of(application)
    if actor.on_behalf_of and not may_represent(
        actor=actor, definition=definition, about=application.about
    ):
        raise _why_not_found(actor, application_id)
    return application, definition


def _why_not_found(actor: Actor, application_id: UUID) -> NotFound:
    """Clear words for who acted in it before; for all others there is nothing."""
    row = (
        Application.objects.filter(
            pk=application_id, applied_by_id=actor.account_id, mandate_id__isnull=False
        )
        .values_list("mandate_id", flat=True)
        .first()
    )
    if row is None or actor.party_id is None:
        return NotFound()
    held = mandates_held(actor.party_id, clock.today())
    is_live = any(each.id == row and row != actor.mandate_id for each in held)
    return ActingForAnother() if is_live else MandateEnded()


def case_of(
    *, actor: Actor, application_id: UUID, locked: bool = False
) -> tuple[Application, ServiceDefinition]:
    """A submitted application of the officer's agency in which they have a role, else NotFound."""
    if actor.kind != "officer" or actor.agency is None:
        raise NotFound
    application = one_application(
        "a.id = %s AND a.agency_id = %s AND a.stage <> %s",
        [application_id, actor.agency, Application.Stage.DRAFT.value],
        locked=locked,
    )
    if application is None:
        raise NotFound
    definition = definition_of(application)
    if actor.roles.isdisjoint(rules.officer_roles(definition)):
        raise NotFound
    return application, definition


def agreement_of(
    *, actor: Actor, agreement_id: UUID, locked: bool = False
) -> tuple[CoApplicant, Application, ServiceDefinition]:
    """What `actor`, or the child or ward that they act for, is asked to agree to; else NotFound.

    The application is locked before the row, as everybody does it.
    """
    row = _asked(actor).filter(pk=agreement_id).first()
    if row is None:
        raise NotFound
    application = _rows(locked=locked).filter(pk=row.application_id).first()
    if locked:
        row = CoApplicant.objects.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if application is None or row is None or application.is_draft:
        raise NotFound
    return row, application, definition_of(application)


def _asked(actor: Actor, *, is_counted: bool = False) -> QuerySet[CoApplicant]:
    """The requests for agreement that this actor may see and answer. Those from before the
    platform knew them are looked for by identifier, but not where one only counts."""
    if actor.kind != "person" or actor.party_id is None or actor.applicant_id is None:
        return CoApplicant.objects.none()
    if actor.on_behalf_of is not None:
        mandate = mandate_of(actor)
        if mandate is None:
            return CoApplicant.objects.none()
        if mandate.kind not in WITHOUT_SCOPE:
            return _asked_of_organisation(mandate)
    if is_counted:
        return CoApplicant.objects.filter(party_id=actor.applicant_id)
    who = party(actor.applicant_id)
    mine = Q(party_id=who.id)
    if who.is_person:
        mine |= Q(party__isnull=True, identifier=who.identifier)
    return CoApplicant.objects.filter(mine)


def _asked_of_organisation(mandate: MandateView) -> QuerySet[CoApplicant]:
    """What an organisation is asked, as far as the mandate's scopes reach: the holder of one for
    taxes has no say in a licence. A person's attorney agrees to nothing."""
    if mandate.grantor.is_person:
        return CoApplicant.objects.none()
    rows = CoApplicant.objects.filter(party_id=mandate.grantor.id)
    versions = rows.values_list("application__version_id", flat=True).distinct()
    covered = [each for each in versions if _reaches(mandate, definitions.definition_of(each))]
    return rows.filter(application__version_id__in=covered)


def _reaches(mandate: MandateView, definition: ServiceDefinition) -> bool:
    return rules.mandate_covers(
        definition, is_person=False, kind=mandate.kind, scopes=mandate.scopes, about=""
    )


def asked_to_agree(actor: Actor, *, is_counted: bool = False) -> QuerySet[CoApplicant]:
    """As `agreement_of`, all of them, the newest first."""
    return _asked(actor, is_counted=is_counted).order_by("-id")


def shared_application(
    *, actor: Actor, application_id: UUID
) -> tuple[Application, ServiceDefinition]:
    """One's own application, or one that one is asked to agree to. Raises NotFound."""
    try:
        return own_application(actor=actor, application_id=application_id)
    except NotFound:
        row = _asked(actor).filter(application_id=application_id).first()
        if row is None:
            raise
        _row, application, definition = agreement_of(actor=actor, agreement_id=row.pk)
        return application, definition


def readable_case(*, actor: Actor, application_id: UUID) -> tuple[Application, ServiceDefinition]:
    """A case of the officer's, or one against which an appeal of theirs is made, else NotFound."""
    try:
        return case_of(actor=actor, application_id=application_id)
    except NotFound:
        link = CaseLink.objects.filter(
            earlier_id=application_id, kind=CaseLink.Kind.APPEAL, undone_at__isnull=True
        ).first()
        if link is None:
            raise
    appeal, _definition = case_of(actor=actor, application_id=link.later_id)
    require_impartial(actor=actor, application=appeal)
    application = _rows(locked=False).get(pk=application_id)
    return application, definition_of(application)


def any_case(*, reference: str, locked: bool = False) -> tuple[Application, ServiceDefinition]:
    """A submitted application for the platform itself, by its reference number, else NotFound."""
    application = (
        _rows(locked=locked)
        .filter(reference=normalise_reference(reference))
        .exclude(stage=Application.Stage.DRAFT)
        .first()
    )
    if application is None:
        raise NotFound
    return application, definition_of(application)


def asked_opinion(
    *, actor: Actor, opinion_id: UUID, locked: bool = True
) -> tuple[Opinion, Application, ServiceDefinition]:
    """A question put to the officer's agency and role, with its case, else NotFound.

    The case is locked before the question, as every other action does it.
    """
    if actor.kind != "officer" or actor.agency is None:
        raise NotFound
    mine = Opinion.objects.filter(pk=opinion_id, agency_id=actor.agency, role__in=actor.roles)
    application = _rows(locked=locked).filter(opinions__in=mine).first()
    opinion = (mine.select_for_update() if locked else mine).first()
    if application is None or opinion is None:
        raise NotFound
    return opinion, application, definition_of(application)


def id_of(reference: str) -> UUID:
    """The id of the application that a reference number, as typed, or an id names.

    Raises Invalid for a mistyped reference number, NotFound for one that nothing has.
    """
    try:
        return UUID(reference)
    except ValueError:
        pass
    found = (
        Application.objects.filter(reference=normalise_reference(reference))
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def definition_of(application: Application) -> ServiceDefinition:
    """The definition that an application began with and stays on."""
    return definitions.definition_of(application.version_id)


def may_represent(*, actor: Actor, definition: ServiceDefinition, about: str = "") -> bool:
    """Whether the mandate that `actor` uses is alive at this moment and covers the service, or
    the one application (`application:PX-…`) that it is `about`."""
    mandate = mandate_of(actor)
    return mandate is not None and covers(mandate, definition, about=about)


def mandate_of(actor: Actor) -> MandateView | None:
    """The mandate that `actor` uses, if it is alive at this moment."""
    if actor.party_id is None or actor.on_behalf_of is None:
        return None
    if actor.mandate_id is None:
        return None
    mandate = mandate_held(actor.party_id, actor.mandate_id, clock.today())
    return mandate if mandate and mandate.grantor.id == actor.on_behalf_of else None


def kind_of_mandate(actor: Actor) -> str:
    """Of what kind the mandate is by which `actor` acts; "" for who acts for themselves."""
    mandate = mandate_of(actor)
    return mandate.kind if mandate else ""


def covers(mandate: MandateView, definition: ServiceDefinition, *, about: str = "") -> bool:
    """Whether one may apply to the service, or act in the application `about`, by this mandate."""
    grantor = mandate.grantor
    return grantor.kind in definition.applicant.kinds and rules.mandate_covers(
        definition,
        is_person=grantor.is_person,
        kind=mandate.kind,
        scopes=mandate.scopes,
        about=about,
    )


def require_applicant(
    *,
    actor: Actor,
    definition: ServiceDefinition,
    kind: str,
    born_on: dt.date | None = None,
    about: str = "",
) -> None:
    """Refused unless a party of `kind`, through this actor, may apply to this service; `about` is
    the application that was begun already. Code "mandate-leaves-out" where the mandate takes out
    registers that the service needs."""
    if kind not in definition.applicant.kinds:
        raise Refused(_("This service is not for you."), code="applicant-kind")
    if not rules.is_of_age(definition.applicant, born_on, clock.today()):
        raise Refused(_age_words(definition.applicant.age), code="applicant-age")
    if actor.on_behalf_of and not may_represent(actor=actor, definition=definition, about=about):
        raise Refused(
            _("You may not apply to this service for the one that you act for."), code="mandate"
        )
    _require_registers(actor, definition)
    if not actor.is_at_least(cast(Assurance, definition.applicant.assurance)):
        raise Refused(_("This service asks for a stronger sign-in."), code="assurance")


def _require_registers(actor: Actor, definition: ServiceDefinition) -> None:
    """Refused where the mandate takes out a register without which nothing can be sent."""
    for source in definition.data.values():
        if source.key == "applicant" and not source.is_dynamic:
            registers.require_not_left_out(actor=actor, register=source.source)


def _age_words(age: Ages | None) -> str:
    least, most = (age.min, age.max) if age else (None, None)
    if most is None:
        return _("This service is for people aged %(least)s or older.") % {"least": least}
    if least is None:
        return _("This service is for people aged %(most)s or younger.") % {"most": most}
    return _("This service is for people aged %(least)s to %(most)s.") % {
        "least": least,
        "most": most,
    }


def require_impartial(*, actor: Actor, application: Application) -> None:
    """Refused for an officer who would work on their own application."""
    if application.applied_by_id == actor.account_id or application.applicant_id == actor.party_id:
        raise Refused(
            _("This is your own application. A colleague has to deal with it."),
            code="own-application",
        )


def require_free(*, actor: Actor, application: Application) -> None:
    """Refused when a colleague works on the case."""
    if not substitution.is_free(actor, application):
        raise Refused(
            _("A colleague is working on this case. Ask them to give it back first."),
            code="taken",
        )


def require_key(key: str) -> str:
    """The idempotency key that a form carried. Raises Invalid."""
    if not key or len(key) > 64 or not key.isprintable():
        raise Invalid(_("This form is out of date. Load the page again."), code="idempotency-key")
    return key


def _rows(*, locked: bool) -> QuerySet[Application]:
    rows = Application.objects.select_related("applicant")
    return rows.select_for_update(of=("self",)) if locked else rows
