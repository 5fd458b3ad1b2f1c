"""Commands about versions of services: what changed, whom it would have touched, moving cases."""

from __future__ import annotations

import csv
import getpass
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import click
import django

from pencere.config.problems import SetupError
from pencere.kernel.actors import Actor, system


def show_differences(old: str, new: str) -> None:
    """Print a sentence for each thing that changed."""
    django.setup()
    from pencere.casework.definitions.api import differences, find_definition

    with _told():
        found = differences(find_definition(old), find_definition(new))
    for each in found:
        click.echo(str(each))
    if not found:
        click.echo("Nothing changed that counts.")


def draw(service: str, *, language: str, output: Path | None) -> None:
    """Write the diagram of a service's states, in `language` or the country's first."""
    django.setup()
    from django.conf import settings

    from pencere.casework.definitions.api import find_definition, standalone_diagram

    known = [code for code, _name in settings.LANGUAGES]
    language = language or settings.LANGUAGE_CODE
    if language not in known:
        raise SetupError(f"The languages of the country are {', '.join(known)}.")
    with _told():
        definition = find_definition(service)
    if not definition.workflow.states:
        raise SetupError(f"{service} has no workflow: it is only described so far.")
    drawn = standalone_diagram(definition, language=language)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        output.write_text(drawn, encoding="utf-8")


def show_replay(new: str, *, as_csv: bool) -> None:
    """Print whose path, answers, verdict, fee or deadline would differ."""
    django.setup()
    from pencere.casework.definitions.api import find_definition
    from pencere.casework.versions.api import replay_service
    from pencere.casework.versions.replays import ASPECTS

    with _told():
        report = replay_service(actor=_operator(), new=find_definition(new))
    if as_csv:
        lines = csv.writer(sys.stdout)
        lines.writerow(("reference", "open", *ASPECTS))
        for each in report.differing:
            lines.writerow((each.reference, each.is_open, *(getattr(each, a) for a in ASPECTS)))
        return
    click.echo(
        f"{report.open:,} open and {report.closed:,} closed cases: "
        f"{len(report.differing):,} would have gone otherwise."
    )
    for said, count in report.counts().most_common():
        click.echo(f"{count:>7,}  {said}")


def move(service: str, *, reason: str, states: Sequence[str], is_dry_run: bool) -> None:
    """Move open cases to the current version and say what became of them."""
    django.setup()
    from pencere.casework.versions.api import move_open_cases

    pairs = [each.partition("=") for each in states]
    if any(not old or not new for old, _equals, new in pairs):
        raise SetupError("A state's new name is written OLD=NEW.")
    with _told():
        outcome = move_open_cases(
            actor=_operator(),
            by=getpass.getuser(),
            service=service,
            reason=reason,
            states={old: new for old, _equals, new in pairs},
            is_dry_run=is_dry_run,
        )
    click.echo(f"{len(outcome.done):,} cases {'would be moved' if is_dry_run else 'were moved'}.")
    _say_left(outcome.left.items())
    if outcome.move_id:
        click.echo(f"To take it back: pencere definitions undo-move {outcome.move_id}")


def undo(move_id: UUID) -> None:
    """Take a move back and say what became of the cases."""
    django.setup()
    from pencere.casework.versions.api import undo_move

    with _told():
        outcome = undo_move(actor=_operator(), move_id=move_id)
    click.echo(f"{len(outcome.done):,} cases were moved back.")
    _say_left(outcome.left.items())


def _say_left(left: Iterable[tuple[str, int]]) -> None:
    for why, count in left:
        click.echo(f"{count:>7,} stay: {why}")


def _operator() -> Actor:
    return replace(system("versions"), channel="command")


@contextmanager
def _told() -> Iterator[None]:
    """Errors for people end as the command's one sentence, in English."""
    from django.utils.translation import override

    from pencere.casework.definitions.api import DefinitionError
    from pencere.kernel.errors import PencereError

    with override("en"):
        try:
            yield
        except DefinitionError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            raise SetupError("The definition can't be read.") from error
        except PencereError as error:
            raise SetupError(str(error.message)) from error
