"""What an expression sees: the answers given so far, data of registers, the applicant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pencere.casework.definitions import rules, values
from pencere.casework.definitions.model import (
    FACTS,
    Field,
    Page,
    ServiceDefinition,
    Situation,
)
from pencere.kernel.expressions import EvaluationError, Expression, Scope


class Names:
    """The names of one situation; `form` grows while a form is walked in order."""

    def __init__(self, definition: ServiceDefinition, situation: Situation) -> None:
        self.definition = definition
        self.situation = situation
        self.form: dict[str, Any] = {}
        self._scope: Scope | None = None
        self._is_stale = False
        self._all: dict[str, Any] = {
            "form": self.form,
            "applicant": _applicant(situation),
            "today": situation.today,
            "start": dict(situation.start),
            **FACTS,
            **situation.facts,
        }
        for name, source in definition.data.items():
            found = situation.data.get(name)
            empty: Any = [] if source.many else {}
            self._all[name] = empty if found is None else values.from_register(found)

    def evaluate(self, expression: Expression) -> Any:
        """The expression's value; EvaluationError when something in it isn't there."""
        try:
            scope = self._fresh_scope()
        except (TypeError, ValueError, OverflowError) as error:
            # A register may hold what no expression can: that is no reason to break a page.
            raise EvaluationError(str(error), text=expression.text) from error
        return expression.evaluate(scope)

    def _fresh_scope(self) -> Scope:
        """Values prepared for expressions; while a form is walked only `form` changes."""
        if self._scope is None:
            self._scope = Scope(self._all)
        elif self._is_stale:
            self._scope.put("form", self.form)
        self._is_stale = False
        return self._scope

    def know_verdict(self, kind: str) -> None:
        """Let conditions of the workflow speak of `verdict`: ok, review or reject."""
        self._all["verdict"] = kind
        self._scope = None

    def holds(self, expression: Expression | None, *, default: bool = True) -> bool:
        """Whether a condition is met. One about an answer that isn't there yet is not."""
        if expression is None:
            return default
        try:
            return bool(self.evaluate(expression))
        except EvaluationError:
            return False

    def value_or_none(self, expression: Expression | None) -> Any:
        """The value, None when what it speaks of isn't there."""
        if expression is None:
            return None
        try:
            return self.evaluate(expression)
        except EvaluationError:
            return None

    def limits(self, field: Field) -> values.Limits:
        """Bounds and choices of a field, as they are now."""
        codes: frozenset[str] = frozenset()
        if field.choices_from is not None:
            codes = frozenset(self.situation.lists.get(field.choices_from, {}))
        elif field.choices:
            codes = frozenset(each.code for each in field.choices)
        return values.Limits(
            least=self._bound(field.min), most=self._bound(field.max), choices=codes
        )

    def _bound(self, bound: Any) -> Any:
        if isinstance(bound, Expression):
            return self.value_or_none(bound)
        return bound

    def prefill(self, field: Field) -> Any:
        """What the registers or the link say, in the canonical form of the field, else None."""
        found = values.to_json(self.value_or_none(field.prefill))
        if found is None:
            return None
        value, error = values.clean(field, found, self.limits(field))
        if error is not None:
            return value if field.locked else None
        return value

    def is_required(self, field: Field) -> bool:
        if isinstance(field.required, bool):
            return field.required
        return self.holds(field.required)

    def put(self, field: Field, value: Any) -> None:
        """Make a clean value known to the expressions that follow."""
        if value is not None:
            self.form[field.key] = values.for_expression(field, value)
            self._is_stale = True

    def take_in(self, field: Field) -> Any:
        """Put the field's stored (or, when locked, prefilled) value; returns it, None if wrong."""
        if field.locked:
            value = self.prefill(field)
            _same, error = values.clean(field, value, self.limits(field))
        else:
            stored = self.situation.form.get(field.key)
            value, error = values.clean(field, stored, self.limits(field))
        if error is None:
            self.put(field, value)
            return value
        return value if field.locked else None


def complete(
    definition: ServiceDefinition, situation: Situation, *, before: str | None = None
) -> Names:
    """Names with all answers of the form, or of the pages before the one named."""
    names = Names(definition, situation)
    for page in definition.form:
        if page.key == before:
            break
        for field in shown(page, names):
            names.take_in(field)
    return names


def shown(page: Page, names: Names) -> Iterator[Field]:
    """The page's fields that apply. Walked lazily: a field's `show` sees the fields before it,
    once the walker has taken them in."""
    if not names.holds(page.show):
        return
    for field in page.fields:
        if names.holds(field.show):
            yield field


def _applicant(situation: Situation) -> Mapping[str, Any]:
    known = {
        key: values.from_register(each)
        for key, each in situation.applicant.items()
        if each is not None
    }
    born_on = known.get("born_on")
    if isinstance(born_on, dt.date):
        known["age"] = rules.age_on(born_on, situation.today)
    return known
