"""Who wants to know when a document is issued: the floors above register themselves here."""

from __future__ import annotations

from collections.abc import Callable

from pencere.blocks.documents.models import IssuedDocument

Listener = Callable[[IssuedDocument], None]
_listeners: list[Listener] = []


def on_issued(listener: Listener) -> Listener:
    """Call `listener` with each document once it is issued, in the same transaction: what it
    does stands or falls with the issuing. Usable as a decorator; once is enough."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(document: IssuedDocument) -> None:
    """Tell everyone who registered."""
    for listener in tuple(_listeners):
        listener(document)
