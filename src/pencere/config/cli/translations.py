"""Words for people: from source and templates to each package's .po files, and their check.

Message ids are English. Each Django app keeps the words of its own folder in `locale/`;
what stands outside any app (kernel, config) keeps them in `kernel/locale`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pencere.config.cli.database import SOURCE
from pencere.config.problems import SetupError

LANGUAGES = ("az", "ru")
"""The languages into which English message ids are translated."""
NO_APP = SOURCE / "pencere" / "kernel"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_OPTIONS = {
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    "trimmed": "true",
    "silent": "false",
}
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One folder with a `locale` of its own, and the files whose words stand in it."""

    folder: Path
    files: tuple[Path, ...]

    def catalog_file(self, language: str) -> Path:
        """The .po file of `language`."""
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"

    def template(self) -> Catalog:
        """The messages that the files of this part say now."""
        catalog = Catalog(charset="utf-8")
        for file in self.files:
            is_python = file.suffix == ".py"
            found = extract_from_file(
                "python" if is_python else "jinja2",
                file,
                keywords=KEYWORDS,
                comment_tags=("translators:",),
                options={} if is_python else TEMPLATE_OPTIONS,
            )
            where = file.relative_to(SOURCE).as_posix()
            for _line, ids, comments, context in found:
                if ids and ids != ("", ""):
                    # without line numbers: moving code is no change of words
                    catalog.add(ids, None, [(where, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
        return catalog

    def catalog(self, language: str) -> Catalog:
        """The translations of `language`, empty when there is no file yet."""
        file = self.catalog_file(language)
        if not file.exists():
            return Catalog(locale=language, domain="django", charset="utf-8")
        with file.open("rb") as content:
            return read_po(content, locale=language, domain="django", abort_invalid=True)


def parts() -> list[Part]:
    """Every app's folder, and what stands outside any app."""
    apps = sorted({file.parent for file in SOURCE.glob("pencere*/**/apps.py")})
    files: dict[Path, list[Path]] = {folder: [] for folder in (*apps, NO_APP)}
    for file in sorted(_texts()):
        owner = next((folder for folder in file.parents if folder in apps), NO_APP)
        files[owner].append(file)
    return [Part(folder, tuple(found)) for folder, found in files.items()]


def _texts() -> Iterator[Path]:
    for pattern in ("pencere*/**/*.py", "pencere*/**/templates/**/*"):
        for file in SOURCE.glob(pattern):
            if file.is_file() and "migrations" not in file.parts:
                yield file


def extract() -> None:
    """Bring every .po to the messages of now: new ones empty, old ones away, words kept."""
    for part in parts():
        template = part.template()
        for language in LANGUAGES:
            file = part.catalog_file(language)
            if not len(template) and not file.exists():
                continue
            known = part.catalog(language)
            fresh = _empty(language)
            fresh.revision_date = known.revision_date
            for message in sorted(template, key=_order):
                if message.id:
                    _add(fresh, message, known)
            _write(file, fresh)
            empty = sum(1 for message in fresh if message.id and not _is_translated(message))
            if empty:
                click.echo(f"{_short(file)}: {empty} to translate")


def _empty(language: str) -> Catalog:
    """A catalog of `language` without messages, with a head that says nothing untrue."""
    return Catalog(
        locale=language,
        domain="django",
        charset="utf-8",
        project="pencere",
        version="0.1",
        header_comment="# Words of this package. Message ids are the English ones.",
        fuzzy=False,
    )


def _order(message: Message) -> tuple[str, str]:
    first = min((where for where, _line in message.locations), default="")
    return first, str(message.id)


def _add(catalog: Catalog, message: Message, known: Catalog) -> None:
    words = known.get(_single(message), message.context)
    catalog.add(
        message.id,
        words.string if words else None,
        sorted(set(message.locations)),
        flags=message.flags,
        auto_comments=message.auto_comments,
        user_comments=words.user_comments if words else (),
        context=message.context,
    )


def _single(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _write(file: Path, catalog: Catalog) -> None:
    content = io.BytesIO()
    write_po(content, catalog, width=WIDTH, omit_header=False, include_lineno=False)
    lines = [
        line
        for line in content.getvalue().decode().splitlines(keepends=True)
        # dates and generators change without any word changing
        if not line.startswith(
            ('"POT-C', '"PO-Rev', '"Generated-By', '"Report-Msgid', '"Last-T', '"Language-Team')
        )
    ]
    text = "".join(lines)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def compile_stale() -> None:
    """Make every .mo that is missing or older than its .po."""
    for file in SOURCE.glob("pencere*/**/locale/*/LC_MESSAGES/django.po"):
        compiled = file.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        with file.open("rb") as content:
            catalog = read_po(content, locale=file.parts[-3], domain="django")
        beside = compiled.with_suffix(f".mo.{os.getpid()}")
        with beside.open("wb") as content:
            write_mo(content, catalog)
        beside.replace(compiled)


def check() -> None:
    """Print what is missing, unsure or broken; raises SetupError when there is something."""
    problems = [
        problem
        for part in parts()
        for template in [part.template()]
        for language in LANGUAGES
        for problem in _problems(part, template, language)
    ]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SetupError(f"The translations have {len(problems)} problem(s).")
    click.echo("The translations are complete.")


def _problems(part: Part, template: Catalog, language: str) -> Iterator[str]:
    file = part.catalog_file(language)
    known = part.catalog(language)
    for message in template:
        if not message.id:
            continue
        said = _single(message)
        words = known.get(said, message.context)
        if words is None:
            yield f"{_short(file)}: not there: {said!r}"
        elif words.fuzzy:
            yield f"{_short(file)}: unsure (fuzzy): {said!r}"
        elif not _is_translated(words):
            yield f"{_short(file)}: not translated: {said!r}"
        else:
            for error in words.check(known):
                yield f"{_short(file)}: {error}: {said!r}"


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(strings) and all(strings)


def _short(file: Path) -> str:
    return str(file.relative_to(SOURCE.parent))
