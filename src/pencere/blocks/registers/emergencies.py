"""Whether an emergency access covers a read: asked of the package that keeps them, which is above
this one and registers itself here."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from pencere.kernel.actors import Actor


class Checker(Protocol):
    """Whether the emergency access named by `reference` is open now for just this read."""

    def __call__(self, *, actor: Actor, subject: UUID, register: str, reference: str) -> bool: ...


_checkers: list[Checker] = []


def on_emergency(checker: Checker) -> Checker:
    """Ask `checker` before each read that is justified by an emergency. Without any, none is."""
    if checker not in _checkers:
        _checkers.append(checker)
    return checker


def is_covered(*, actor: Actor, subject: UUID, register: str, reference: str) -> bool:
    """Whether somebody who keeps emergency accesses says that this one is open."""
    return any(
        checker(actor=actor, subject=subject, register=register, reference=reference)
        for checker in _checkers
    )
