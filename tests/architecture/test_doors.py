"""A package is entered from outside only through its api, and imports stand at the top."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
FILES = [
    file
    for file in sorted(SOURCE.glob("pencere/**/*.py"))
    if "migrations" not in file.parts and "config" not in file.parts  # config is the wiring
]
OPEN_ROOMS = {"api", "apps", "urls"}
PLAIN_ROOMS = {
    # What a definition is and what follows from it: plain Python, which other packages' rules
    # need without Django, and so without the api's publishing.
    "pencere.casework.definitions.engine",
    "pencere.casework.definitions.model",
    "pencere.casework.definitions.values",
    # the arithmetic of working days over a plain calendar, for a definition's own tests
    "pencere.kernel.workdays.rules",
}


def packages() -> set[str]:
    """Every package that has a door: `pencere.blocks.parties`, `pencere.kernel.journal`, …"""
    return {
        ".".join(folder.relative_to(SOURCE).parts)
        for folder in (file.parent for file in SOURCE.glob("pencere/**/apps.py"))
    }


def imports_of(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each import with the full name of the module (or the thing in it) that it takes.

    What is imported for type checks alone (the other side of a foreign key) doesn't count.
    """
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def strangers_room(name: str, package: str) -> str | None:
    """The room that the import of `name` enters past the door of another package."""
    for other in sorted(packages(), key=len, reverse=True):
        if name == other or not name.startswith(f"{other}."):
            continue
        if package == other or package.startswith(f"{other}."):
            return None
        room = name.removeprefix(f"{other}.").split(".")[0]
        is_open = room in OPEN_ROOMS or f"{other}.{room}" in PLAIN_ROOMS
        return None if is_open else f"{other}.{room}"
    return None


def test_a_package_is_entered_through_its_api() -> None:
    past_the_door = [
        f"{file.relative_to(SOURCE)}:{node.lineno}: {room}"
        for file in FILES
        for node, name in imports_of(ast.parse(file.read_text(encoding="utf-8")))
        if (room := strangers_room(name, ".".join(file.parent.relative_to(SOURCE).parts)))
        # decisions are plain Python and may use plain decisions: an api brings Django along
        and not (file.name == "rules.py" and room.endswith(".rules"))
    ]
    assert not past_the_door, "\n".join(["", *past_the_door])


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in FILES
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside, "\n".join(["", *inside])


def test_the_door_is_seen_through() -> None:
    """The test itself: what it must find and what it must let pass."""
    here = "pencere.casework.applications"
    assert strangers_room("pencere.blocks.parties.models.Party", here)
    assert strangers_room("pencere.kernel.journal.actions.record", here)
    assert not strangers_room("pencere.blocks.parties.api.party", here)
    assert not strangers_room("pencere.kernel.clock.now", here)
    assert not strangers_room("pencere.casework.applications.models.Step", here)
