"""What the frame of every page tells about the person who looks at it.

`ui` knows no accounts: whoever does provides a function that makes the menu of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


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


Provider = Callable[[HttpRequest], PersonMenu | None]
_providers: list[Provider] = []


def provide_person_menu(provider: Provider) -> None:
    """Let `provider` say who looks at a page; None when nobody is signed in."""
    _providers[:] = [provider]


def person_menu(request: HttpRequest) -> PersonMenu | None:
    """The menu of this request's person, asked for once a request."""
    if not hasattr(request, "_person_menu"):
        made = _providers[0](request) if _providers else None
        request._person_menu = made  # type: ignore[attr-defined]
    found: PersonMenu | None = request._person_menu  # type: ignore[attr-defined]
    return found
