"""What turns django-allauth's views into our pages: their forms as the ui's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import json_script

from pencere.blocks.identity.actors import actor_of
from pencere.ui.api import Choice, FieldView, FormErrors, is_language_switch


class Page:
    """Mixed into a class-based view: gives its template `fields` and `errors`."""

    request: HttpRequest
    field_types: ClassVar[Mapping[str, Any]] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        # The layout asks for the actor; Django's own `view` and `form` stay for the page.
        context["actor"] = actor_of(self.request)
        form = context.get("form")
        if isinstance(form, forms.BaseForm):
            context.update(self.of_form(form, self.field_types, silent=self._is_switch()))
        if "js_data" in context:
            context["passkey_data"] = json_script(context["js_data"], "passkey-data")
        return context

    def _is_switch(self) -> bool:
        return is_language_switch(self.request)

    @staticmethod
    def of_form(
        form: forms.BaseForm, types: Mapping[str, Any], *, silent: bool = False
    ) -> dict[str, Any]:
        """`fields` by key, and `errors`; none when `silent`."""
        found: Mapping[str, Any] = {} if silent else form.errors
        fields = {bound.name: _field(bound, found, types) for bound in form.visible_fields()}
        own = {key: list(messages) for key, messages in found.items() if key in fields}
        rest = [
            message for key, messages in found.items() if key not in fields for message in messages
        ]
        return {"fields": fields, "errors": FormErrors(own, form=rest, order=list(fields))}


class Change(Page):
    """A page whose POST changes something: the change and its journal row are one transaction."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().post(request, *args, **kwargs)  # type: ignore[misc]


def _field(
    bound: forms.BoundField, errors: Mapping[str, Any], types: Mapping[str, Any]
) -> FieldView:
    kind = types.get(bound.name, "text")
    return FieldView(
        key=bound.name,
        type=kind,
        label=bound.label,
        hint=bound.field.help_text,
        choices=[Choice(value, label) for value, label in getattr(bound.field, "choices", ())],
        value="" if kind == "password" else bound.value(),
        errors=list(errors.get(bound.name, ())),
        required=bound.field.required,
        max_length=getattr(bound.field, "max_length", None),
        autocomplete=bound.field.widget.attrs.get("autocomplete", ""),
    )
