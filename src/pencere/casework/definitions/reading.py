"""From the text of one YAML file to a `ServiceDefinition`: names, texts, data, rules.

The form is read in `reading_form.py`, the workflow in `reading_workflow.py`, what follows a
decision in `reading_outcome.py`. What refers to
other things (agencies, registers, states) is looked at afterwards, in `checks.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from pencere.casework.definitions import shapes
from pencere.casework.definitions.model import (
    FACTS,
    NOTHING,
    Applicants,
    Catalogue,
    DataSource,
    OwnTest,
    Page,
    Rule,
    ServiceDefinition,
    Starts,
    Workflow,
)
from pencere.casework.definitions.nodes import Node, parse
from pencere.casework.definitions.problems import DefinitionError
from pencere.casework.definitions.reader import NAME, Group, Source
from pencere.casework.definitions.reading_catalogue import (
    read_catalogue,
    read_fee,
    read_precheck,
)
from pencere.casework.definitions.reading_form import read_pages
from pencere.casework.definitions.reading_outcome import read_issues, read_notice, read_renewal
from pencere.casework.definitions.reading_people import VERDICTS, read_applicants, read_source
from pencere.casework.definitions.reading_workflow import read_workflow
from pencere.kernel.expression_types import DATE, STRING

ID = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\Z")
LIFE_STARTS = ("entitlement", "purpose")
"""What the link of a renewal, change or duplicate brings along."""
RESERVED = {"form", "applicant", "today", "start", "verdict", "row", "findings", *FACTS}
"""Names that expressions always have; a data source can't take them."""


def read_definition(text: str, *, file: str, languages: Sequence[str]) -> ServiceDefinition:
    """The definition in `text`; raises DefinitionError with every problem found."""
    return read_root(parse(text, file=file), file=file, languages=languages)


def read_root(root: Node, *, file: str, languages: Sequence[str]) -> ServiceDefinition:
    """The definition of a file that is parsed already; raises DefinitionError as well."""
    source = Source(file=file, languages=tuple(languages))
    source.names.update(
        applicant={**dict.fromkeys(APPLICANT_KEYS, str), **shapes.APPLICANT},
        today=DATE,
        form=shapes.form_shapes(root),
    )
    with source.group(root) as group:
        definition = _definition(source, group, root)
    if source.problems:
        raise DefinitionError(source.problems)
    return definition


APPLICANT_KEYS = (
    "kind", "identifier", "name", "born_on", "age", "is_on_behalf", "represented_by",
)  # fmt: skip


def _definition(source: Source, group: Group, root: Node) -> ServiceDefinition:
    starts = group.maybe("starts", lambda node: _starts(source, node), None)
    requires = starts.requires if starts else ()
    source.names["start"] = dict.fromkeys((*requires, *LIFE_STARTS), STRING)
    data = _data(source, group)
    is_online = not ONLINE_ONLY.isdisjoint(group.entries)
    wanted = group.need if is_online else group.maybe
    precheck = read_precheck(source, group)
    eligibility = tuple(_rule(source, node) for node in group.items("eligibility"))
    no_pages: tuple[Page, ...] = ()
    form = wanted("form", lambda node: read_pages(source, node), no_pages)
    # What officers find comes after the form and its rules: these can't speak of it.
    if found := shapes.findings_shapes(root):
        source.names["findings"] = found
    return ServiceDefinition(
        id=group.need("id", lambda node: _id(source, node), ""),
        title=group.text("title"),
        summary=wanted("summary", source.text, NOTHING),
        agency=group.string("agency"),
        handled_by=group.maybe("handled_by", lambda node: _handler(source, node), None),
        applicant=group.need(
            "applicant", lambda node: read_applicants(source, node), Applicants(kinds=())
        ),
        catalogue=group.need(
            "catalogue",
            lambda node: read_catalogue(source, node, is_online=is_online),
            NO_CATALOGUE,
        ),
        precheck=precheck,
        starts=starts,
        data=data,
        eligibility=eligibility,
        form=form,
        declaration=wanted("declaration", source.text, NOTHING),
        fee=group.maybe("fee", lambda node: read_fee(source, node), None),
        workflow=wanted("workflow", lambda node: _workflow(source, node), NO_WORKFLOW),
        issues=group.maybe("issues", lambda node: read_issues(source, node), None),
        notices={key: read_notice(source, node) for key, node in group.each("notices")},
        reasons={key: source.text(node) for key, node in group.each("reasons")},
        renewal=group.maybe("renewal", lambda node: read_renewal(source, node), None),
        drafts_until=group.maybe("supersedes", lambda node: _supersedes(source, node), None),
        tests=tuple(_test(source, node) for node in group.items("tests")),
    )


ONLINE_ONLY = {"form", "workflow", "declaration"}
"""With one of these, one can apply for the service here; without, the file is a passport."""
NO_WORKFLOW = Workflow(initial="", states={})
NO_CATALOGUE = Catalogue()


def _id(source: Source, node: Node) -> str:
    value = source.string(node)
    if value and not ID.match(value):
        source.problem(node, f"“{value}” is no service's name: agency.service, in small letters.")
    return value


def _handler(source: Source, node: Node) -> str | None:
    with source.group(node) as group:
        path = group.need("from", source.string, "form.?")
        if not path.startswith("form."):
            source.problem(node, "The handling agency comes from an answer: form.KEY.", key="from")
        return path


def _workflow(source: Source, node: Node) -> Workflow:
    """Its conditions, and no others, may also speak of the `verdict` and of the case's facts."""
    own: dict[str, type] = {"verdict": str, **{name: type(value) for name, value in FACTS.items()}}
    source.names.update(own)
    try:
        return read_workflow(source, node)
    finally:
        for name in own:
            del source.names[name]


def _starts(source: Source, node: Node) -> Starts:
    with source.group(node) as group:
        return Starts(requires=group.need("requires", source.strings, ()), help=group.text("help"))


def _data(source: Source, group: Group) -> Mapping[str, DataSource]:
    made = {}
    for name, node in group.each("data"):
        if name in RESERVED or not NAME.match(name):
            source.problem(node, f"“{name}” can't name a data source.")
        made[name] = read_source(source, name, node)
    source.names.update({name: _declared(each) for name, each in made.items()})
    return made


def _declared(data: DataSource) -> type | dict[str, type]:
    """What expressions may say of a source: its declared fields, unless only `start` knows it."""
    if data.many:
        return list
    if data.is_dynamic:
        return dict
    return dict.fromkeys((*data.fields, "_id", "_number", "_version"), str)


def _rule(source: Source, node: Node) -> Rule:
    with source.group(node) as group:
        return Rule(
            key=group.string("key"),
            when=group.need("when", source.condition, None),  # type: ignore[arg-type]
            verdict=group.one_of("verdict", VERDICTS),  # type: ignore[arg-type]
            message=group.text("message"),
        )


def _supersedes(source: Source, node: Node) -> dt.date | None:
    """`{drafts_until: 2026-12-31}`"""
    with source.group(node) as group:
        return group.need("drafts_until", source.date, None)


def _test(source: Source, node: Node) -> OwnTest:
    """A story; its inner keys are looked at by the runner, which knows what they mean."""
    keys = ("today", "applicant", "data", "unavailable", "start", "form", "path")
    with source.group(node) as group:
        story = {key: group.maybe(key, Node.plain, None) for key in keys}
        story["expect"] = group.need("expect", Node.plain, {})
        return OwnTest(
            name=group.string("name"),
            line=node.line,
            story={key: value for key, value in story.items() if value is not None},
        )
