"""Which database pencere talks to, and as which role.

`DATABASE_URL` names any PostgreSQL from 15 on; without it, it is the embedded server whose
socket `config.postgres` opens. Two roles: the *app* role of web and workers, which can't
alter the journal, and the *owner* role of migrations (`PENCERE_DB_ROLE=owner`, with
`DATABASE_OWNER_URL` when it signs in otherwise).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

APP_ROLE = "pencere_app"
OWNER_ROLE = "pencere_owner"


def home() -> Path:
    """Folder of this installation's data: `PENCERE_HOME`, else `var/` in the checkout."""
    given = os.environ.get("PENCERE_HOME")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[3] / "var"


def private_folders(home_folder: Path) -> None:
    """Make the folders of files, keys, mail and logs, closed to other users of the machine."""
    for name in ("files", "keys", "mail", "sms", "log"):
        folder = home_folder / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


def database_settings(home_folder: Path) -> dict[str, Any]:
    """Django's settings of the one database."""
    as_owner = os.environ.get("PENCERE_DB_ROLE") == "owner"
    url = os.environ.get("DATABASE_URL")
    if as_owner:
        url = os.environ.get("DATABASE_OWNER_URL", url)
    if url:
        settings = _from_url(url)
    else:
        from pencere.config.postgres import socket_folder

        settings = {
            "NAME": "pencere",
            "USER": OWNER_ROLE if as_owner else APP_ROLE,
            "HOST": str(socket_folder(home_folder)),
        }
    settings["NAME"] = os.environ.get("PENCERE_DB_NAME", settings["NAME"])
    options = settings.setdefault("OPTIONS", {})
    if not as_owner:  # a pool has threads of its own: no use to a short command
        options["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True, **settings}


def connection(home_folder: Path) -> psycopg.Connection[Any]:
    """A connection in autocommit to that database and in that role, without Django."""
    settings = database_settings(home_folder)
    return psycopg.connect(
        host=settings["HOST"],
        port=settings.get("PORT") or None,
        user=settings["USER"],
        password=settings.get("PASSWORD") or None,
        dbname=settings["NAME"],
        autocommit=True,
        **{key: value for key, value in settings["OPTIONS"].items() if key != "pool"},
    )


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }
