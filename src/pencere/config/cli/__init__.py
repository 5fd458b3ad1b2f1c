"""The command `pencere`: one sub-command for each thing that an operator does."""

from __future__ import annotations

import os

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pencere.config.settings")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """One window through which people deal with the whole state."""


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django(words: tuple[str, ...]) -> None:
    """Django's own commands: `pencere django help`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pencere django", *words])


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema, as its owner, and grant the app its rights."""
    from pencere.config.cli.database import migrate_as_owner

    migrate_as_owner()
