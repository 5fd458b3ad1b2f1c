"""The frame of officers' pages: whoever has such a page adds its entry, and says who sees it.

It stands on this floor since systems of every floor above have rooms at the desk. An entry is
only a way to a page: the page itself asks again who may open it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse

from pencere.kernel.actors import PUBLIC, Actor


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A way to one of the desk's pages."""

    view: str
    """Name of the page's address: `desk:queue`."""
    title: Any
    """Words, lazily translated."""
    order: int
    is_for: Callable[[Actor], bool] = lambda actor: True
    group: Any = None
    """Words under which several entries stand together; None: by itself."""


@dataclass(frozen=True, slots=True)
class DeskLink:
    """An entry as one officer sees it on one page, or several under one title."""

    title: str
    address: str
    is_here: bool
    links: tuple[DeskLink, ...] = ()
    """Those of a group, whose `address` is empty."""


_entries: dict[str, DeskEntry] = {}
_actor_of: list[Callable[[HttpRequest], Actor]] = []


def provide_actor(actor_of: Callable[[HttpRequest], Actor]) -> None:
    """Let `actor_of` say who acts in a request; `ui` knows no sessions."""
    _actor_of[:] = [actor_of]


def add_desk_entry(entry: DeskEntry) -> None:
    """Have an entry shown; a second one for the same page takes the first one's place."""
    _entries[entry.view] = entry


def links(request: HttpRequest) -> list[DeskLink]:
    """The ways that this officer is shown; the longest address that fits is where they are.

    A group stands where its first entry would; one of which an officer has a single entry is none.
    """
    actor = _actor_of[0](request) if _actor_of else PUBLIC
    shown = [
        (str(entry.group or ""), str(entry.title), reverse(entry.view))
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if entry.is_for(actor)
    ]
    fitting = [address for *_words, address in shown if request.path.startswith(address)]
    here = max(fitting, key=len, default="")
    groups: dict[str, list[DeskLink]] = {}
    for group, title, address in shown:
        link = DeskLink(title, address, is_here=address == here)
        groups.setdefault(group or address, []).append(link)
    return [
        found[0]
        if len(found) == 1
        else DeskLink(group, "", any(each.is_here for each in found), tuple(found))
        for group, found in groups.items()
    ]


def show_at_desk(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the desk: its template extends `desk_frame.html`, which draws the navigation."""
    context = {**context, "desk_links": links(request)}
    return django_render(request, template, context, status=status, using="jinja")
