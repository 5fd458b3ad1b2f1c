"""The definitions in a folder of the country pack, read and given their content hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.nodes import parse
from pencere.casework.definitions.problems import DefinitionError, Problem
from pencere.casework.definitions.reading import read_definition


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file that could be read."""

    file: Path
    source: str
    content_hash: str
    definition: ServiceDefinition


def languages() -> tuple[str, ...]:
    """Codes of the languages in which every text must be there."""
    return tuple(code for code, _name in settings.LANGUAGES)


def content_hash(source: str) -> str:
    """SHA-256 over the canonical form: JSON of the content in its order, without comments."""
    plain = parse(source, file="").plain()
    canonical = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_folder(folder: Path) -> tuple[list[Loaded], list[Problem]]:
    """What could be read in `folder` (its *.yaml, by name), and what is wrong with the rest."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            loaded.append(_read(file))
        except DefinitionError as error:
            problems.extend(error.problems)
    return loaded, problems


def _read(file: Path) -> Loaded:
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([Problem(file.name, 1, "", f"Can't be read: {error}.")]) from error
    definition = read_definition(source, file=file.name, languages=languages())
    if file.stem != definition.id:
        problem = Problem(file.name, 1, "id", f"The file of {definition.id} is misnamed.")
        raise DefinitionError([problem])
    return Loaded(file, source, content_hash(source), definition)
