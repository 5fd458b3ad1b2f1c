"""Addresses: the same page with another query, and whether one may be sent to an address."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def changed_address(request: HttpRequest, **changes: object) -> str:
    """This page's address with parts of its query changed; None takes a part away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if isinstance(value, (list, tuple)):
            query.setlist(name, [str(one) for one in value])
        elif value is not None and value != "":
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def safe_next(request: HttpRequest, address: str | None, *, otherwise: str = "/") -> str:
    """`address` if it leads to this site, else `otherwise`."""
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return otherwise
