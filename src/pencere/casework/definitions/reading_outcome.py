"""What follows a decision, as the YAML says it: the document, the entitlement, the record, the
notices, the renewal."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pencere.casework.definitions.model_outcome import (
    Entitlement,
    Issued,
    Issues,
    NewPerson,
    Notice,
    PublicListing,
    RegisterEntry,
    Renewal,
    Replaced,
    Validity,
)
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Group, Source
from pencere.kernel.expressions import Expression
from pencere.kernel.workdays.api import Duration

PLACEHOLDERS = {"reference", "service", "due", "comment", "reason"}
PURPOSES = ("renew", "change", "duplicate")
OFFICERS_ACTIONS = ("suspend", "restore", "revoke")


def read_issues(source: Source, node: Node) -> Issues:
    """`issues`: the document of a grant, its records, and the entitlement that it proves."""
    with source.group(node) as group:
        made = Issues(
            valid=tuple(_validity(source, each) for each in group.items("valid")),
            document=_document(source, group),
            entries=group.maybe("register", lambda found: _entries(source, found), ()),
            entitlement=group.maybe("entitlement", lambda found: _entitlement(source, found), None),
        )
    if made.document is None and not made.entries:
        source.problem(node, "Say what is issued: a document (template), a record (register).")
    return made


OF_A_DOCUMENT = {"template", "title", "signed_by", "language", "data"}


def _document(source: Source, group: Group) -> Issued | None:
    """The document, when the file says anything of one."""
    if OF_A_DOCUMENT.isdisjoint(group.entries):
        group.asked |= OF_A_DOCUMENT
        return None
    return Issued(
        template=group.string("template"),
        title=group.text("title"),
        seal=group.string("signed_by"),
        language=group.expression("language"),
        data=_expressions(source, group, "data"),
    )


def _validity(source: Source, node: Node) -> Validity:
    with source.group(node) as group:
        made = Validity(
            when=group.condition("when"),
            duration=group.duration("for"),
            until_age=group.integer("until_age", least=1),
            until=group.maybe("until", lambda found: source.expression(found, gives="date"), None),
        )
        is_endless = group.boolean("no_end")
    ends = (made.duration, made.until_age, made.until)
    if sum(each is not None for each in ends) + is_endless != 1:
        source.problem(
            node, "Say one of for (a time), until_age (years), until (a day) and no_end: true."
        )
    return made


def _entries(source: Source, node: Node) -> tuple[RegisterEntry, ...]:
    """One record, or a list of several, each with a key of its own."""
    if isinstance(node.value, tuple):
        return tuple(_entry(source, each, is_one_of_several=True) for each in node.value)
    return (_entry(source, node, is_one_of_several=False),)


def _entry(source: Source, node: Node, *, is_one_of_several: bool) -> RegisterEntry:
    with source.group(node) as group:
        register = group.string("code")
        return RegisterEntry(
            key=group.string("key") if is_one_of_several else register,
            register=register,
            data=_expressions(source, group, "data"),
            subject=group.maybe("subject", lambda at: source.expression(at, gives="string"), None),
            enters=group.maybe("enters", lambda found: _new_person(source, found), None),
            when=group.condition("when"),
            replaces=group.maybe("replaces", lambda found: _replaced(source, found), None),
        )


def _replaced(source: Source, node: Node) -> Replaced:
    """A source, or `{source: cars, number: form.plate}` for one of its records."""
    if isinstance(node.value, str):
        return Replaced(source.string(node))
    with source.group(node) as group:
        number = group.need("number", lambda at: source.expression(at, gives="string"), None)
        return Replaced(group.string("source"), number)


def _new_person(source: Source, node: Node) -> NewPerson | None:
    """`{name: form.full_name, born_on: form.born_on}`"""
    with source.group(node) as group:
        name = group.need("name", lambda at: source.expression(at, gives="string"), None)
        born_on = group.need("born_on", lambda at: source.expression(at, gives="date"), None)
    return None if name is None or born_on is None else NewPerson(name, born_on)


def _entitlement(source: Source, node: Node) -> Entitlement:
    with source.group(node) as group:
        return Entitlement(
            kind=group.string("kind"),
            title=group.text("title"),
            officers=group.need("officers", source.strings, ()),
            four_eyes=tuple(
                source.one_of(each, OFFICERS_ACTIONS) for each in group.items("four_eyes")
            ),
            reasons={key: source.text(each) for key, each in group.each("reasons")},
            services=group.maybe("services", lambda found: _services(source, found), {}),
            public=group.maybe("public", lambda found: _public(source, found), None),
        )


def _services(source: Source, node: Node) -> Mapping[str, str]:
    with source.group(node) as group:
        named = {purpose: group.maybe_string(purpose) for purpose in PURPOSES}
    return {purpose: service for purpose, service in named.items() if service}


def _public(source: Source, node: Node) -> PublicListing:
    with source.group(node) as group:
        return PublicListing(
            register=group.string("register"),
            activity=group.expression("activity"),
            region=group.expression("region"),
            holder=group.boolean("holder"),
        )


def _expressions(source: Source, group: Group, key: str) -> Mapping[str, Expression]:
    found = {name: source.expression(node) for name, node in group.each(key)}
    return {name: each for name, each in found.items() if each is not None}


def read_notice(source: Source, node: Node) -> Notice:
    """One message, whose placeholders must be known."""
    with source.group(node) as group:
        notice = Notice(title=group.text("title"), body=group.text("body"))
    for words in (notice.title, notice.body):
        for language, text in words.items():
            known_here = PLACEHOLDERS | {f"findings.{key}" for key in _findings(source)}
            for name in sorted(set(re.findall(r"\{(.*?)\}", text)) - known_here):
                known = ", ".join(sorted(known_here))
                source.problem(node, f"{language}: {{{name}}} is not filled in; known: {known}.")
    return notice


def _findings(source: Source) -> Collection[str]:
    known = source.names.get("findings")
    return known if isinstance(known, Mapping) else ()


def read_renewal(source: Source, node: Node) -> Renewal:
    """`renewal`: reminders, from when it may be renewed, and with what the form begins."""
    with source.group(node) as group:
        found = [_days(source, each) for each in group.items("remind")]
        return Renewal(
            remind=tuple(each for each in found if each is not None),
            text=group.maybe_text("text"),
            opens=group.maybe("opens", lambda found: _days(source, found), None),
            service=group.maybe_string("service"),
            prefill=group.one_of("prefill", ("", "previous"), default=""),  # type: ignore[arg-type]
            anew=group.strings("anew"),
        )


def _days(source: Source, node: Node) -> Duration | None:
    """A time before the end in calendar days: months before a day can be two different days."""
    found = source.duration(node)
    if found is not None and found != Duration(days=found.days):
        source.problem(node, "Before the end, days are counted: P60D.")
        return None
    return found
