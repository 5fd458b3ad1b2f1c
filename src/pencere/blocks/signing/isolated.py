"""A stranger's file is read in a process of its own, with little memory and time.

A PDF can be made to unpack to any size or to keep a parser busy for hours. Here that ends
the child, and the report says "unreadable". The child loads no Django and has no secrets:
its environment is empty but for where Python's modules are.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from pencere.blocks.signing.values import SignatureReport, Trust
from pencere.blocks.signing.verification import examine

MAX_MEMORY_BYTES = 1 << 30
MAX_CPU_SECONDS = 15
MAX_SECONDS = 30


def examine_apart(content: bytes, trust: Trust, now: dt.datetime) -> SignatureReport:
    """`verification.examine` in a child process."""
    task = {
        "now": now.isoformat(),
        "trust": {kind: [_text(der) for der in all_] for kind, all_ in asdict(trust).items()},
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pencere.blocks.signing.isolated"],
            input=json.dumps(task).encode() + b"\n" + content,
            capture_output=True,
            timeout=MAX_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            check=True,
        )
        return _report(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return SignatureReport("unreadable")


def main() -> None:
    """The child: a line of JSON and a file come in, a report as JSON goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    task = json.loads(line)
    trust = Trust(
        **{
            kind: tuple(base64.b64decode(der) for der in all_)
            for kind, all_ in task["trust"].items()
        }
    )
    report = examine(content, trust, dt.datetime.fromisoformat(task["now"]))
    told = asdict(report) | {
        "signed_at": report.signed_at and report.signed_at.isoformat(),
        "data": _text(report.data),
    }
    sys.stdout.write(json.dumps(told))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _report(told: dict[str, Any]) -> SignatureReport:
    signed_at = told.pop("signed_at")
    data = base64.b64decode(told.pop("data"))
    return SignatureReport(
        **told, data=data, signed_at=dt.datetime.fromisoformat(signed_at) if signed_at else None
    )


if __name__ == "__main__":
    main()
