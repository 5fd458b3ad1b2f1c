"""Of which type the parts of an expression are, as far as its declarations tell: so that a slip
(a date compared with a text, a sum of words) is found when a definition is read, not when a
person fills in the form.

What isn't known is `ANY` and fits everywhere: a complaint is never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pencere.kernel.expression_names import BINDING, nearest
from pencere.kernel.expression_tree import Tree


@dataclass(frozen=True, slots=True)
class Shape:
    """A type: `kind` is one of `TITLES`. `of` is what a list holds, `keys` what a map has when
    all of its keys are known, `codes` the texts that there can be when only those can."""

    kind: str
    of: Shape | None = None
    keys: Mapping[str, Shape] | None = None
    codes: frozenset[str] = field(default_factory=frozenset)


TITLES: Mapping[str, str] = {
    "any": "anything",
    "bool": "yes or no",
    "int": "a whole number",
    "double": "a decimal number",
    "string": "a text",
    "date": "a date",
    "duration": "a span of time",
    "list": "a list",
    "map": "a group of values",
    "null": "nothing",
}
ANY = Shape("any")
BOOL, INT, DOUBLE, STRING = Shape("bool"), Shape("int"), Shape("double"), Shape("string")
DATE, DURATION, NULL = Shape("date"), Shape("duration"), Shape("null")
NUMBERS = frozenset({"int", "double"})
ORDERED = frozenset({"int", "double", "string", "date", "duration", "bool"})

Names: TypeAlias = Mapping[str, Any]
"""As `expressions.Declarations`: a Shape, a mapping of further names, or a Python type that says
nothing."""


def list_of(item: Shape) -> Shape:
    """A list of such values."""
    return Shape("list", of=item)


def map_of(keys: Mapping[str, Shape]) -> Shape:
    """A map with exactly these keys."""
    return Shape("map", keys=dict(keys))


def shape_of(declared: Any) -> Shape:
    """The shape that a declaration says."""
    if isinstance(declared, Shape):
        return declared
    if isinstance(declared, Mapping):
        return map_of({key: shape_of(each) for key, each in declared.items()})
    return ANY


class WrongType(ValueError):
    """Things that don't go together; `at` is the offset."""

    def __init__(self, message: str, at: int, suggestion: str = "") -> None:
        self.at = at
        self.suggestion = suggestion
        super().__init__(message)


def infer(tree: Tree, names: Names) -> Shape:
    """The type of an expression. Raises WrongType at the first thing that can't be."""
    return _of(tree, {name: shape_of(each) for name, each in names.items()})


Scope: TypeAlias = Mapping[str, Shape]


def _of(tree: Tree, scope: Scope) -> Shape:
    return _READERS[tree.kind](tree, scope)


def _literal(tree: Tree, scope: Scope) -> Shape:
    return Shape(tree.kind) if tree.kind in TITLES else ANY


def _name(tree: Tree, scope: Scope) -> Shape:
    return scope.get(tree.text, ANY)


def _member(tree: Tree, scope: Scope) -> Shape:
    owner = _of(tree.parts[0], scope)
    if owner.kind not in {"any", "map"}:
        raise WrongType(f"{TITLES[owner.kind]} has no part {tree.text!r}", tree.at)
    if owner.keys is None:
        return ANY
    if tree.text not in owner.keys:
        guess = nearest(tree.text, set(owner.keys))
        raise WrongType(f"unknown name {tree.text!r}", tree.at, guess)
    return owner.keys[tree.text]


def _index(tree: Tree, scope: Scope) -> Shape:
    owner, index = (_of(each, scope) for each in tree.parts)
    if owner.kind == "list":
        _must(index, {"int"}, "the place in a list", tree.parts[1].at)
        return owner.of or ANY
    if owner.kind not in {"any", "map"}:
        raise WrongType(f"{TITLES[owner.kind]} has no parts to choose by [ ]", tree.at)
    return ANY


def _unary(tree: Tree, scope: Scope) -> Shape:
    value = _of(tree.parts[0], scope)
    if tree.text == "!":
        _must(value, {"bool"}, "what ! turns round", tree.at)
        return BOOL
    _must(value, NUMBERS, "what stands behind the minus", tree.at)
    return value


def _choice(tree: Tree, scope: Scope) -> Shape:
    condition, yes, no = (_of(each, scope) for each in tree.parts)
    _must(condition, {"bool"}, "the condition before ?", tree.parts[0].at)
    return _common((yes, no))


def _list(tree: Tree, scope: Scope) -> Shape:
    return list_of(_common(_of(each, scope) for each in tree.parts))


def _map(tree: Tree, scope: Scope) -> Shape:
    for entry in tree.parts:
        for each in entry.parts:
            _of(each, scope)
    return Shape("map")


def _common(shapes: Iterable[Shape]) -> Shape:
    """The one shape that all have, else anything."""
    found = list(shapes)
    if not found or any(each.kind != found[0].kind for each in found):
        return ANY
    if all(each == found[0] for each in found):
        return found[0]
    return Shape(found[0].kind)


