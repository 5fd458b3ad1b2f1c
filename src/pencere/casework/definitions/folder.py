"""The definitions in a folder of the country pack, read and given their content hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.nodes import Node, parse
from pencere.casework.definitions.problems import DefinitionError, Problem
from pencere.casework.definitions.reading import read_root


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file that could be read."""

    file: Path
    source: str
    root: Node
    definition: ServiceDefinition

    @property
    def content_hash(self) -> str:
        return content_hash(self.root)


def languages() -> tuple[str, ...]:
    """Codes of the languages in which every text must be there."""
    return tuple(code for code, _name in settings.LANGUAGES)


def content_hash(root: Node) -> str:
    """SHA-256 over the canonical form: JSON of the content in its order, without comments."""
    canonical = json.dumps(root.plain(), ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def files_of(folder: Path) -> list[Path]:
    """The files of a folder that hold definitions, by name."""
    return sorted(folder.glob("*.yaml"))


def read_folder(folder: Path) -> tuple[list[Loaded], list[Problem]]:
    """What could be read in `folder`, and what is wrong with the rest."""
    return read_files(files_of(folder))


def read_files(files: Iterable[Path]) -> tuple[list[Loaded], list[Problem]]:
    """What could be read in these files, and what is wrong with the rest."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for file in files:
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
    root = parse(source, file=file.name)
    definition = read_root(root, file=file.name, languages=languages())
    if file.stem != definition.id:
        problem = Problem(file.name, 1, "id", f"The file of {definition.id} is misnamed.")
        raise DefinitionError([problem])
    return Loaded(file, source, root, definition)
