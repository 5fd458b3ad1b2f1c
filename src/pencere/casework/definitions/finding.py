"""A definition by what a person calls it on the command line: a file, a service, a version."""

from __future__ import annotations

from pathlib import Path

from pencere.casework.definitions.folder import languages
from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.models import ServiceVersion
from pencere.casework.definitions.publishing import current, services_folder
from pencere.casework.definitions.reading import read_definition
from pencere.kernel.errors import NotFound


def find_definition(name: str) -> ServiceDefinition:
    """The definition that `name` means: a path to a YAML file; `agency.service` for the file of
    the country pack; `agency.service@current` or `agency.service@3` for a published version.

    Raises NotFound, and DefinitionError for a file that can't be read.
    """
    if name.endswith((".yaml", ".yml")):
        return _from_file(Path(name))
    service, at, number = name.partition("@")
    if not at:
        return _from_file(services_folder() / f"{service}.yaml")
    if number == "current":
        return current(service).definition
    if not number.isdecimal() or len(number) > 6:
        raise NotFound(code="unknown-version")
    found = ServiceVersion.objects.filter(service=service, number=int(number)).first()
    if found is None:
        raise NotFound(code="unknown-version")
    return found.definition


def _from_file(path: Path) -> ServiceDefinition:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"There is no definition {path}.", code="unknown-file") from error
    return read_definition(text, file=path.name, languages=languages())
