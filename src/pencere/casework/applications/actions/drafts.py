"""What an applicant does with a form before it is sent, and while it may be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from pencere.blocks.parties.api import party
from pencere.casework.applications import (
    access,
    evidence,
    journal_actions,
    rules,
    sending_day,
    situations,
)
from pencere.casework.applications.actions import appeals, previous
from pencere.casework.applications.actions.attaching import forget_file
from pencere.casework.applications.actions.editing import (
    editable,
    journal,
    store_draft,
)
from pencere.casework.applications.actions.timing import timers_of
from pencere.casework.applications.errors import AlreadySubmitted, ChangedMeanwhile
from pencere.casework.applications.models import Application, Timer
from pencere.casework.applications.shapes import (
    SaveResult,
)
from pencere.casework.definitions import engine
from pencere.casework.definitions.api import ServiceVersion, current, current_by_slug
from pencere.casework.definitions.model import Page, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.ids import reference_number

REFERENCE_TRIES = 5
ANY_PAGE = ""
"""Key in `page_versions` of the version of pages that were not saved yet."""


@transaction.atomic
def start(*, actor: Actor, service: str, start: Mapping[str, str] | None = None) -> Application:
    """Begin an application to `service` (its id or slug); the draft that exists is given back.

    `start` holds what the link brought along (`definition.starts.requires`); other keys are
    dropped. A draft that was begun with other `start` values takes the new ones, and loses
    the answers that hung on the old ones.
    Raises NotFound (no such service), Refused (this kind of applicant, no mandate, too weak a
    sign-in; code "applicant-kind", "mandate", "assurance"), Invalid (code "start-missing":
    show `definition.starts.help`).
    """
    if actor.account_id is None or actor.applicant_id is None:
        raise NotFound
    published = published_service(service)
    definition = published.definition
    applicant = party(actor.applicant_id)
    access.require_applicant(
        actor=actor, definition=definition, kind=applicant.kind, born_on=applicant.born_on
    )
    given = _start_values(definition, start or {})
    given |= previous.life_start(actor, definition, start or {})
    appeals.require_appealable(applicant.id, definition, given)
    draft = (
        Application.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .filter(applicant_id=applicant.id, service=definition.id, stage=Application.Stage.DRAFT)
        .first()
    )
    if draft is not None:
        return _resumed(actor, draft, access.definition_of(draft), given)
    if not engine.starts(definition, given):
        raise Invalid(
            definition.starts.help if definition.starts else None,  # type: ignore[arg-type]
            code="start-missing",
        )
    return _begun(actor, published, definition, given)


def published_service(service: str) -> ServiceVersion:
    """The current version of the service that an id or a slug names. Raises NotFound; a service
    that is only described can't be applied for here."""
    found = current(service) if "." in service else current_by_slug(service)
    if not found.definition.is_online:
        raise NotFound(code="not-online")
    return found


def _start_values(definition: ServiceDefinition, given: Mapping[str, str]) -> dict[str, str]:
    wanted = definition.starts.requires if definition.starts else ()
    clean = {key: str(given.get(key, "")).replace("\0", "")[:200] for key in wanted}
    return {key: value for key, value in clean.items() if value}


def _begun(
    actor: Actor, published: ServiceVersion, definition: ServiceDefinition, given: dict[str, str]
) -> Application:
    application = Application(
        version_id=published.pk,
        service=definition.id,
        applicant_id=cast(UUID, actor.applicant_id),
        applied_by_id=cast(UUID, actor.account_id),
        mandate_id=actor.mandate_id,
        mandate_kind=access.kind_of_mandate(actor),
        language=situations.language_now(),
        state=engine.start_state(definition),
        start=given,
        created_at=clock.now(),
        changed_at=clock.now(),
        entered_at=clock.now(),
    )
    if not _inserted(application):  # another tab was quicker
        return Application.objects.select_related("applicant").get(
            applicant_id=actor.applicant_id, service=definition.id, stage=Application.Stage.DRAFT
        )
    read_for_form(actor, application, definition)
    journal(actor, application, journal_actions.STARTED)
    situation = situations.situation_of(application, definition)
    Timer.objects.bulk_create(timers_of(application, definition, situation))
    return application


def _inserted(application: Application) -> bool:
    """Insert the draft under a new reference; False when the applicant has a draft already."""
    for _try in range(REFERENCE_TRIES):
        application.reference = reference_number()
        try:
            with transaction.atomic():
                application.save(force_insert=True)
            return True
        except IntegrityError as error:
            if "application_one_draft" in str(error):
                return False
    raise RuntimeError("no free reference number was found")


def _resumed(
    actor: Actor, draft: Application, definition: ServiceDefinition, given: dict[str, str]
) -> Application:
    """The draft that exists; when the link speaks of something else, about that from now on."""
    if not given or given == draft.start:
        return draft
    draft.start = given
    draft.form, draft.data, draft.page = {}, {}, ""
    for attachment in draft.attachments.select_related("file"):
        forget_file(attachment)
    _bump(draft)
    # A tab that still shows the old question must not answer the new one.
    draft.page_versions = {ANY_PAGE: draft.row_version}
    read_for_form(actor, draft, definition)
    journal(actor, draft, journal_actions.STARTED)
    return draft