def _must(shape: Shape, kinds: Iterable[str], what: str, at: int) -> None:
    wanted = set(kinds)
    if shape.kind in wanted or shape.kind == "any":
        return
    titles = " or ".join(TITLES[each] for each in TITLES if each in wanted)
    raise WrongType(f"{what} must be {titles}, not {TITLES[shape.kind]}", at)


def _binary(tree: Tree, scope: Scope) -> Shape:
    left, right = (_of(each, scope) for each in tree.parts)
    operator = tree.text
    if operator in {"&&", "||"}:
        for side, part in zip((left, right), tree.parts, strict=True):
            _must(side, {"bool"}, f"each side of {operator}", part.at)
        return BOOL
    if operator == "in":
        return _membership(tree, left, right)
    if operator in {"==", "!="}:
        _check_equal(tree, left, right)
        return BOOL
    if operator in {"<", "<=", ">", ">="}:
        _check_ordered(tree, left, right)
        return BOOL
    return _arithmetic(tree, left, right)


def _membership(tree: Tree, left: Shape, right: Shape) -> Shape:
    _must(right, {"list", "map"}, "what stands behind “in”", tree.parts[1].at)
    if right.kind == "list" and right.of is not None:
        _check_equal(tree, left, right.of)
        if left.codes and tree.parts[1].kind == "list":
            for each in tree.parts[1].parts:
                _check_code(each, left.codes)
    return BOOL


def _check_equal(tree: Tree, left: Shape, right: Shape) -> None:
    if {"any", "null"} & {left.kind, right.kind} or _go_together(left, right):
        for shape, other in ((left, tree.parts[1]), (right, tree.parts[0])):
            if shape.codes:
                _check_code(other, shape.codes)
        return
    raise WrongType(f"{TITLES[left.kind]} is never the same as {TITLES[right.kind]}", tree.at)


def _check_code(literal: Tree, codes: frozenset[str]) -> None:
    """A text that is compared with a choice must be one of its codes."""
    if literal.kind != "string" or literal.text[:1] not in {'"', "'"}:
        return
    word = literal.text.strip(literal.text[0])
    if "\\" not in word and word not in codes:
        guess = nearest(word, codes)
        raise WrongType(f"{word!r} is none of the choices", literal.at, guess)


def _go_together(left: Shape, right: Shape) -> bool:
    return left.kind == right.kind or {left.kind, right.kind} <= NUMBERS


def _check_ordered(tree: Tree, left: Shape, right: Shape) -> None:
    for side, part in zip((left, right), tree.parts, strict=True):
        if side.kind not in {"any", *ORDERED}:
            raise WrongType(f"{TITLES[side.kind]} is neither more nor less", part.at)
    if "any" not in {left.kind, right.kind} and not _go_together(left, right):
        raise WrongType(f"{TITLES[left.kind]} can't be compared with {TITLES[right.kind]}", tree.at)


_SUMS: Mapping[tuple[str, str, str], Shape] = {
    ("date", "+", "duration"): DATE,
    ("duration", "+", "date"): DATE,
    ("date", "-", "duration"): DATE,
    ("date", "-", "date"): DURATION,
    ("duration", "+", "duration"): DURATION,
    ("duration", "-", "duration"): DURATION,
    ("string", "+", "string"): STRING,
    **{("int", each, "int"): INT for each in "+-*/%"},
    **{("double", each, "double"): DOUBLE for each in "+-*/"},
}


def _arithmetic(tree: Tree, left: Shape, right: Shape) -> Shape:
    kinds = (left.kind, tree.text, right.kind)
    if kinds in _SUMS:
        return _SUMS[kinds]
    if kinds == ("list", "+", "list"):
        return list_of(_common((left.of or ANY, right.of or ANY)))
    if "any" in kinds:
        return ANY
    message = f"{TITLES[left.kind]} {tree.text} {TITLES[right.kind]} is not possible"
    if {left.kind, right.kind} == NUMBERS:
        message += ": write double(…) around the whole number, or 2.0 in place of 2"
    raise WrongType(message, tree.at)


