"""What can be wrong with a definition: always with file, line, key path and, where it can be
guessed, what was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, printed as one line."""

    file: str
    line: int
    key: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.file}:{self.line}: {key}{self.message}{hint}"


class Findings(Protocol):
    """Where the checks put what is wrong; a key path finds its line."""

    def add(self, path: str, message: str, suggestion: str = "") -> None: ...

    def known(self, path: str, what: str, word: str, words: Collection[str]) -> bool: ...


class DefinitionError(Exception):
    """The definition can't be used; `problems` says why, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.file, each.line, each.key)))
        super().__init__("\n".join(str(each) for each in self.problems))


def closest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to `word`, or "" when none is near."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""
