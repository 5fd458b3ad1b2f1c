"""Names of files as people gave them, made safe to show, to keep and to send."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME = 100
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def safe_name(name: str, extensions: tuple[str, ...]) -> str:
    """`name` without folders, control or direction-changing characters, of bounded length and
    with one of `extensions` (the first where it has none of them)."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C"
    )
    plain = _UNSAFE.sub(" ", plain).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    extension = f".{suffix.lower()}" if f".{suffix.lower()}" in extensions else extensions[0]
    if suffix and f".{suffix.lower()}" not in extensions:
        stem = plain
    return (stem.strip(" .")[:MAX_NAME] or "file") + extension
