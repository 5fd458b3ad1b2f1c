"""What an expression sees: the answers given so far, data of registers, the applicant."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pencere.casework.definitions import rows, rules, values
from pencere.casework.definitions.model import (
    FACTS,
    Check,
    Field,
    Page,
    ServiceDefinition,
    Situation,
)
from pencere.kernel.expressions import EvaluationError, Expression, Scope, read_together
from pencere.kernel.text import Text

Errors = dict[str, list[Text]]
CHOSEN = frozenset({"choice", "choices"})
UNLIMITED = values.Limits()
GROWING = ("form", "row", "findings")


class Names:
    """The names of one situation; `form` grows while a form is walked in order, `row` while a row
    of a group is, and `findings` while an officer's are looked at."""

    def __init__(self, definition: ServiceDefinition, situation: Situation) -> None:
        self.definition = definition
        self.situation = situation
        self.form: dict[str, Any] = {}
        self.row: dict[str, Any] | None = None
        self.findings = _findings(definition, situation)
        self._is_finding = False
        self._scope: Scope | None = None
        self._all: dict[str, Any] = {
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
            scope = self._prepared()
        except (TypeError, ValueError, OverflowError) as error:
            # A register may hold what no expression can: that is no reason to break a page.
            raise EvaluationError(str(error), text=expression.text) from error
        return expression.evaluate(scope)

    def _prepared(self) -> Scope:
        """Values prepared for expressions; only those of `GROWING` change from then on."""
        if self._scope is None:
            scope = Scope(self._all, growing=GROWING)
            grown = (self.form, self.row or {}, self.findings)
            for name, values_by_key in zip(GROWING, grown, strict=True):
                for key, value in values_by_key.items():
                    scope.put(name, key, value)
            self._scope = scope
        return self._scope

    def expect(self, expressions: Iterable[Expression]) -> None:
        """Hand over at once what these expressions read: they will be evaluated one by one."""
        try:
            self._prepared().hand(read_together(expressions))
        except (TypeError, ValueError, OverflowError):
            return  # each of them will say so

    def know_verdict(self, kind: str) -> None:
        """Let conditions of the workflow speak of `verdict`: ok, review or reject."""
        self._all["verdict"] = kind
        if self._scope is not None:
            self._scope.know("verdict", kind)

    @property
    def knows_verdict(self) -> bool:
        """Whether `know_verdict` was called."""
        return "verdict" in self._all

    def with_answers(self, keys: Container[str] | None = None) -> Names:
        """The same names to be filled further, with the answers to these questions (None: all)."""
        other = copy.copy(self)
        other._scope = None
        other._all = dict(self._all)
        other.form = {key: each for key, each in self.form.items() if keys is None or key in keys}
        other.row = None
        other.findings = dict(self.findings)
        return other

    def begin_findings(self, anew: Iterable[Field]) -> None:
        """What is put from now on is `findings.KEY`; these are found anew."""
        for field in anew:
            self.findings.pop(field.key, None)
        self._is_finding, self._scope = True, None

    def enter_row(self) -> None:
        """Begin a row of a group: what is put from now on is `row.KEY`."""
        self.row = {}
        if self._scope is not None:
            self._scope.clear("row")

    def leave_row(self) -> None:
        """What is put from now on is `form.KEY` again."""
        self.row = None

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
        if field.min is None and field.max is None and field.type not in CHOSEN:
            return UNLIMITED
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

    def given(self, field: Field) -> Any:
        """The value of a field that nobody types (locked, hidden, computed), put for the
        expressions that follow when it is right."""
        value = self.prefill(field)
        if value is not None and not self._value(field, value)[1]:
            self.put(field, value)
        return value

    def prefill(self, field: Field) -> Any:
        """What the registers, the link or other answers say, in the canonical form of the field,
        else None."""
        found = values.to_json(self.value_or_none(field.compute or field.prefill))
        if found is None:
            return None
        value, errors = self._value(field, found)
        if errors:
            return value if field.locked else None
        return value

    def is_required(self, field: Field) -> bool:
        if isinstance(field.required, bool):
            return field.required
        return self.holds(field.required)

    def clean(self, field: Field, raw: object) -> tuple[Any, Errors]:
        """The value to keep and what is wrong with it, by key: of a group each row's questions by
        theirs. A right value is put for the expressions that follow."""
        value, errors = self._value(field, raw)
        if errors or value is None:
            return value, errors
        self.put(field, value)
        errors = self.failed_checks(field.checks, usual=field.key)
        if errors:
            self._forget(field)
        return value, errors

    def _value(self, field: Field, raw: object) -> tuple[Any, Errors]:
        if field.type == "group":
            return rows.clean_rows(self, field, raw)
        value, error = values.clean(field, raw, self.limits(field))
        return value, {} if error is None else {field.key: [error]}

    def failed_checks(self, checks: Sequence[Check], *, usual: str = "") -> Errors:
        """Messages of the checks that find something wrong, at the fields that they name. A check
        about an answer that isn't there waits."""
        failed: Errors = {}
        for check in checks:
            if self.holds(check.when):
                for key in check.fields or (usual,):
                    failed.setdefault(key, []).append(check.message)
        return failed

    def put(self, field: Field, value: Any) -> None:
        """Make a clean value known to the expressions that follow."""
        if value is not None:
            where, name = self._place()
            seen = where[field.key] = values.for_expression(field, value)
            if self._scope is not None:
                self._scope.put(name, field.key, seen)

    def _forget(self, field: Field) -> None:
        where, name = self._place()
        where.pop(field.key, None)
        if self._scope is not None:
            self._scope.drop(name, field.key)

    def _place(self) -> tuple[dict[str, Any], str]:
        if self.row is not None:
            return self.row, "row"
        return (self.findings, "findings") if self._is_finding else (self.form, "form")

    def take_in(self, field: Field) -> Any:
        """Put the field's stored (or, when nobody types it, given) value; returns it, None if
        wrong."""
        if field.locked or field.compute is not None:
            return self.given(field)
        value, errors = self.clean(field, self.situation.form.get(field.key))
        return None if errors else value


def shown(page: Page, names: Names) -> Iterator[Field]:
    """The page's fields that apply. Walked lazily: a field's `show` sees the fields before it,
    once the walker has taken them in."""
    if not names.holds(page.show):
        return
    for field in page.fields:
        if names.holds(field.show):
            yield field


def _findings(definition: ServiceDefinition, situation: Situation) -> dict[str, Any]:
    """What was found, as expressions see it; what another version found and this one can't read
    is as if it weren't there."""
    if not situation.findings:
        return {}
    seen: dict[str, Any] = {}
    for key, field in definition.findings.items():
        value = situation.findings.get(key)
        if value is None:
            continue
        with suppress(TypeError, ValueError, LookupError, ArithmeticError):
            seen[key] = values.for_expression(field, value)
    return seen


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
