"""Long texts: cutting them for the air, and joining what came in parts."""

from __future__ import annotations

from collections.abc import Mapping


def joined(parts: Mapping[int, tuple[bytes, int]], total: int, gap: str = "…") -> str:
    """The text of a long message from its parts, as they were kept: number → (octets,
    data_coding). Where a part is missing stands `gap`.

    Pure: the caller keeps parts (by centre, sender, recipient, reference, total) and their
    deadline, calls this when all of 1…total are there or the deadline has passed, and
    acknowledges a part as soon as it is stored. A part that came twice overwrites itself.
    """
    raise NotImplementedError
