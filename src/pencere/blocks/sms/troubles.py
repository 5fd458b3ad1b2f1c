"""Errors as the log may name them: their words can be a person's, what they are and where isn't."""

from __future__ import annotations

import traceback


def named(error: BaseException) -> str:
    """`ValueError at handling.py:112`: the kind of `error` and where it was raised."""
    where = traceback.extract_tb(error.__traceback__)[-1:]
    at = "".join(f" at {frame.filename}:{frame.lineno}" for frame in where)
    return f"{type(error).__name__}{at}"
