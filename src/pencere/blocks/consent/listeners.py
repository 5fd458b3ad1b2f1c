"""Who wants to know of answers: the floors above register themselves here."""

from __future__ import annotations

from collections.abc import Callable

from pencere.blocks.consent.models import ConsentRequest

Listener = Callable[[ConsentRequest], None]
_listeners: list[Listener] = []


def on_answered(listener: Listener) -> Listener:
    """Call `listener` with each request once it is granted, refused or withdrawn, in the same
    transaction. Usable as a decorator; once is enough."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(request: ConsentRequest) -> None:
    """Tell everyone who registered."""
    for listener in tuple(_listeners):
        listener(request)
