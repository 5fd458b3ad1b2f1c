"""Pages carry no style or script of their own: the content security policy forbids them."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
TEMPLATES = sorted(SOURCE.glob("pencere*/**/templates/**/*.html"))
INLINE = re.compile(
    r"<style\b|\bstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)|hx-on",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_nothing_is_inline() -> None:
    found = [
        f"{file.relative_to(SOURCE)}: {inline.group()}"
        for file in TEMPLATES
        for inline in INLINE.finditer(COMMENT.sub("", file.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(["", *found])


def test_the_pattern_finds_what_it_should() -> None:
    for bad in ("<style>", '<p style="x">', '<a onclick="x">', "<script>1</script>"):
        assert INLINE.search(bad)
    for good in ('<script src="/static/a.js" defer></script>', '<p class="style">', "<b>on=1</b>"):
        assert not INLINE.search(good)
