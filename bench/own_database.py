"""A database of a benchmark's own beside the one of `pencere bench`, and PostgreSQL's own measure
of the same server: pgbench's TPC-B."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from pencere.config import postgres
from pencere.config.databases import OWNER_ROLE, home
from pencere.config.postgres_place import programs

TPCB_SCALE = 20
TPCB_CLIENTS = 8


def admin(database: str = "postgres") -> psycopg.Connection[Any]:
    """A connection that may make databases: the embedded server's administrator, else whoever
    DATABASE_OWNER_URL (DATABASE_URL) names."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if url:
        return psycopg.connect(url, dbname=database, autocommit=True)
    return postgres.connect(home(), database=database)


@contextmanager
def own_database(name: str) -> Iterator[Mapping[str, str]]:
    """A new database `name`, dropped afterwards; what a process needs in its environment to use
    it."""
    with admin() as server:
        drop(server, name)
        owner = OWNER_ROLE if "DATABASE_URL" not in os.environ else server.info.user
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(owner)
            )
        )
    try:
        yield {**os.environ, "PENCERE_DB_NAME": name}
    finally:
        with admin() as server:
            drop(server, name)


def drop(server: psycopg.Connection[Any], name: str) -> None:
    """Whoever is connected to it."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def pencere(environment: Mapping[str, str], *words: str) -> None:
    """A `pencere` command in that environment."""
    command = [sys.executable, "-m", "pencere.config.cli", *words]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def tpcb_per_s(seconds: int) -> float:
    """Transactions a second of pgbench's built-in TPC-B on this server, fsync as it is set."""
    with own_database("bench_tpcb"):
        environment, names = _of_pgbench("bench_tpcb")
        _pgbench(environment, "-i", "-q", "-s", str(TPCB_SCALE), *names)
        with admin() as server:
            server.execute("CHECKPOINT")
        load = ("-c", str(TPCB_CLIENTS), "-j", "2", "-T", str(seconds))
        said = _pgbench(environment, *load, *names)
    found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    if found is None:
        raise SystemExit(f"pgbench said no rate: {said}")
    return float(found[1])


def _of_pgbench(database: str) -> tuple[Mapping[str, str], list[str]]:
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        place = ["-h", str(postgres.socket_folder(home())), "-U", postgres.ADMIN_ROLE]
        return os.environ, [*place, database]
    given = conninfo_to_dict(url)
    names = {"host": "-h", "port": "-p", "user": "-U"}
    place = [
        word for key, flag in names.items() if key in given for word in (flag, str(given[key]))
    ]
    return {**os.environ, "PGPASSWORD": str(given.get("password", ""))}, [*place, database]


def _pgbench(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [str(programs() / "pgbench"), *words],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    return done.stdout
