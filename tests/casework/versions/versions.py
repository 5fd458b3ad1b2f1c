"""New versions of the services of the tests, published over the ones that are there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml
from tests.casework.applications import parts, services

from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock

Change = Callable[[dict[str, Any]], None]


def source_of(service: str, change: Change) -> str:
    """The text of a service's definition after a change."""
    content = deepcopy(services.ALL[service]())
    change(content)
    return yaml.dump(content, Dumper=services.Plain, allow_unicode=True, sort_keys=False)


def publish_next(service: str, change: Change) -> ServiceVersion:
    """Make the changed definition the current version."""
    source = source_of(service, change)
    earlier = ServiceVersion.objects.filter(service=service)
    number = earlier.count() + 1
    earlier.filter(is_current=True).update(is_current=False)
    return ServiceVersion.objects.create(
        service=service,
        number=number,
        content_hash=hashlib.sha256(source.encode()).hexdigest(),
        source=source,
        published_at=clock.now(),
        is_current=True,
    )


def shorter_term(content: dict[str, Any]) -> None:
    """Ten working days instead of fifteen."""
    content["workflow"]["term"] = "P10WD"


def renamed_review(content: dict[str, Any]) -> None:
    """The state of the review is called otherwise."""
    states = content["workflow"]["states"]
    states["scrutiny"] = states.pop("review")
    for state in states.values():
        for action in state.get("actions", {}).values():
            if action["to"] == "review":
                action["to"] = "scrutiny"
            if "review" in action.get("not_same_as", ()):
                action["not_same_as"] = ["scrutiny"]


def new_question(content: dict[str, Any]) -> None:
    """One question more, which has to be answered."""
    content["form"][0]["fields"].append(
        {"key": "floor", "type": "integer", "title": parts.words("Floor")}
    )
