"""Applications as what mandates are about: by which names one covers them, and the cases for which
somebody may give a mandate that is good for nothing else."""

from __future__ import annotations

from uuid import UUID

from pencere.blocks.mandates.api import Case, on_case
from pencere.blocks.parties.api import Matters, on_matters
from pencere.casework.applications import access, rules
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.rows import select

OWN = "SELECT reference, version_id FROM applications_application WHERE applicant_id = %s"
ATTORNEY, DIRECTOR = "attorney", "director"


@on_matters
def matters(party_id: UUID) -> Matters:
    """The applications of a party, and by which names a mandate covers each."""
    rows = select(OWN, [party_id])
    return {
        f"application:{reference}": rules.names_of(
            definition_of(version_id), f"application:{reference}"
        )
        for reference, version_id in rows
    }


@on_case
def own_case(*, actor: Actor, about: str) -> Case | None:
    """An application in which `actor` may act; None for other things, and for what isn't theirs."""
    kind, _colon, reference = about.partition(":")
    if kind != "application":
        return None
    try:
        application, definition = access.own_application(
            actor=actor, application_id=access.id_of(reference)
        )
    except (NotFound, Invalid):  # an unknown number, or none
        return None
    return Case(
        about=application.about,
        title=definition.title,
        address=f"/applications/{application.reference}/",
        may_be_represented=may_be_represented(
            definition, is_person=application.applicant.kind != "organisation"
        ),
    )


def may_let_act(actor: Actor, definition: ServiceDefinition) -> bool:
    """Whether `actor` could give somebody a mandate for their application to this service."""
    if actor.on_behalf_of is None:
        return may_be_represented(definition, is_person=True)
    mandate = access.mandate_of(actor)
    if mandate is None or not (mandate.may_delegate or mandate.kind == DIRECTOR):
        return False
    return may_be_represented(definition, is_person=mandate.grantor.is_person)


def may_be_represented(definition: ServiceDefinition, *, is_person: bool) -> bool:
    """Whether somebody may be let act for the applicant of this service: for a person only where
    the service lets a representative."""
    return not is_person or ATTORNEY in definition.applicant.represented_by
