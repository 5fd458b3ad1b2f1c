"""The common questions of “Can I get this?”, as the country pack asks them in `questions.yaml`.

One short questionnaire answers for all services. The answers live in the address alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal

from pencere.casework.definitions.folder import languages
from pencere.casework.definitions.model import EMPTY, ServiceDefinition
from pencere.casework.definitions.nodes import Node, parse
from pencere.casework.definitions.prechecks import Answer, asked
from pencere.casework.definitions.problems import DefinitionError
from pencere.casework.definitions.reader import Source
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

FILE = "questions.yaml"
TYPES = ("boolean", "integer", "choice")
MOST = 150


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` by code for a choice."""

    key: str
    type: Literal["boolean", "integer", "choice"]
    title: Text
    hint: Text | None = None
    choices: Mapping[str, Text] = field(default_factory=lambda: EMPTY)

    def clean(self, typed: str) -> Answer | None:
        """The answer that was typed; None for no answer or one that makes no sense."""
        typed = typed.strip()
        if self.type == "boolean":
            return {"yes": True, "no": False}.get(typed)
        if self.type == "choice":
            return typed if typed in self.choices else None
        if typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) <= MOST:
            return int(typed)
        return None


@cache
def questions() -> Mapping[str, Question]:
    """All common questions by code, in the order of the file."""
    file = pack().root / FILE
    if not file.is_file():
        return EMPTY
    return read_questions(file.read_text(encoding="utf-8"))


def questions_about(definition: ServiceDefinition) -> Mapping[str, Question]:
    """The common questions whose answers decide on a service."""
    return {key: questions()[key] for key in asked(definition) if key in questions()}


def read_questions(text: str) -> Mapping[str, Question]:
    """The questions in `text`. Raises DefinitionError with every problem found."""
    root = parse(text, file=FILE)
    source = Source(file=FILE, languages=languages())
    found = {key: _question(source, key, node) for key, node in source.entries(root)}
    if source.problems:
        raise DefinitionError(source.problems)
    return MappingProxyType(found)


def _question(source: Source, key: str, node: Node) -> Question:
    with source.group(node) as group:
        question = Question(
            key=key,
            type=group.one_of("type", TYPES),  # type: ignore[arg-type]
            title=group.text("title"),
            hint=group.maybe_text("hint"),
            choices={code: source.text(each) for code, each in group.each("choices")},
        )
    if (question.type == "choice") != bool(question.choices):
        source.problem(node, "A choice, and nothing else, has choices.", key="choices")
    return question
