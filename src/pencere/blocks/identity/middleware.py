"""Puts the actor on the request."""
from __future__ import annotations
from collections.abc import Callable
from django.http import HttpRequest, HttpResponse
GetResponse = Callable[[HttpRequest], HttpResponse]

def ActorMiddleware(get_response: GetResponse) -> GetResponse:
    return get_response
