"""What others may ask of the catalogue of services."""

from __future__ import annotations

from pencere.casework.catalogue.queries import (
    Hit,
    ServicePage,
    all_services,
    by_agency,
    by_life_event,
    by_topic,
    correction_slug,
    related,
    search,
    service,
)

__all__ = [
    "Hit",
    "ServicePage",
    "all_services",
    "by_agency",
    "by_life_event",
    "by_topic",
    "correction_slug",
    "related",
    "search",
    "service",
]
