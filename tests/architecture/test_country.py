"""The platform knows no country: its words stand in the country pack."""

from __future__ import annotations

import re
from pathlib import Path

PLATFORM = Path(__file__).resolve().parents[2] / "src" / "pencere"
FILES = [
    file
    for pattern in ("**/*.py", "**/templates/**/*", "**/static_src/**/*")
    for file in sorted(PLATFORM.glob(pattern))
    if file.is_file() and file.suffix in {".py", ".html", ".txt", ".xml", ".scss", ".js", ".typ"}
]
# the language is no country: "Azerbaijani" may be said
NAMES = re.compile(
    r"Azerbaijan(?!i\b)|Azərbaycan(?!ca)|Азербайджан(?!ск)|\bBaku\b|\bBakı\b|\bAZN\b|manat\b|\bFIN\b|\bFİN\b"
    r"|\bVÖEN\b|\bVOEN\b|\bvoen\b|\bASAN\b|\basan\b|DOST\b|mygov|e-gov\.az|\.gov\.az|\+994",
)
AGENCIES = (
    "interior|justice|courts|foreign-affairs|labour|social-fund|employment|migration|science"
    "|tax|economy|agriculture|insurance|customs"
)
REGISTERS = re.compile(rf"[\"'](?:{AGENCIES})\.[a-z][a-z-]+[\"']")
"""A register's or service's code, such as "interior.passports"."""
ALLOWED = {
    # which pack, its first language and its clock: the installation's choice, with a default
    "config/settings.py",
}


def test_no_country_is_named() -> None:
    found = [
        f"{file.relative_to(PLATFORM)}:{number}: {line.strip()}"
        for file in FILES
        if str(file.relative_to(PLATFORM)) not in ALLOWED
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if NAMES.search(line) or REGISTERS.search(line)
    ]
    assert not found, "\n".join(["", *found])