# Functions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives. Each of `takes` is a set of kinds; () is anything. The
    last `optional` may be left out, and with `repeats` the last may come again."""

    takes: tuple[frozenset[str], ...]
    gives: Shape | Callable[[list[Shape]], Shape]
    optional: int = 0
    repeats: bool = False

    @property
    def wanted(self) -> str:
        """How many arguments, in words."""
        most = len(self.takes)
        least = most - self.optional
        if self.repeats:
            return f"{least} or more"
        return str(most) if least == most else f"{least} or {most}"

    def fits(self, count: int) -> bool:
        """Whether so many arguments are right."""
        return count >= len(self.takes) - self.optional and (
            self.repeats or count <= len(self.takes)
        )


def _kinds(words: str) -> tuple[frozenset[str], ...]:
    """`date|string int` as two arguments; `any` takes everything."""
    return tuple(
        frozenset() if each == "any" else frozenset(each.split("|")) for each in words.split()
    )


def _item(given: list[Shape]) -> Shape:
    item = given[0].of or ANY
    return item if item.kind in NUMBERS else ANY


def _least_or_most(given: list[Shape]) -> Shape:
    if len(given) == 1:
        return given[0].of or ANY
    return _common(given)


SIGNATURES: Mapping[str, Signature] = {
    "date": Signature(_kinds("date|string"), DATE),
    "days": Signature(_kinds("int"), DURATION),
    "add_months": Signature(_kinds("date|string int"), DATE),
    "add_years": Signature(_kinds("date|string int"), DATE),
    "years_between": Signature(_kinds("date|string date|string"), INT),
    "months_between": Signature(_kinds("date|string date|string"), INT),
    "days_between": Signature(_kinds("date|string date|string"), INT),
    "is_blank": Signature(_kinds("any"), BOOL),
    "length": Signature(_kinds("string|list|map"), INT),
    "size": Signature(_kinds("string|list|map"), INT),
    "sum": Signature(_kinds("list"), _item),
    "min": Signature(_kinds("int|double|string|date|list any"), _least_or_most, 1, repeats=True),
    "max": Signature(_kinds("int|double|string|date|list any"), _least_or_most, 1, repeats=True),
    "round": Signature(_kinds("int|double"), INT),
    "trim": Signature(_kinds("string"), STRING),
    "string": Signature(_kinds("any"), STRING),
    "int": Signature(_kinds("any"), INT),
    "double": Signature(_kinds("any"), DOUBLE),
    "bool": Signature(_kinds("any"), BOOL),
    "dyn": Signature(_kinds("any"), ANY),
    "has": Signature(_kinds("any"), BOOL),
    "duration": Signature(_kinds("string"), DURATION),
    "timestamp": Signature(_kinds("string"), DATE),
    **dict.fromkeys(
        ("contains", "startsWith", "endsWith", "matches"), Signature(_kinds("string string"), BOOL)
    ),
    **dict.fromkeys(
        ("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
        Signature(_kinds("date string"), INT, 1),
    ),
}
METHODS_ONLY = {"contains", "startsWith", "endsWith", "matches"}


def _call(tree: Tree, scope: Scope) -> Shape:
    if tree.text in METHODS_ONLY:
        raise WrongType(f"write it behind the text: text.{tree.text}(…)", tree.at)
    return _applied(tree, [_of(each, scope) for each in tree.parts])


def _method(tree: Tree, scope: Scope) -> Shape:
    if tree.is_loop:
        return _loop(tree, scope)
    return _applied(tree, [_of(each, scope) for each in tree.parts])


def _applied(tree: Tree, given: list[Shape]) -> Shape:
    if tree.text in BINDING:
        raise WrongType(f"{tree.text}() takes a name and one expression", tree.at)
    signature = SIGNATURES.get(tree.text)
    if signature is None:
        return ANY
    if not signature.fits(len(given)):
        raise WrongType(
            f"{tree.text}() takes {signature.wanted} arguments, not {len(given)}", tree.at
        )
    for shape, kinds, part in zip(given, signature.takes, tree.parts, strict=False):
        if kinds:
            _must(shape, kinds, f"what {tree.text}() takes", part.at)
    if tree.text == "sum" and given[0].of is not None:
        _must(given[0].of, NUMBERS, "what sum() adds up", tree.at)
    return signature.gives(given) if callable(signature.gives) else signature.gives


def _loop(tree: Tree, scope: Scope) -> Shape:
    """`list.all(item, condition)` and its sisters."""
    target, bound, *rest = tree.parts
    items = _of(target, scope)
    _must(items, {"list", "map"}, f"what {tree.text}() goes through", target.at)
    if bound.kind != "name":
        raise WrongType(f"{tree.text}() begins with a name for each item", bound.at)
    if len(rest) != 1 and not (tree.text == "map" and len(rest) == 2):
        raise WrongType(f"{tree.text}() takes a name and one expression", tree.at)
    item = (items.of or ANY) if items.kind == "list" else ANY
    shapes = [_of(each, {**scope, bound.text: item}) for each in rest]
    for condition, part in zip(shapes, rest, strict=True):
        if tree.text != "map" or part is not rest[-1]:
            _must(condition, {"bool"}, f"the condition of {tree.text}()", part.at)
    if tree.text == "map":
        return list_of(shapes[-1])
    return list_of(item) if tree.text == "filter" else BOOL


_READERS: Mapping[str, Callable[[Tree, Scope], Shape]] = {
    **dict.fromkeys(("bool", "int", "double", "string", "null", "bytes"), _literal),
    "name": _name,
    "member": _member,
    "index": _index,
    "unary": _unary,
    "binary": _binary,
    "choice": _choice,
    "list": _list,
    "map": _map,
    "call": _call,
    "method": _method,
}
