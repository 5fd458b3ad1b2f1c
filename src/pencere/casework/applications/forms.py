"""From the questions of a definition to the fields that a page shows, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from pencere.casework.applications import api
from pencere.casework.applications.shapes import FileShown, PageView, Shown
from pencere.kernel.errors import Invalid, TooLarge
from pencere.kernel.files.api import too_large_fields
from pencere.ui.api import Attached, Choice, FieldView, FormErrors

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from pencere.kernel.actors import Actor

AUTOCOMPLETE = {"email": "email", "phone": "tel"}


def field_views(
    view: PageView, *, errors: FormErrors, typed: Mapping[str, Any] | None = None
) -> list[FieldView]:
    """The fields of one form page. `typed` are values to show in place of the kept ones."""
    typed = typed or {}
    return [
        _field_view(
            shown,
            view,
            errors=errors.of(shown.field.key),
            value=typed.get(shown.field.key, shown.value),
        )
        for shown in view.questions
        if not shown.field.hidden
    ]


def _field_view(shown: Shown, view: PageView, *, errors: Sequence[Any], value: Any) -> FieldView:
    field = shown.field
    return FieldView(
        key=field.key,
        type=field.type,
        label=field.title,
        hint=field.hint or "",
        value=shown.text if shown.is_locked else value,
        choices=[
            Choice(value=each.code, label=each.title, hint=each.hint or "")
            for each in shown.choices
        ],
        errors=errors,
        required=field.required is not False,
        locked=shown.is_locked,
        source=_source_title(view, shown.source),
        accept=field.accept,
        max_bytes=field.max_bytes or None,
        max_length=field.max_length,
        autocomplete=AUTOCOMPLETE.get(field.type, ""),
        files=[attached(file) for file in shown.files],
    )


def _source_title(view: PageView, source: str) -> Any:
    found = view.service.data.get(source)
    return found.purpose if found else ""


def attached(file: FileShown) -> Attached:
    """A file of a field, with where to look at it and how to take it away."""
    return Attached(
        name=file.name,
        size=file.size,
        address=reverse("applications:file", args=[file.attachment_id]),
        remove_value=str(file.attachment_id),
    )


def raw_fields(posted: QueryDict) -> dict[str, Any]:
    """What was typed, by field key; names that begin with `_` are the page's own buttons."""
    return {key: values for key, values in posted.lists() if not key.startswith("_")}


def typed_fields(request: HttpRequest, before: PageView) -> dict[str, Any]:
    """What was typed on this page. Of a body that was too large the end is not read: what is
    missing then keeps its stored answer."""
    typed = raw_fields(request.POST)
    if not too_large_fields(request):
        return typed
    came = {key.partition("-")[0] for key in typed}
    stored = {shown.field.key: shown.value for shown in before.questions}
    return {**{key: value for key, value in stored.items() if key not in came}, **typed}


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
