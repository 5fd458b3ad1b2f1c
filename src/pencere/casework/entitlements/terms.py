"""What the present definition of the granting service says of its entitlements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pencere.casework.definitions.api import current
from pencere.casework.definitions.model import Entitlement as Declared
from pencere.casework.definitions.model import Renewal, ServiceDefinition
from pencere.casework.entitlements.rules import Purpose
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text

NO_SERVICE = Declared(kind="", title=Text({}), officers=("head",))
"""Holds where the service is no longer offered: the heads go on looking after what it gave."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may do what with an entitlement, and with which services."""

    declared: Declared
    renewal: Renewal | None
    reasons: Mapping[str, Text]
    services: Mapping[Purpose, str]
    mandate: str | None
    """The scope that one needs to act for its holder."""

    @property
    def opens_days(self) -> int | None:
        """How many days before the end it may be renewed."""
        return self.renewal.opens.days if self.renewal and self.renewal.opens else None

    def carries_answers(self, purpose: str) -> bool:
        """Whether the form begins with the answers of the last case."""
        if purpose == "renew":
            return self.renewal is not None and self.renewal.prefill == "previous"
        return purpose in self.services


def terms_of(service: str) -> Terms:
    """The terms for what `service` granted."""
    try:
        definition = current(service).definition
    except NotFound:
        return Terms(NO_SERVICE, None, {}, {}, None)
    declared = definition.issues.entitlement if definition.issues else None
    declared = declared or NO_SERVICE
    return Terms(
        declared=declared,
        renewal=definition.renewal,
        reasons=declared.reasons or definition.reasons,
        services=_services(definition, declared),
        mandate=definition.applicant.mandate,
    )


def _services(definition: ServiceDefinition, declared: Declared) -> Mapping[Purpose, str]:
    found: dict[Purpose, str] = {}
    if definition.renewal is not None:
        found["renew"] = definition.renewal.service or definition.id
    found.update(declared.services)  # type: ignore[arg-type]  # its keys are purposes
    return found
