"""What registers there are: declared in the country pack, one YAML file for each register.

A declaration is the register's passport: who keeps it, about whom, which fields, how
sensitive each is, what may be corrected, who else may read it and where the records are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from pencere.blocks.parties import api as parties
from pencere.blocks.registers.values import FieldType, Sensitivity
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

Category = Literal[
    "identity",
    "family",
    "address",
    "education",
    "employment",
    "transport",
    "property",
    "health",
    "social",
    "financial",
    "business",
]
_PLACEHOLDER = re.compile(r"\{([^}]*)\}")
_NOT_RECORDED = "–"


class DeclarationError(ValueError):
    """A declaration says something that it may not: which file, which key, what."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        self.file, self.key, self.problem = file, key, problem
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")


def _words(given: object) -> Text:
    if isinstance(given, Text):
        return given
    if not isinstance(given, Mapping):
        raise ValueError("give the words in each language, as {az: …, ru: …, en: …}")
    wanted = [code for code, _name in settings.LANGUAGES]
    for language in wanted:
        if not isinstance(given.get(language), str) or not given[language].strip():
            raise ValueError(f"no words in {language!r}")
    for language in given.keys() - set(wanted):
        raise ValueError(f"{language!r} is not a language of this country")
    return Text(given)


def _with_keys(given: object) -> object:
    if not isinstance(given, Mapping):
        return given
    return tuple(
        {"key": key, **value} if isinstance(value, Mapping) else value
        for key, value in given.items()
    )


