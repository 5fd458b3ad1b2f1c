"""The one hierarchy of errors that people can be told of.

Each has a stable `code` for programs, a `message` for people in the three languages, and
the field it is about where there is one. Views turn them into pages, REST into problem
documents; nothing swallows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class PencereError(Exception):
    """Something that a person is told, not a fault of the program."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "error"
    default_message: ClassVar[_StrOrPromise] = _("This can't be done.")
    advice: ClassVar[_StrOrPromise | None] = None
    """What would help, where an error knows better than its status does."""

    def __init__(
        self,
        message: _StrOrPromise | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
    ) -> None:
        self.message = message if message is not None else self.default_message
        self.code = code or self.default_code
        self.field = field
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Refused(PencereError):
    """The person may know that the thing exists, but may not do this with it."""

    status = 403
    default_code = "refused"
    default_message = _("You may not do this.")


class NotFound(PencereError):
    """There is no such thing, or none that this person may know of."""

    status = 404
    default_code = "not-found"
    default_message = _("There is nothing here, or it is not yours to see.")


class Conflict(PencereError):
    """The thing changed meanwhile, or was already done otherwise."""

    status = 409
    default_code = "conflict"
    default_message = _("This has changed in the meantime. Look at it again.")


class Invalid(PencereError):
    """What was given breaks a rule. `fields` maps a field's key to its messages."""

    status = 422
    default_code = "invalid"
    default_message = _("Something in what you entered needs another look.")

    def __init__(
        self,
        message: _StrOrPromise | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
        fields: Mapping[str, Sequence[_StrOrPromise]] | None = None,
    ) -> None:
        super().__init__(message, code=code, field=field)
        if fields is None:
            fields = {field: [self.message]} if field else {}
        self.fields: dict[str, list[_StrOrPromise]] = {k: list(v) for k, v in fields.items()}


class TooLarge(PencereError):
    """More was sent than is accepted here."""

    status = 413
    default_code = "too-large"
    default_message = _("This is larger than we can take.")


class TooMany(PencereError):
    """Too many tries; `retry_after` says in how many seconds to come back."""

    status = 429
    default_code = "too-many"
    default_message = _("Too many tries. Wait a little and try again.")

    def __init__(self, message: _StrOrPromise | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(PencereError):
    """Something that this needs does not answer now; trying later may help."""

    status = 503
    default_code = "unavailable"
    default_message = _("This is not available now. Try again a little later.")
