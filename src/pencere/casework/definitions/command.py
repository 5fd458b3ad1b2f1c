"""The outcome of `pencere definitions check`, as lines to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pencere.casework.definitions.checks import check, check_loaded
from pencere.casework.definitions.coverage import Coverage, coverage
from pencere.casework.definitions.folder import files_of, read_folder
from pencere.casework.definitions.problems import Problem
from pencere.casework.definitions.publishing import services_folder


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in a folder of definitions."""

    definitions: int
    tests: int
    problems: tuple[Problem, ...]
    coverage: tuple[Coverage, ...] = ()
    """What the tests of each service reach, where it was asked for."""

    @property
    def is_good(self) -> bool:
        return not self.problems

    def lines(self) -> list[str]:
        """One line a problem (`file:line: key: what is wrong`), then the count."""
        counted = f"{self.definitions} definitions, {self.tests} tests of their own: "
        found = "no problems" if self.is_good else f"{len(self.problems)} problems"
        reached = [str(each) for each in self.coverage]
        return [*reached, *(str(each) for each in self.problems), counted + found]


def check_command(folder: Path | None = None, *, with_coverage: bool = False) -> CheckReport:
    """Check the pack's definitions, or those in `folder`; the caller prints and sets the exit
    code by `is_good`."""
    where = folder or services_folder()
    loaded, problems = read_folder(where)
    found = check_loaded(loaded, problems) if loaded or problems else check(where)
    return CheckReport(
        definitions=len(files_of(where)),
        tests=sum(len(each.definition.tests) for each in loaded),
        problems=tuple(found),
        coverage=tuple(
            coverage(each.definition) for each in loaded if with_coverage and each.definition.tests
        ),
    )
