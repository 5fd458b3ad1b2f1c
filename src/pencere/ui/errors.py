"""The pages of errors."""
from __future__ import annotations
from typing import Any
from django.http import HttpRequest, HttpResponse

def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return HttpResponse("400", status=400)

def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return HttpResponse("403", status=403)

def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return HttpResponse("404", status=404)

def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse("500", status=500)
