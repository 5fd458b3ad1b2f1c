"""Reads what the catalogue says of a service: its passport, its fee, “Can I get this?”."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from pencere.casework.definitions.model import (
    NOTHING,
    UNCONFIRMED,
    Catalogue,
    Discount,
    Fee,
    Precheck,
    PrecheckRule,
    Question,
    Tariff,
)
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Group, Source
from pencere.kernel.text import Text

VERDICTS = ("ok", "review", "reject")
QUESTION_TYPES = ("boolean", "integer", "choice")


def read_catalogue(source: Source, node: Node, *, is_online: bool) -> Catalogue:
    """The passport. A service that one can apply for here states all of it; one that is only
    described states what is known."""
    with source.group(node) as group:

        def text(key: str) -> Text:
            return group.text(key) if is_online else group.maybe_text(key) or NOTHING

        return Catalogue(
            topics=group.strings("topics"),
            life_events=group.strings("life_events"),
            keywords=group.need("keywords", lambda found: _keywords(source, found), {}),
            legal_basis=text("legal_basis"),
            result=text("result"),
            term=text("term"),
            fee=text("fee"),
            requirements=tuple(source.text(each) for each in group.items("requirements")),
            channels=tuple(source.text(each) for each in group.items("channels")),
            where=group.maybe_text("where") or NOTHING,
            page=group.maybe_string("page") or "",
            is_free=group.boolean("free"),
            unconfirmed=group.maybe("unconfirmed", lambda found: _unconfirmed(source, found), ()),
            sources=group.strings("sources"),
        )


def _keywords(source: Source, node: Node) -> Mapping[str, tuple[str, ...]]:
    with source.group(node) as group:
        return {language: group.need(language, source.strings, ()) for language in source.languages}


def _unconfirmed(source: Source, node: Node) -> tuple[str, ...]:
    return tuple(source.one_of(each, UNCONFIRMED) for each in source.items(node))


def read_fee(source: Source, node: Node) -> Fee:
    """Tariffs, newest first, and who pays less."""
    with source.group(node) as group:
        tariffs = tuple(_tariff(source, each) for each in group.items("tariffs"))
        if not tariffs:
            source.problem(node, "A fee needs at least one tariff.", key="tariffs")
        discounts = tuple(_discount(source, each) for each in group.items("discounts"))
        _stands_once(source, node, [each.key for each in discounts])
        return Fee(
            currency=group.string("currency"),
            tariffs=tuple(sorted(tariffs, key=lambda each: each.since, reverse=True)),
            budget_code=group.maybe_string("budget_code") or "",
            discounts=discounts,
        )


def _stands_once(source: Source, node: Node, keys: list[str]) -> None:
    for at, key in enumerate(keys):
        if key in keys[:at]:
            source.problem(node, f"The key “{key}” stands twice.", key=f"discounts[{at}].key")


def _tariff(source: Source, node: Node) -> Tariff:
    with source.group(node) as group:
        tariff = Tariff(
            since=group.need("since", source.date, None) or dt.date.min,
            minor=group.maybe("minor", source.amount, None),
            by=group.expression("by"),
            table={key: source.integer(each) or 0 for key, each in group.each("table")},
            law=group.maybe_text("law"),
        )
    if ("minor" in group.entries) == ("table" in group.entries):
        source.problem(node, "Say either minor (an expression) or by and table.")
    elif ("by" in group.entries) != ("table" in group.entries):
        source.problem(node, "by names the row of table: they go together.")
    return tariff


def _discount(source: Source, node: Node) -> Discount:
    with source.group(node) as group:
        discount = Discount(
            key=group.string("key"),
            title=group.text("title"),
            when=group.need("when", source.condition, None),  # type: ignore[arg-type]
            law=group.text("law"),
            percent=group.integer("percent", least=1),
            minor=group.maybe("minor", source.amount, None),
            since=group.maybe("since", source.date, None),
            until=group.maybe("until", source.date, None),
        )
    if ("percent" in group.entries) == ("minor" in group.entries):
        source.problem(node, "Say either percent or minor, how much less is paid.")
    if discount.percent is not None and discount.percent > 100:
        source.problem(node, "No one pays less by more than 100 percent.", key="percent")
    if discount.since and discount.until and discount.until < discount.since:
        source.problem(node, "until is before since.", key="until")
    return discount


def read_precheck(source: Source, group: Group) -> Precheck | None:
    """The questions asked and the rules over `me.KEY`."""
    return group.maybe("precheck", lambda node: _precheck(source, node), None)


def _precheck(source: Source, node: Node) -> Precheck:
    with source.group(node) as group:
        asked = [_asked(source, each) for each in group.items("ask")]
        ask = tuple(each if isinstance(each, str) else each.key for each in asked)
        known, source.names = source.names, {"me": dict.fromkeys(ask, str)}
        try:
            rules = tuple(_rule(source, each) for each in group.items("rules"))
        finally:
            source.names = known
    if not ask or not rules:
        source.problem(node, "A precheck asks something (ask) and has rules over the answers.")
    own = {each.key: each for each in asked if isinstance(each, Question)}
    return Precheck(ask=ask, rules=rules, own=MappingProxyType(own))


def _asked(source: Source, node: Node) -> str | Question:
    """The code of a common question, or a question of the service's own."""
    return read_question(source, node) if isinstance(node.value, Mapping) else source.string(node)


def read_question(source: Source, node: Node, key: str | None = None) -> Question:
    """One question; its code stands in `key` unless it is the name of the group."""
    with source.group(node) as group:
        question = Question(
            key=key or group.string("key"),
            type=group.one_of("type", QUESTION_TYPES),  # type: ignore[arg-type]
            title=group.text("title"),
            hint=group.maybe_text("hint"),
            choices={code: source.text(each) for code, each in group.each("choices")},
        )
    if (question.type == "choice") != bool(question.choices):
        source.problem(node, "A choice, and nothing else, has choices.", key="choices")
    return question


def _rule(source: Source, node: Node) -> PrecheckRule:
    with source.group(node) as group:
        return PrecheckRule(
            key=group.string("key"),
            when=group.need("when", source.condition, None),  # type: ignore[arg-type]
            verdict=group.one_of("verdict", VERDICTS),  # type: ignore[arg-type]
            message=group.text("message"),
        )
