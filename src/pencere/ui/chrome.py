"""What the frame of every page tells about the person who looks at it.

`ui` knows no accounts: whoever does provides a function that makes the menu of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pencere.kernel.actors import PUBLIC, Actor


@dataclass(frozen=True, slots=True)
class PersonMenu:
    """The signed-in person, as the page's head shows them."""

    name: str
    acting_for: str = ""
    """Name of the party for whom they act now; empty when for themselves."""
    can_act_for_others: bool = False
    is_officer: bool = False
    unread: int = 0
    """Notices that they have not read."""


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A way from the person menu to pages that few people have."""

    view: str
    """Name of the page's address."""
    title: Any
    """Words, lazily translated."""
    is_for: Callable[[Actor], bool]
    """Asked on every page of who is signed in: it must cost nothing for most of them."""


Provider = Callable[[HttpRequest], PersonMenu | None]
_providers: list[Provider] = []


def provide_person_menu(provider: Provider) -> None:
    """Let `provider` say who looks at a page; None when nobody is signed in."""
    _providers[:] = [provider]


_person_links: dict[str, PersonLink] = {}


def add_person_link(link: PersonLink) -> None:
    """Have a way shown to those whom it is for; a second one to the same page takes its place."""
    _person_links[link.view] = link


def person_links(request: HttpRequest) -> list[tuple[str, str]]:
    """Address and words of the ways that this person has."""
    actor = getattr(request, "actor", PUBLIC)
    return [
        (reverse(link.view), str(link.title))
        for link in _person_links.values()
        if link.is_for(actor)
    ]


def person_menu(request: HttpRequest) -> PersonMenu | None:
    """The menu of this request's person, asked for once a request."""
    if not hasattr(request, "_person_menu"):
        made = _providers[0](request) if _providers else None
        request._person_menu = made  # type: ignore[attr-defined]
    found: PersonMenu | None = request._person_menu  # type: ignore[attr-defined]
    return found