def refreshed(
    *, actor: Actor, application: Application, definition: ServiceDefinition
) -> Application:
    """A draft whose register data are fresh enough to be shown."""
    sources = [each for each in definition.data.values() if each.at == "start"]
    if evidence.is_stale(application.data, sources, application.start, clock.now()):
        read_for_form(actor, application, definition)
    return application


def read_for_form(actor: Actor, application: Application, definition: ServiceDefinition) -> None:
    """Read what the form shows, and fill in what the registers know."""
    sources = [each for each in definition.data.values() if each.at == "start"]
    application.data = evidence.read(
        actor=actor, application=application, definition=definition, sources=sources
    )
    situation = situations.situation_of(application, definition)
    known = {**previous.answers(application, definition, situation), **application.form}
    application.form = {**engine.prefilled(definition, situation), **known}
    application.save(
        update_fields=["data", "form", "start", "page", "page_versions", "row_version"]
    )


@transaction.atomic
def save(
    *,
    actor: Actor,
    application_id: UUID,
    page: str,
    raw: Mapping[str, Any],
    row_version: int,
    strict: bool = True,
) -> SaveResult:
    """Keep what was typed on `page`. `raw`: a value, or a list of values, by field key
    (`{key: request.POST.getlist(key)}` is right); files come by `attach`.

    What is right is stored even when something else on the page is wrong. With `strict`
    False (language switch, "save and come back later") nothing is complained of and wrong
    input is kept as typed. Keys that the page doesn't show, and locked fields, are ignored.
    `row_version` is PageView.row_version. Raises ChangedMeanwhile when the page was saved
    elsewhere since, with both sides; NotFound; AlreadySubmitted.
    """
    application, definition = editable(actor=actor, application_id=application_id)
    situation = situations.situation_of(application, definition)
    shown = _page(definition, page, situation)
    typed = unpacked(shown, raw)
    values, errors = sending_day.clean_page(application, definition, shown, typed, situation)
    _require_same(application, shown, values, row_version)
    own = {each.key for each in shown.fields}
    kept = {key: value for key, value in values.items() if value is not None}
    # An answer to a question that no longer applies is kept: who changes back finds it again.
    form = {k: v for k, v in application.form.items() if k not in own or k not in values} | kept
    following = _following(definition, application, form, shown)
    changed = _changed(application.form, form)
    left_on = following or shown.key if strict and not errors else shown.key
    if changed or application.page != left_on:
        application.form, application.page = form, left_on
        application.language = situations.language_now()
        if changed:
            _bump(application)
            application.page_versions[shown.key] = application.row_version
            journal(actor, application, journal_actions.SAVED, fields=changed)
        store_draft(application)
    return SaveResult(
        values=values,
        errors={key: tuple(found) for key, found in errors.items()} if strict else {},
        row_version=page_version(application, shown.key),
        next_page=following,
    )


def page_version(application: Application, page: str) -> int:
    """The version of a page, which a form carries to notice that another tab was quicker."""
    versions = application.page_versions
    return int(versions.get(page, versions.get(ANY_PAGE, 1)))


def unpacked(page: Page, raw: Mapping[str, Any]) -> dict[str, Any]:
    """`raw` with lists of one taken out of their list, as `QueryDict.getlist` gives them."""
    return {
        key: value[-1]
        if isinstance(value, list) and value and not engine.takes_several(page, key)
        else value
        for key, value in raw.items()
    }


def _page(definition: ServiceDefinition, key: str, situation: Any) -> Page:
    for page in engine.visible_pages(definition, situation):
        if page.key == key:
            return page
    raise NotFound


def _following(
    definition: ServiceDefinition, application: Application, form: dict[str, Any], page: Page
) -> str | None:
    situation = situations.situation_of(application, definition, form=form)
    keys = [each.key for each in engine.visible_pages(definition, situation)]
    later = keys[keys.index(page.key) + 1 :] if page.key in keys else []
    return later[0] if later else None


def _require_same(
    application: Application, page: Page, values: Mapping[str, Any], row_version: int
) -> None:
    """ChangedMeanwhile when the page was saved since it was shown, and says something else."""
    current_version = page_version(application, page.key)
    if row_version == current_version:
        return
    typed = {f.key for f in page.fields if f.type != "file" and not engine.is_locked(f)}
    mine, theirs = rules.differing(
        {key: values.get(key) for key in values if key in typed},
        {key: application.form.get(key) for key in values if key in typed},
    )
    if mine:
        raise ChangedMeanwhile(mine=mine, theirs=theirs, row_version=current_version)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


@transaction.atomic
def discard(*, actor: Actor, application_id: UUID) -> None:
    """Delete a draft with its files. Raises NotFound, AlreadySubmitted."""
    application, _definition = access.own_application(
        actor=actor, application_id=application_id, locked=True
    )
    if not application.is_draft:
        raise AlreadySubmitted(reference=application.reference)
    journal(actor, application, journal_actions.DISCARDED)
    delete_draft(application)


def delete_draft(application: Application) -> None:
    """Delete the row with all that hangs on it, and the files' contents."""
    for attachment in application.attachments.select_related("file"):
        forget_file(attachment)
    application.delete()


def _bump(application: Application) -> None:
    application.row_version += 1
    application.changed_at = clock.now()
