"""From what a browser posts to what the actions take: raw answers by field, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from pencere.casework.applications import api
from pencere.casework.applications.shapes import (
    PageView,
)
from pencere.kernel.errors import Invalid, TooLarge
from pencere.kernel.files.api import too_large_fields

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from pencere.kernel.actors import Actor

ROW_BUTTONS = ("_add", "_remove")
"""Buttons of a group that are part of what is typed: they change how many rows there are."""


def raw_fields(posted: QueryDict) -> dict[str, Any]:
    """What was typed, by field key; other names that begin with `_` are the page's own buttons."""
    return {
        key: values
        for key, values in posted.lists()
        if not key.startswith("_") or key in ROW_BUTTONS
    }


def typed_fields(request: HttpRequest, before: PageView) -> dict[str, Any]:
    """What was typed on this page. Of a body that was too large the end is not read: what is
    missing then keeps its stored answer."""
    typed = raw_fields(request.POST)
    if not too_large_fields(request):
        return typed
    came = {_field_of(key) for key in typed}
    stored = {shown.field.key: shown.value for shown in before.questions}
    return {**{key: value for key, value in stored.items() if key not in came}, **typed}


def _field_of(name: str) -> str:
    """The field that a posted name is a part of: `born-day`, `home.street`, `members[0].income`."""
    for mark in "[.-":
        name = name.partition(mark)[0]
    return name


def take_files(
    *, request: HttpRequest, actor: Actor, application_id: UUID, file_fields: Sequence[str]
) -> dict[str, list[_StrOrPromise]]:
    """Attach the files that came along; what is wrong with one is told beside its field."""
    errors: dict[str, list[_StrOrPromise]] = {
        key: [TooLarge.default_message] for key in too_large_fields(request) if key in file_fields
    }
    for key in file_fields:
        for upload in request.FILES.getlist(key):
            try:
                api.attach(
                    actor=actor,
                    application_id=application_id,
                    field=key,
                    content=cast(BinaryIO, upload.file),
                    name=upload.name or _("file"),
                )
            except (Invalid, TooLarge) as problem:
                errors.setdefault(key, []).append(problem.message)
    return errors


def whole_number(text: str) -> int:
    """A number out of a hidden field; one that was tampered with meets a conflict."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
