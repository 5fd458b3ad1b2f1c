"""An agency's services: the way of a case as a diagram and a table, who may do what within what
time, the versions, what changed between two of them, how many cases are open on which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.applications import api as applications
from pencere.casework.applications.api import OpenOnVersion
from pencere.casework.definitions import api as definitions
from pencere.casework.definitions.api import Difference, ServiceVersion
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import sort_key
from pencere.portal.desk import asked
from pencere.ui.api import DeskEntry, add_desk_entry, show_at_desk

MOST_DIFFERENCES = 200

add_desk_entry(DeskEntry("desk:services", gettext_lazy("Services"), order=35))


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases, counted."""

    todo: int = 0
    waiting: int = 0
    overdue: int = 0
    older: int = 0
    """On versions that are not current any more."""

    @property
    def count(self) -> int:
        return self.todo + self.waiting


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in the list. `number` is that of the current version; None: withdrawn."""

    slug: str
    title: str
    number: int | None
    load: Load


@require_GET
@officer
def services(request: HttpRequest) -> HttpResponse:
    """The services of this officer's agency."""
    actor = actor_of(request)
    counted = applications.open_on_versions(actor=actor)
    lines = [
        _line(
            definitions.versions_of(service), [each for each in counted if each.service == service]
        )
        for service in applications.agency_services(actor=actor)
    ]
    lines.sort(key=lambda each: sort_key(each.title))
    return show_at_desk(request, "desk/services.html", {"services": lines})


def _line(versions: Sequence[ServiceVersion], counted: Iterable[OpenOnVersion]) -> ServiceLine:
    current = next((each for each in versions if each.is_current), None)
    definition = (current or versions[0]).definition
    return ServiceLine(
        slug=definition.slug,
        title=str(definition.title),
        number=current.number if current else None,
        load=_load(counted, current),
    )


def _load(counted: Iterable[OpenOnVersion], current: ServiceVersion | None) -> Load:
    counted = list(counted)
    return Load(
        todo=sum(each.todo for each in counted),
        waiting=sum(each.waiting for each in counted),
        overdue=sum(each.overdue for each in counted),
        older=sum(each.count for each in counted if not current or each.version_id != current.pk),
    )


@require_GET
@officer
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service in one of its versions: the newest, or the one that the address names."""
    actor = actor_of(request)
    versions = definitions.versions_of(_service_of(actor, slug))
    shown = _chosen(versions, request.GET.get("version", ""), versions[0])
    counted = applications.open_on_versions(actor=actor, service=shown.service)
    definition = shown.definition
    context: dict[str, Any] = {
        "service": definition,
        "version": shown,
        "diagram": definitions.diagram(definition),
        "states": definitions.table_of(definition),
        "open_in": {each.state: each.count for each in counted if each.version_id == shown.pk},
        "versions": [(each, _load(_on(each, counted), shown)) for each in versions],
        **_compared(request.GET, versions),
    }
    return show_at_desk(request, "desk/service.html", context)


def _on(version: ServiceVersion, counted: Iterable[OpenOnVersion]) -> list[OpenOnVersion]:
    return [each for each in counted if each.version_id == version.pk]


def _service_of(actor: Actor, slug: str) -> str:
    """The agency's service that an address names; NotFound for one of another agency."""
    for service in applications.agency_services(actor=actor):
        if definitions.slug_of(service) == slug:
            return service
    raise NotFound(code="unknown-service")


def _chosen(
    versions: Sequence[ServiceVersion], number: str, usual: ServiceVersion
) -> ServiceVersion:
    wanted = asked.whole_number(number)
    return next((each for each in versions if each.number == wanted), usual)


def _compared(query: Mapping[str, str], versions: Sequence[ServiceVersion]) -> dict[str, Any]:
    """What changed from one version to another; the last two unless the address names others."""
    if len(versions) < 2:
        return {}
    old = _chosen(versions, query.get("old", ""), versions[1])
    new = _chosen(versions, query.get("new", ""), versions[0])
    found: list[Difference] = definitions.differences(old.definition, new.definition)
    return {
        "old": old,
        "new": new,
        "differences": found[:MOST_DIFFERENCES],
        "more_differences": len(found) - MOST_DIFFERENCES,
        "numbers": [(str(each.number), str(each.number)) for each in versions],
    }
