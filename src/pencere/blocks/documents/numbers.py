"""Numbers of documents: 60 random bits and a check character, in groups of four.

Nobody can guess one that was given out: a thousand tries a second would take a million years
for each of a billion documents.
"""

from __future__ import annotations

from pencere.kernel.ids import normalise_reference, reference_number

LETTERS = 12


def new_number() -> str:
    """A number such as `3F7K-9M2Q-XT4R-8`."""
    return reference_number(length=LETTERS)


def normalise_number(text: str) -> str:
    """The canonical form of a number as somebody typed it. Invalid when it can't be one."""
    return normalise_reference(text, length=LETTERS)
