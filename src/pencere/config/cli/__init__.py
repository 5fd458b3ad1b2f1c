"""The command `pencere`: one sub-command for each thing that an operator does.

Django is set up inside the commands that need it, so imports stand inside functions here:
`pencere --help` answers at once, and `pencere migrate` can choose its role first.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click

from pencere.config.databases import home
from pencere.config.problems import SetupError, in_words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pencere.config.settings")


class OneSentence(click.Group):
    """A group whose commands end with one sentence where the operator can mend what is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SetupError as problem:
            raise click.ClickException(str(problem)) from problem
        except OSError as problem:
            if problem.errno == errno.EPIPE:
                raise
            sentence = in_words(problem)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from problem
        except Exception as problem:
            if type(problem).__name__ not in ("OperationalError", "PoolTimeout"):
                raise
            said = str(problem).strip().split("\n")[0]
            raise click.ClickException(f"The database does not answer: {said}") from problem


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(143)


@click.group(cls=OneSentence, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """One window through which people deal with the whole state.

    `pencere demo` starts all of it on this machine. docs/operate.md says how to run it for real.
    """
    signal.signal(signal.SIGTERM, _stop)  # so that what we started is stopped in order


@main.command()
@click.option("--host", envvar="PENCERE_HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PENCERE_PORT", default=8000, show_default=True, type=int)
@click.option(
    "--people",
    default=2000,
    show_default=True,
    help="How many made-up people an empty database gets.",
)
def demo(host: str, port: int, people: int) -> None:
    """Start all of pencere with made-up people, until Ctrl-C.

    Starts PostgreSQL (unless DATABASE_URL names one), brings its schema up to date, fills an
    empty database, starts the web and a worker, and prints where to go and as whom to sign in.
    """
    from pencere.config.cli.demo import run

    run(host=host, port=port, people=people)


@main.command()
@click.option("--host", envvar="PENCERE_HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PENCERE_PORT", default=8000, show_default=True, type=int)
@click.option("--workers", envvar="PENCERE_WEB_WORKERS", default=2, show_default=True)
@click.option("--threads", envvar="PENCERE_WEB_THREADS", default=8, show_default=True)
def web(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages (WORKERS processes of THREADS threads), until SIGTERM."""
    from pencere.config.cli.serve import serve_web

    serve_web(host=host, port=port, workers=workers, threads=threads)


@main.command()
@click.option("--concurrency", envvar="PENCERE_JOBS_AT_ONCE", default=4, show_default=True)
def worker(concurrency: int) -> None:
    """Do the background jobs and the periodic ones, until SIGTERM. Run as many as needed."""
    from pencere.config.cli.serve import serve_jobs

    serve_jobs(concurrency=concurrency)


@main.command()
@click.option("--host", envvar="PENCERE_LIVE_HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PENCERE_LIVE_PORT", default=8001, show_default=True, type=int)
def live(host: str, port: int) -> None:
    """Serve what pages follow live (server-sent events), until SIGTERM. Pages work without it."""
    from pencere.config.cli.serve import serve_live

    serve_live(host=host, port=port)


@main.command()
@click.option("--deciders", envvar="PENCERE_SMS_DECIDERS", default=1, show_default=True)
def sms(deciders: int) -> None:
    """Serve the SMS centres of PENCERE_SMS_CENTRES, until SIGTERM. Run as many as needed.

    Takes texts in, has them decided (in DECIDERS threads) and sends the answers.
    """
    from pencere.config.cli.sms import serve_gateway

    serve_gateway(deciders=deciders)


@main.command("sms-centre")
@click.option("--port", envvar="PENCERE_SMS_CENTRE_PORT", default=2775, show_default=True)
def sms_centre(port: int) -> None:
    """The demonstration's stand-in for an SMS centre and its phones, until SIGTERM.

    Speaks SMPP on PORT of this machine alone; the phones are at /demo/phones/.
    """
    from pencere.config.cli.sms import serve_stand_in

    serve_stand_in(port=port)


@main.command()
@click.option("--host", envvar="PENCERE_INTERIOR_HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PENCERE_INTERIOR_PORT", default=8121, show_default=True, type=int)
def interior(host: str, port: int) -> None:
    """Run a stand-in for the ministry to which permits for staff are sent, until SIGTERM.

    For demos and trials: it keeps what it is sent under PENCERE_HOME/interior, and its page at
    `/` shows that, and makes it refuse, slow or silent.
    """
    from pencere.config.cli.serve import serve_interior

    serve_interior(host=host, port=port)


@main.command()
@click.option("--force", is_flag=True, help="Go through all of it even when nothing changed.")
@click.option("--check", is_flag=True, help="Only fail when a model's migration is missing.")
def migrate(force: bool, check: bool) -> None:
    """Bring the database to this version: schema, agencies, services, the app role's rights.

    Works as the database's owner (DATABASE_OWNER_URL). Does nothing when nothing changed.
    """
    from pencere.config.cli.database import check_migrations, migrate_as_owner
    from pencere.config.postgres import available

    if check:
        check_migrations()
        return
    with available(home(), "migrate"):
        migrate_as_owner(force=force)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django(words: tuple[str, ...]) -> None:
    """Django's own commands: `pencere django help`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pencere django", *words])


@main.command()
@click.argument("people", type=click.IntRange(min=1))
@click.option("--seed", default=1, show_default=True, help="Same seed, same people.")
def population(people: int, seed: int) -> None:
    """Fill the registers with PEOPLE made-up persons, their families, addresses, jobs, papers."""
    from pencere.config.cli.contents import make_population
    from pencere.config.postgres import available

    with available(home(), "population"):
        make_population(people=people, seed=seed)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("name", required=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def bench(name: str | None, options: tuple[str, ...]) -> None:
    """Measure NAME (all when left out): a line of JSON for each figure. See bench/.

    OPTIONS go to the benchmark: `pencere bench sms --people 10000000 --minutes 60`.
    """
    from pencere.config.cli.contents import run_benches
    from pencere.config.postgres import available

    with available(home(), "bench"):
        run_benches(name, options)


@main.command()
def status() -> None:
    """Say how each part of the platform stands; exit code 1 when one needs a hand."""
    from pencere.config.cli.contents import print_status
    from pencere.config.postgres import available

    with available(home(), "status"):
        print_status()


@main.group()
def definitions() -> None:
    """The service definitions of the country pack."""


@definitions.command("check")
@click.option("--coverage", is_flag=True, help="Say what the tests of each service reach.")
def definitions_check(coverage: bool) -> None:
    """Check every definition and run the tests that it carries; needs no database."""
    from pencere.config.cli.contents import check_definitions

    check_definitions(with_coverage=coverage)


@definitions.command("diff")
@click.argument("old")
@click.argument("new")
def definitions_diff(old: str, new: str) -> None:
    """Say in sentences what changed from OLD to NEW.

    Each is a YAML file, a service of the country pack (interior.passport), or a published
    version (interior.passport@current, interior.passport@3).
    """
    from pencere.config.cli.versions import show_differences
    from pencere.config.postgres import available

    needs_database = any("@" in each for each in (old, new))
    with available(home(), "definitions diff") if needs_database else nullcontext():
        show_differences(old, new)


@definitions.command("diagram")
@click.argument("service")
@click.option("--language", default="", help="Of the words; the country's first when left out.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def definitions_diagram(service: str, language: str, output: Path | None) -> None:
    """Draw the states of SERVICE, and who leads from one to the other, as SVG.

    SERVICE as in `definitions diff`. Written to standard output unless OUTPUT names a file.
    """
    from pencere.config.cli.versions import draw
    from pencere.config.postgres import available

    with available(home(), "definitions diagram") if "@" in service else nullcontext():
        draw(service, language=language, output=output)


@definitions.command("replay")
@click.argument("new")
@click.option("--csv", "as_csv", is_flag=True, help="Print every differing case as CSV.")
def definitions_replay(new: str, as_csv: bool) -> None:
    """Replay all open and last year's closed cases under NEW, and say whose path, fee or deadline
    would differ. NEW as in `definitions diff`. Changes nothing."""
    from pencere.config.cli.versions import show_replay
    from pencere.config.postgres import available

    with available(home(), "definitions replay"):
        show_replay(new, as_csv=as_csv)


@definitions.command("move")
@click.argument("service")
@click.option("--reason", required=True, help="Why: the journal keeps it.")
@click.option("--state", "states", multiple=True, metavar="OLD=NEW", help="A state's new name.")
@click.option("--dry-run", is_flag=True, help="Only say what would be moved.")
def definitions_move(service: str, reason: str, states: tuple[str, ...], dry_run: bool) -> None:
    """Let the open cases of SERVICE go on under its current version.

    Open cases stay on the version that they began with unless this is run. `definitions
    undo-move` takes it back for every case that nobody touched since.
    """
    from pencere.config.cli.versions import move
    from pencere.config.postgres import available

    with available(home(), "definitions move"):
        move(service, reason=reason, states=states, is_dry_run=dry_run)


@definitions.command("undo-move")
@click.argument("move_id", type=click.UUID)
def definitions_undo_move(move_id: UUID) -> None:
    """Undo the move that `definitions move` named."""
    from pencere.config.cli.versions import undo
    from pencere.config.postgres import available

    with available(home(), "definitions undo-move"):
        undo(move_id)


@main.group()
def journal() -> None:
    """The journal of what was done and whose data were read."""


@journal.command("verify")
def journal_verify() -> None:
    """Find any row of the journal that was changed, removed or slipped in."""
    from pencere.config.cli.contents import verify_journal
    from pencere.config.postgres import available

    with available(home(), "journal verify"):
        verify_journal()


@journal.command("seal")
def journal_seal() -> None:
    """Seal what is not sealed yet, now; the worker does it every ten seconds."""
    from pencere.config.cli.contents import seal_journal
    from pencere.config.postgres import available

    with available(home(), "journal seal"):
        seal_journal()


@main.group()
def translations() -> None:
    """The words for people, in each package's `locale` folder."""


@translations.command("extract")
def translations_extract() -> None:
    """Bring every package's .po files to what its source and templates say now."""
    from pencere.config.cli.translations import extract

    extract()


@translations.command("compile")
def translations_compile() -> None:
    """Make the .mo files that are older than their .po."""
    from pencere.config.cli.translations import compile_stale

    compile_stale()


@translations.command("check")
def translations_check() -> None:
    """Fail when a message lacks a translation, or a translation is unsure or broken."""
    from pencere.config.cli.translations import check

    check()
