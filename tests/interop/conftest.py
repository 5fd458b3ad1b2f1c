"""The site to which relying parties of other makers come, and how the certified one is run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import sites

HERE = Path(__file__).parent
PEOPLE = 40
"""One for each flow: a code of an authenticator app is good once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them run in one process, which has the one site."""
    for item in items:
        if "interop" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.xdist_group("interop"))
            item.add_marker(pytest.mark.peer)


World = dict[str, Any]


@pytest.fixture(scope="session")
def world(interop_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Where the site is and whom it knows: `world.py`."""
    site = sites.new_site(tmp_path_factory.mktemp("interop"), interop_database)
    site.run("migrate")
    site.run("django", "collectstatic", "--noinput", "--verbosity=0")
    people = subprocess.run(
        [sys.executable, "-m", "tests.interop.world", str(PEOPLE)],
        env={
            **site.environment,
            "PYTHONPATH": f"{sites.ROOT / 'src'}:{sites.ROOT}",
            "DJANGO_SETTINGS_MODULE": "pencere.config.settings",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    with sites.started(site):
        yield {**json.loads(people.stdout), "issuer": site.address}


Next = Callable[..., dict[str, str]]
Flow = Callable[..., Any]


@pytest.fixture(scope="session")
def next_person(world: World) -> Next:
    """Somebody of `people` or `holders` who has not signed in yet."""
    waiting = {kind: iter(world[kind]) for kind in ("people", "holders")}
    return lambda kind="people": next(waiting[kind])


@pytest.fixture
def certified(world: World, next_person: Next) -> Flow:
    """Run a flow of the certified client (`group.name`) and return what it says came of it."""

    def run(flow: str, who: str = "people") -> Any:
        done = subprocess.run(
            ["node", str(HERE / "certified" / "run.mjs"), flow],
            input=json.dumps({**world, "person": next_person(who)}),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return json.loads(done.stdout)

    return run
