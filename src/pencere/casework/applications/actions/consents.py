"""What follows in a case when somebody allows a look at their data, refuses or withdraws it."""

from __future__ import annotations

from django.db import transaction

from pencere.blocks.consent import api as consent
from pencere.blocks.notices import api as notices
from pencere.casework.applications import (
    access,
    others,
    rules,
    sending_day,
    situations,
    texts,
    texts_consent,
)
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.links import application_link
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import system
from pencere.kernel.text import Text


@consent.on_answered
@transaction.atomic
def take_in(request: consent.ConsentRequest) -> None:
    """Read what may be read now, or take out what may no longer be kept; check again, go on.

    Of a closed case nothing is changed: it was decided on what was allowed then.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .filter(reference=request.about.removeprefix("application:"))
        .first()
    )
    if application is None or not application.is_open:
        return
    definition = access.definition_of(application)
    sources = others.hanging_on(request, application, definition)
    if not sources:
        return
    read = others.read(
        actor=system("applications"),
        application=application,
        definition=definition,
        sources=sources,
    )
    application.data = {**application.data, **read}
    situation = situations.situation_of(application, definition)
    verdict = sending_day.eligibility(application, definition, situation)
    application.checks = rules.checks_as_json(verdict)
    progress = Progress(application, definition, application.steps.order_by("id"))
    if not application.awaits:  # the timer that asks the registers lets it go on
        progress.run_automatic()
    if progress.steps:
        progress.write("data", "checks")
    else:
        application.row_version += 1
        application.save(update_fields=["data", "checks", "row_version"])
    _tell_applicant(request, application, definition)


def _tell_applicant(
    request: consent.ConsentRequest, application: Application, definition: ServiceDefinition
) -> None:
    title, body = texts_consent.ANSWERS[request.state]
    values: dict[str, Text | str] = {
        "service": definition.title,
        "reference": application.reference,
    }
    notices.send(
        party=application.applicant_id,
        kind=f"consent.{request.state}",
        title=texts.filled(texts.in_all_languages(title), values),
        body=texts.filled(texts.in_all_languages(body), values),
        link=application_link(application.reference),
        about=application.about,
    )
