"""Commands about what is in the database and the country pack."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import django

from pencere.config.problems import SetupError

CHECKOUT = Path(__file__).resolve().parents[4]


def make_population(*, people: int, seed: int) -> None:
    """Fill the registers with made-up people by the country pack; in the demo, their accounts."""
    django.setup()
    from importlib import import_module

    from django.conf import settings

    maker = import_module(f"{settings.COUNTRY_PACK}.population")
    try:
        report = maker.make(people=people, seed=seed)
    except maker.PopulationError as error:
        raise SetupError(str(error)) from error
    click.echo(
        f"{report.people:,} people with {report.records:,} records in {report.seconds:.1f} s"
        + (f" ({report.present:,} were there already)." if report.present else ".")
    )
    if settings.DEMO:  # their passwords are public
        demo = import_module(f"{settings.COUNTRY_PACK}.demo")
        click.echo(f"{demo.create_accounts()} of them can sign in.")
        click.echo(f"{demo.create_mandates()} mandates offered and asked for.")
        click.echo(f"{demo.create_systems()} systems that sign people in.")
        click.echo(f"{demo.create_cases(seed=seed):,} applications of the last year.")
        click.echo(f"{demo.create_permits(seed=seed):,} messages for permits to leave home.")
        click.echo(f"{demo.create_staff_permits():,} permits for staff.")


def check_definitions(*, with_coverage: bool) -> None:
    """Print each problem of the pack's definitions, and what their tests reach; raises SetupError
    when there is a problem."""
    django.setup()
    from pencere.casework.definitions.api import check_command

    report = check_command(with_coverage=with_coverage)
    for line in report.lines():
        click.echo(line, err=not report.is_good)
    if not report.is_good:
        raise SetupError("The service definitions can't be published like this.")


def print_status() -> None:
    """Print a line for each part of the platform; raises SetupError when one needs a hand."""
    django.setup()
    from django.utils.translation import override

    from pencere.portal.operator.state import parts

    with override("en"):
        found = parts()
    for part in found:
        click.echo(f"{'ok  ' if part.is_well else 'LOOK'} {part.name}: {part.says} {part.advice}")
    unwell = [part.name for part in found if not part.is_well]
    if unwell:
        raise SetupError(f"Needs a hand: {', '.join(unwell)}.")


def verify_journal() -> None:
    """Print what the journal's verification found; raises SetupError when a row is wrong."""
    django.setup()
    from pencere.kernel.journal.verifying import verify

    report = verify()
    for problem in report.problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{report.rows:,} rows in {report.blocks:,} blocks, {report.unsealed:,} not sealed yet"
    )
    if report.head:
        number, digest = report.head
        click.echo(f"last block: {number} {digest}")
    if not report.is_sound:
        raise SetupError("The journal is not as it was sealed.")


def seal_journal() -> None:
    """Seal what is not sealed yet."""
    django.setup()
    from pencere.kernel.journal.sealing import seal_all

    click.echo(f"{seal_all():,} rows sealed")


def run_benches(name: str | None, options: Sequence[str] = ()) -> None:
    """Run bench/NAME.py with its `options`, or each of them in turn."""
    folder = CHECKOUT / "bench"
    known = sorted(file.stem for file in folder.glob("[a-z]*.py") if _measures(file))
    if name is not None and name not in known:
        raise SetupError(f"There is no bench {name}: {', '.join(known) or 'none here'}.")
    subprocess.run([sys.executable, "-m", "pencere.config.cli", "migrate"], check=True)
    for bench in [name] if name else known:
        # As a module of the package: run as a script, bench/queue.py would hide Python's queue.
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{bench}", *options], cwd=CHECKOUT, check=False
        )
        if done.returncode:
            raise SetupError(f"The bench {bench} failed.")


def _measures(file: Path) -> bool:
    """Whether a module of bench/ is a benchmark, and not a part that they share."""
    return "def run(" in file.read_text()
