"""What a form of the desk sends, read with care: ids, numbers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from pencere.kernel.errors import NotFound


def id_of(request: HttpRequest, name: str = "_id") -> UUID:
    """The id that a form carries under a name. Raises NotFound."""
    return uuid(request.POST.get(name, ""))


def uuid(text: str) -> UUID:
    """An id out of an address or a form. Raises NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def id_or_none(text: str) -> UUID | None:
    """An id out of an address; None for what is none: it counts as not asked for."""
    try:
        return uuid(text)
    except NotFound:
        return None


def whole_number(text: str) -> int:
    """A row version; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
