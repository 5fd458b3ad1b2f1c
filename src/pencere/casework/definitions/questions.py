"""The common questions of “Can I get this?”, as the country pack asks them in `questions.yaml`.

One short questionnaire answers for all services. The answers live in the address alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pencere.casework.definitions.folder import languages
from pencere.casework.definitions.model import EMPTY, Question, ServiceDefinition
from pencere.casework.definitions.nodes import parse
from pencere.casework.definitions.prechecks import asked
from pencere.casework.definitions.problems import DefinitionError
from pencere.casework.definitions.reader import Source
from pencere.casework.definitions.reading_catalogue import read_question
from pencere.kernel.pack import pack

FILE = "questions.yaml"


@cache
def questions() -> Mapping[str, Question]:
    """All common questions by code, in the order of the file."""
    file = pack().root / FILE
    if not file.is_file():
        return EMPTY
    return read_questions(file.read_text(encoding="utf-8"))


def questions_about(definition: ServiceDefinition) -> Mapping[str, Question]:
    """The questions whose answers decide on a service, common ones and its own."""
    own = definition.precheck.own if definition.precheck else EMPTY
    known = {**questions(), **own}
    return {key: known[key] for key in asked(definition) if key in known}


def read_questions(text: str) -> Mapping[str, Question]:
    """The questions in `text`. Raises DefinitionError with every problem found."""
    root = parse(text, file=FILE)
    source = Source(file=FILE, languages=languages())
    found = {key: read_question(source, node, key) for key, node in source.entries(root)}
    if source.problems:
        raise DefinitionError(source.problems)
    return MappingProxyType(found)
