"""Whether a consent covers a read: asked of the package that keeps consents, which is above
this one and registers itself here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from pencere.kernel.actors import Actor


class Checker(Protocol):
    """Whether the consent named by `reference` holds now for just this read."""

    def __call__(
        self,
        *,
        actor: Actor,
        subject: UUID,
        register: str,
        fields: Collection[str],
        reference: str,
    ) -> bool: ...


_checkers: list[Checker] = []


def on_consent(checker: Checker) -> Checker:
    """Ask `checker` before each read that is justified by a consent. Without any, none holds."""
    if checker not in _checkers:
        _checkers.append(checker)
    return checker


def is_covered(
    *, actor: Actor, subject: UUID, register: str, fields: Collection[str], reference: str
) -> bool:
    """Whether somebody who keeps consents says that this one holds."""
    return any(
        checker(actor=actor, subject=subject, register=register, fields=fields, reference=reference)
        for checker in _checkers
    )
