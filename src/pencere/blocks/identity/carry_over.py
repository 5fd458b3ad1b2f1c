"""What was typed into a form whose session had ended, carried through the sign-in.

A stranger's post leaves nothing on the server: its fields travel in the sign-in page itself,
sealed (encrypted and authenticated), small and short-lived. After the first factor they wait
in the session that has begun, and the form's page takes them up again once.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import zlib
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, QueryDict

from pencere.kernel import clock

FIELD = "carried"
"""Name of the hidden field of the sign-in page."""
MAX_BYTES = 64 * 1024
LIFETIME = dt.timedelta(minutes=30)
_SESSION_KEY = "identity.carried"
_NEVER = frozenset({"csrfmiddlewaretoken", "code", "credential", FIELD})


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of one post, as they were typed."""

    path: str
    fields: QueryDict
    files: tuple[str, ...]
    """Keys of the file fields that must be chosen again."""
    account: UUID | None
    """Whose session had ended, where that was still known."""


def seal(request: HttpRequest, *, account: UUID | None = None) -> str | None:
    """Seal what `request` posted; None when there is nothing, or too much, to carry."""
    fields = {key: values for key, values in request.POST.lists() if not _is_secret(key)}
    files = sorted(key for key, file in request.FILES.items() if file)
    if not fields and not files:
        return None
    content = json.dumps(
        {
            "path": request.path,
            "fields": fields,
            "files": files,
            "account": str(account) if account else None,
            "at": clock.now().isoformat(),
        }
    ).encode()
    if len(content) > MAX_BYTES:
        return None
    return _fernet().encrypt(zlib.compress(content)).decode()


def unseal(token: str) -> Carried | None:
    """What `seal` sealed; None when forged, broken, or older than its lifetime."""
    try:
        content = json.loads(zlib.decompress(_fernet().decrypt(token.encode())))
    except (InvalidToken, ValueError, zlib.error):
        return None
    if clock.now() - dt.datetime.fromisoformat(content["at"]) > LIFETIME:
        return None
    fields = QueryDict(mutable=True)
    for key, values in content["fields"].items():
        fields.setlist(key, values)
    fields._mutable = False
    account = content["account"]
    return Carried(
        path=content["path"],
        fields=fields,
        files=tuple(content["files"]),
        account=UUID(account) if account else None,
    )


def keep(request: HttpRequest, token: str) -> None:
    """After a first factor: let a sealed post wait in the session."""
    if token and len(token) <= 2 * MAX_BYTES and unseal(token) is not None:
        request.session[_SESSION_KEY] = token


def sealed_in(request: HttpRequest) -> str:
    """The sealed post that the form of a sign-in page brought; empty when there is none."""
    sealed = request.POST.get(FIELD, "")
    return sealed if len(sealed) <= 2 * MAX_BYTES else ""


def carried(request: HttpRequest) -> Carried | None:
    """What this page's form had posted when its session was gone; given once.

    For the page of the form to call on GET: save the fields without strictness and show the
    form with them. None for another page, another person, or after its lifetime.
    """
    token = request.session.get(_SESSION_KEY)
    if not token or not request.user.is_authenticated:
        return None
    found = unseal(token)
    if found is not None and found.path != request.path:
        return None
    del request.session[_SESSION_KEY]
    if found is None or (found.account and found.account != request.user.pk):
        return None
    return found


def _is_secret(key: str) -> bool:
    return key in _NEVER or "password" in key.lower()


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"pencere.identity.carry-over:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
