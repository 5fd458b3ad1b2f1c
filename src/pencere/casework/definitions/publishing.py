"""Publishing: the pack's definitions become versions; a version once there never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, F, Func, Max, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from pencere.casework.definitions.checks import check_loaded
from pencere.casework.definitions.folder import Loaded, files_of, read_files
from pencere.casework.definitions.model import ServiceDefinition, slug_of
from pencere.casework.definitions.models import PARSED, ServiceVersion
from pencere.casework.definitions.problems import DefinitionError
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.journal import api as journal
from pencere.kernel.pack import pack
from pencere.kernel.rows import select

PUBLISHED = "service.published"
WITHDRAWN = "service.withdrawn"
journal.declare(PUBLISHED, _("Published version %(number)s of the service %(service)s"))
journal.declare(WITHDRAWN, _("Took the service %(service)s out of the catalogue"))


SOURCE_HASH = Func(
    Func(F("source"), Value("UTF8"), function="convert_to"),
    function="sha256",
    output_field=BinaryField(),
)
"""Of the text as it was published, computed where it lies."""


def services_folder() -> Path:
    """Where the country pack keeps its definitions."""
    return pack().root / "services"


@transaction.atomic
def publish_all(*, actor: Actor, folder: Path | None = None) -> list[ServiceVersion]:
    """Publish every definition of the pack (or `folder`) that is new or changed.

    Gives the versions made now; a second call gives []. A definition that was published
    before with the same content becomes current again. A service whose file is gone has no
    current version; its open applications go on. Raises DefinitionError, and publishes
    nothing, when `check` finds a problem.
    """
    files = files_of(folder or services_folder())
    known = {
        version.service: version
        for version in ServiceVersion.objects.select_for_update()
        .filter(is_current=True)
        .defer("source")
        .annotate(source_hash=SOURCE_HASH)
    }
    gone = known.keys() - {each.stem for each in files}
    if not gone and all(_is_as_published(each, known) for each in files):
        return []
    loaded, problems = read_files(files)
    problems = check_loaded(loaded, problems)
    if problems:
        raise DefinitionError(problems)
    changed = [
        each
        for each in loaded
        if each.definition.id not in known
        or known[each.definition.id].content_hash != each.content_hash
    ]
    for service in sorted(gone):
        _withdraw(actor, known[service])
    return [_publish(actor, each) for each in changed]


def _is_as_published(file: Path, known: Mapping[str, ServiceVersion]) -> bool:
    """Whether the file says to the letter what its current version says: it was read and
    checked when that was published, so a start needn't do it again."""
    version = known.get(file.stem)
    if version is None:
        return False
    found = hashlib.sha256(file.read_bytes()).digest()
    return found == bytes(version.source_hash)  # type: ignore[attr-defined]


def _withdraw(actor: Actor, version: ServiceVersion) -> None:
    ServiceVersion.objects.filter(pk=version.pk).update(is_current=False)
    journal.record(
        actor=actor,
        action=WITHDRAWN,
        about=f"service:{version.service}",
        params={"service": version.service},
    )


def _publish(actor: Actor, loaded: Loaded) -> ServiceVersion:
    service = loaded.definition.id
    versions = ServiceVersion.objects.filter(service=service)
    versions.filter(is_current=True).update(is_current=False)
    version = versions.filter(content_hash=loaded.content_hash).first()
    if version is not None:
        versions.filter(pk=version.pk).update(is_current=True)
        version.is_current = True
    else:
        version = ServiceVersion.objects.create(
            service=service,
            number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
            content_hash=loaded.content_hash,
            source=loaded.source,
            published_at=clock.now(),
            is_current=True,
        )
    journal.record(
        actor=actor,
        action=PUBLISHED,
        about=f"service:{service}",
        params={"service": service, "number": version.number},
    )
    return version


def current(service: str) -> ServiceVersion:
    """The current version of a service by its id; NotFound when there is none."""
    found = _versions().filter(service=service, is_current=True).first()
    if found is None:
        raise NotFound(code="unknown-service")
    return found


def current_id(service: str) -> UUID | None:
    """The id of a service's current version; None when it is not offered (any more)."""
    found = select(
        "SELECT id FROM definitions_serviceversion WHERE service = %s AND is_current", [service]
    )
    return found[0][0] if found else None


def current_by_slug(slug: str) -> ServiceVersion:
    """The current version of the service that an address names; NotFound when there is none."""
    for each in all_current():
        if slug_of(each.service) == slug:
            return each
    raise NotFound(code="unknown-service")


def version(version_id: UUID) -> ServiceVersion:
    """One version, current or not; NotFound when there is none."""
    found = _versions().filter(pk=version_id).first()
    if found is None:
        raise NotFound(code="unknown-version")
    return found


def versions_of(service: str) -> list[ServiceVersion]:
    """All versions of a service that were ever published, newest first; [] for an unknown one."""
    return list(_versions().filter(service=service).order_by("-number"))


def definition_of(version_id: UUID) -> ServiceDefinition:
    """The definition of a version by its id, without a query once it was parsed here."""
    found = _definitions.get(version_id)
    if found is None:
        found = _definitions[version_id] = version(version_id).definition
    return found


_definitions: dict[UUID, ServiceDefinition] = {}


def definitions_of(versions: Iterable[ServiceVersion]) -> list[ServiceDefinition]:
    """The definitions of many versions; one query for the texts that weren't parsed here."""
    versions = list(versions)
    unread = [each.pk for each in versions if each.content_hash not in PARSED]
    for each in ServiceVersion.objects.filter(pk__in=unread) if unread else ():
        PARSED[each.content_hash] = each.definition
    return [_definitions.setdefault(each.pk, each.definition) for each in versions]


def read_ahead() -> None:
    """Parse the pack's definitions before anybody asks, without the database: what is published
    with the same content is there then. What can't be read waits for `publish_all` to say so."""
    loaded, _problems = read_files(files_of(services_folder()))
    PARSED.update((each.content_hash, each.definition) for each in loaded)


def all_current() -> list[ServiceVersion]:
    """Every current version, by the service's id."""
    return list(_versions().filter(is_current=True).order_by("service"))


def state_of_current() -> str:
    """A short text that is another one as soon as other versions are current: what asks each
    time whether the catalogue that it has in memory still holds."""
    ((state,),) = select(_STATE, [])
    return str(state)


_STATE = """
SELECT coalesce(md5(string_agg(id::text, ',' ORDER BY service)), '')
FROM definitions_serviceversion WHERE is_current
"""


def _versions() -> QuerySet[ServiceVersion]:
    return ServiceVersion.objects.defer("source")
