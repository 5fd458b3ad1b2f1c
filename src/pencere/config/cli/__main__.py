"""`python -m pencere.config.cli` is the command `pencere`."""

from pencere.config.cli import main

main(prog_name="pencere")
