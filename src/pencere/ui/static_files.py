"""Where a style, script, font or picture is found by a browser."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


@cache
def static_address(path: str) -> str:
    """The address of a static file: with its content's hash where the files were collected,
    plain where they are served from the source (tests, a developer's machine)."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"