Words = Annotated[Text, PlainValidator(_words)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class FieldDeclaration(_Declared):
    """One field of a register's records."""

    key: Key
    title: Words
    type: FieldType
    sensitivity: Sensitivity = "personal"
    correctable: bool = False
    """Whether a person may ask that it be corrected, and a registrar may correct it."""
    required: bool = False
    """A record without it is shown with "not recorded" and can't be added anew."""
    choices: Mapping[str, Words] = {}
    """Title of each code, for the types `choice` and `choices`."""

    @model_validator(mode="after")
    def _choices_belong_to_choice(self) -> FieldDeclaration:
        if (self.type in ("choice", "choices")) != bool(self.choices):
            raise ValueError("choices are for the types choice and choices, which need them")
        return self


class ProviderDeclaration(_Declared):
    """Where the records are."""

    kind: str = "tables"
    address: str = ""
    """Of a register elsewhere: the URL that answers questions about records."""
    deadline_ms: int = Field(default=1500, gt=0, le=30_000)
    """How long a page waits for its answer before it does without."""


class RegisterDeclaration(_Declared):
    """One register of the state."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$", max_length=60)]
    agency: str
    """Code of the agency that keeps it and whose registrars may correct it."""
    title: Words
    record: Words | None = None
    """What one of its records is called: "Driving licence"; needed where records expire."""
    category: Category
    subject: Literal["person", "organisation"] = "person"
    number_field: str | None = None
    """The field by which a record is looked up."""
    number_identifies: bool = False
    """Whether the number is an identifier of the subject as well: a sole trader's number."""
    counterpart_field: str | None = None
    """The field with the identifier of another party that the record is about as well (the
    employer of a contract): whoever acts for that party may read the record."""
    expires_field: str | None = None
    """The field with the day after which what is recorded no longer holds."""
    fields: Annotated[tuple[FieldDeclaration, ...], BeforeValidator(_with_keys)]
    summary: str = ""
    """The record in one line, with `{key}` for values."""
    readers: Literal["any"] | tuple[str, ...] = ()
    """Agencies, besides the keeper, whose officers may read it for an application of theirs."""
    law_readers: tuple[str, ...] = ()
    """Agencies, besides the keeper, whose officers a law lets read it without an application."""
    provider: ProviderDeclaration = ProviderDeclaration()

    @cached_property
    def by_key(self) -> Mapping[str, FieldDeclaration]:
        """The fields by their keys, in order."""
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> FieldDeclaration:
        """One field. Raises Invalid for a key that the register doesn't have."""
        for field in self.fields:
            if field.key == key:
                return field
        raise Invalid(
            _("The register has no such field."), code="unknown-register-field", field=key
        )

    def summary_of(self, data: Mapping[str, Any]) -> str:
        """The record in one line; what isn't recorded shows as a dash."""

        def shown(match: re.Match[str]) -> str:
            value = data.get(match[1])
            return _NOT_RECORDED if value in (None, "", []) else _in_words(value)

        return _PLACEHOLDER.sub(shown, self.summary)

    @model_validator(mode="after")
    def _names_its_own_fields(self) -> RegisterDeclaration:
        keys = [field.key for field in self.fields]
        if not keys:
            raise ValueError("fields: a register has at least one")
        named = [
            ("number_field", self.number_field),
            ("counterpart_field", self.counterpart_field),
            ("expires_field", self.expires_field),
        ]
        named += [("summary", key) for key in _PLACEHOLDER.findall(self.summary)]
        for where, key in named:
            if key is not None and key not in keys:
                raise ValueError(f"{where}: there is no field {key!r}")
        if self.expires_field and self.by_key[self.expires_field].type != "date":
            raise ValueError(f"expires_field: {self.expires_field!r} is not a date")
        if self.expires_field and not self.record:
            raise ValueError("record: say what that which expires is called")
        if self.number_identifies and not self.number_field:
            raise ValueError("number_identifies: there is no number_field")
        return self


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def declarations() -> Mapping[str, RegisterDeclaration]:
    """All registers by code, in the order of their files. Raises DeclarationError."""
    return MappingProxyType(load(pack().root / "registers"))


def declaration(code: str) -> RegisterDeclaration:
    """One register. Raises Invalid for a code that no register has."""
    try:
        return declarations()[code]
    except KeyError:
        raise Invalid(
            _("There is no such register."), code="unknown-register", field="register"
        ) from None


def load(folder: Path) -> dict[str, RegisterDeclaration]:
    """The registers that the YAML files of `folder` declare. Raises DeclarationError."""
    found: dict[str, RegisterDeclaration] = {}
    for file in sorted(folder.glob("*.yaml")):
        register = parse(file.read_text(encoding="utf-8"), name=file.name)
        if file.stem != register.code:
            raise DeclarationError(file.name, "code", f"the file of {register.code!r} is misnamed")
        found[register.code] = register
    return found


def parse(text: str, *, name: str) -> RegisterDeclaration:
    """One declaration; `name` is the file's, for errors. Raises DeclarationError."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DeclarationError(name, "", f"not YAML: {error}") from None
    try:
        register = RegisterDeclaration.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise DeclarationError(name, _path(content, first["loc"]), first["msg"]) from None
    for agency in (register.agency, *_listed(register.readers), *register.law_readers):
        if agency not in parties.agencies():
            raise DeclarationError(name, "agency", f"there is no agency {agency!r}")
    return register


def _listed(readers: Literal["any"] | tuple[str, ...]) -> tuple[str, ...]:
    return () if readers == "any" else readers


def _path(content: object, location: tuple[int | str, ...]) -> str:
    """`fields.number.type` for pydantic's `("fields", 0, "type")`."""
    steps = [str(step) for step in location]
    fields = content.get("fields") if isinstance(content, Mapping) else None
    if len(location) > 1 and location[0] == "fields" and isinstance(fields, Mapping):
        place = location[1]
        if isinstance(place, int) and place < len(fields):
            steps[1] = str(list(fields)[place])
    return ".".join(steps)


def expiry(register: RegisterDeclaration, data: Mapping[str, Any]) -> dt.date | None:
    """The day after which a record no longer holds, None where it isn't recorded."""
    value = data.get(register.expires_field) if register.expires_field else None
    if not isinstance(value, str):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
