"""What stands between a request and its page."""
from __future__ import annotations
from collections.abc import Callable
from django.http import HttpRequest, HttpResponse
GetResponse = Callable[[HttpRequest], HttpResponse]

def ErrorPages(get_response: GetResponse) -> GetResponse:
    return get_response

def Language(get_response: GetResponse) -> GetResponse:
    return get_response
