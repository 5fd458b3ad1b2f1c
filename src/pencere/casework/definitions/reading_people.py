"""Who may apply and who has to agree, and the registers about them, read from YAML."""

from __future__ import annotations

import re
from typing import TypeVar, get_args

from pencere.casework.definitions.model_catalogue import Kind
from pencere.casework.definitions.model_people import (
    Ages,
    Applicants,
    CoApplicant,
    CoApplicants,
    DataSource,
    Representation,
)
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Group, Source
from pencere.kernel.workdays.api import Duration

T = TypeVar("T", bound=str)
KINDS = ("person", "foreigner", "organisation")
ASSURANCE = ("low", "substantial", "high")
VERDICTS: tuple[Kind, ...] = get_args(Kind)
REPRESENTATIONS: tuple[Representation, ...] = get_args(Representation)
FORM_FIELD = re.compile(r"form\.[a-z][a-z0-9_]*\Z")
FORM_PEOPLE = re.compile(r"form\.[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\Z")
USUAL_TIME = Duration.parse("P10WD")


def read_applicants(source: Source, node: Node) -> Applicants:
    with source.group(node) as group:
        return Applicants(
            kinds=group.need("kinds", lambda found: _words(source, found, KINDS), ()),
            mandate=group.maybe_string("mandate"),
            assurance=group.one_of("assurance", ASSURANCE, default="low"),
            represented_by=group.maybe(
                "represented_by",
                lambda found: _words(source, found, REPRESENTATIONS),
                (),
            ),
            age=group.maybe("age", lambda found: _ages(source, found), None),
            co_applicants=group.maybe(
                "co_applicants", lambda found: _co_applicants(source, found), None
            ),
        )


def _words(source: Source, node: Node, known: tuple[T, ...]) -> tuple[T, ...]:
    found = {source.one_of(each, known) for each in source.items(node)}
    return tuple(word for word in known if word in found)


def _ages(source: Source, node: Node) -> Ages:
    with source.group(node) as group:
        ages = Ages(min=group.integer("min"), max=group.integer("max"))
    if ages.min is None and ages.max is None:
        source.problem(node, "Say min, max, or both, in years.")
    if ages.min is not None and ages.max is not None and ages.min > ages.max:
        source.problem(node, "Nobody is that old and that young: min is above max.")
    return ages


def _co_applicants(source: Source, node: Node) -> CoApplicants:
    with source.group(node) as group:
        of = tuple(_co_applicant(source, each) for each in group.items("of"))
        if not of:
            source.problem(node, "Name who has to agree.", key="of")
        remind = [source.duration(each) for each in group.items("remind")]
        return CoApplicants(
            of=of,
            within=group.duration("within") or USUAL_TIME,
            remind=tuple(each for each in remind if each is not None),
            declaration=group.maybe_text("declaration"),
        )


def _co_applicant(source: Source, node: Node) -> CoApplicant:
    with source.group(node) as group:
        made = CoApplicant(
            key=group.string("key"), source=group.string("from"), title=group.text("title")
        )
    if made.source and not FORM_PEOPLE.match(made.source):
        source.problem(node, "Who agrees is named in the form: form.KEY.", key="from")
    return made


def read_source(source: Source, name: str, node: Node) -> DataSource:
    with source.group(node) as group:
        key = _subject(source, group)
        is_about_another = key.startswith("form.")
        return DataSource(
            name=name,
            source=group.string("from"),
            key=key,
            purpose=group.text("purpose"),
            fields=group.strings("fields"),
            many=group.boolean("many"),
            record=group.maybe_string("record"),
            when_unavailable=group.one_of(  # type: ignore[arg-type]
                "when_unavailable", (*VERDICTS, "wait"), default="review"
            ),
            at=group.one_of(  # type: ignore[arg-type]
                "at", ("start", "submit"), default="submit" if is_about_another else "start"
            ),
            needs_consent=group.maybe(
                "consent", lambda found: bool(source.one_of(found, ("subject",))), False
            ),
            max_age=group.duration("max_age"),
        )


def _subject(source: Source, group: Group) -> str:
    """About whom: the applicant, who acts for them, or somebody whom the form names."""

    def read(node: Node) -> str:
        value = source.string(node)
        if value.startswith("form."):
            if not FORM_FIELD.match(value):
                source.problem(node, "The field is named as form.KEY.")
            return value
        return source.one_of(node, ("applicant", "representative"))

    return group.maybe("key", read, "applicant")
