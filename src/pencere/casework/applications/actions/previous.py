"""An application about something that was granted before: its renewal, change or duplicate.

The link names the entitlement and the purpose; the form begins with what the last case said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.casework.applications.models import Application
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition, Situation
from pencere.casework.entitlements import api as entitlements
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound

OPEN = (Application.Stage.TO_DO, Application.Stage.WAITING)


def life_start(
    actor: Actor, definition: ServiceDefinition, start: Mapping[str, str]
) -> dict[str, str]:
    """The start values of an application about an entitlement; {} when the link names none.

    Raises NotFound for an entitlement that is not theirs or has no such service, Conflict when
    it can't begin now, or one about the same is under way.
    """
    if not start.get("entitlement"):
        return {}
    try:
        entitlement_id = UUID(start["entitlement"])
    except ValueError:
        raise NotFound from None
    purpose = start.get("purpose") or "renew"
    entitlements.started(
        actor=actor, entitlement_id=entitlement_id, purpose=purpose, service=definition.id
    )
    under_way = Application.objects.filter(
        applicant_id=actor.applicant_id, stage__in=OPEN, start__entitlement=str(entitlement_id)
    ).first()
    if under_way is not None:
        raise Conflict(
            _("An application about this is under way already: %(reference)s.")
            % {"reference": under_way.reference},
            code="under-way",
        )
    return {"entitlement": str(entitlement_id), "purpose": purpose}


def answers(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> dict[str, Any]:
    """Of the last case's answers those that the form still asks for and that still are right.

    Locked ones come from the registers, files are added anew.
    """
    entitlement = application.start.get("entitlement")
    if not entitlement:
        return {}
    reference, found, anew = entitlements.answers_before(
        entitlement, application.start.get("purpose", "")
    )
    if reference:
        found = _form_of(application, reference)
    right = engine.answers(definition, replace(situation, form=found))
    return {
        key: value
        for key, value in right.items()
        if key not in anew
        and (field := definition.fields.get(key)) is not None
        and field.type != "file"
        and not engine.is_locked(field)
    }


def _form_of(application: Application, reference: str) -> dict[str, Any]:
    last = Application.objects.filter(
        reference=reference, applicant_id=application.applicant_id
    ).first()
    return dict(last.form) if last else {}
