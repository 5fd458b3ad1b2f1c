"""Pages that are there in a demonstration only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pencere.kernel.errors import NotFound

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """404 unless this is a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise NotFound
        return view(request, *args, **kwargs)

    return guarded
