"""Commands about what is in the database and the country pack."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click
import django

from pencere.config.problems import SetupError

CHECKOUT = Path(__file__).resolve().parents[4]


def make_population(*, people: int, seed: int) -> None:
    """Fill the registers with made-up people by the country pack."""
    django.setup()
    from importlib import import_module

    from django.conf import settings

    begun_at = time.monotonic()
    try:
        maker = import_module(f"{settings.COUNTRY_PACK}.population")
    except ModuleNotFoundError as error:
        raise SetupError(f"The country pack {settings.COUNTRY_PACK} makes no people.") from error
    maker.make(people=people, seed=seed)
    if settings.DEMO:  # a known password: for made-up people alone
        import_module(f"{settings.COUNTRY_PACK}.demo").create_accounts()
    click.echo(f"{people:,} people in {time.monotonic() - begun_at:.1f} s.")


def check_definitions() -> None:
    """Print each problem of the pack's definitions; raises SetupError when there is one."""
    django.setup()
    from pencere.casework.definitions.api import check
    from pencere.kernel.pack import pack

    problems = list(check(pack().root / "services"))
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise SetupError(f"The service definitions have {len(problems)} problem(s).")
    click.echo("The service definitions are sound, and their own tests pass.")


def verify_journal() -> None:
    """Print what the journal's verification found; raises SetupError when a row is wrong."""
    django.setup()
    from pencere.kernel.journal.sealing import verify

    report = verify()
    click.echo(str(report))
    if not report.is_sound:
        raise SetupError("The journal is not as it was sealed.")


def seal_journal() -> None:
    """Seal what is not sealed yet."""
    django.setup()
    from pencere.kernel.journal.sealing import seal_once

    click.echo(f"Sealed: {seal_once()}")


def run_benches(name: str | None) -> None:
    """Run bench/NAME.py, or each of them in turn."""
    folder = CHECKOUT / "bench"
    known = {file.stem: file for file in sorted(folder.glob("[a-z]*.py"))}
    if name is not None and name not in known:
        raise SetupError(f"There is no bench {name}: {', '.join(known) or 'none here'}.")
    for file in [known[name]] if name else known.values():
        done = subprocess.run([sys.executable, str(file)], cwd=CHECKOUT, check=False)
        if done.returncode:
            raise SetupError(f"The bench {file.stem} failed.")
