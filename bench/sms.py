"""How many messages for a permit are answered in a second, end to end: `pencere sms` against an SMS
centre over TCP.

The strict centre of the tests offers messages from a process of its own, as phones of a nation
write them (`bench/sms_people.py`), half of which are granted; the gateway takes them in,
acknowledges them when they are committed, decides, and sends the answers. A message's time runs
from the instant at which it was due at the centre to its whole answer there.

`sms.pairs_per_s`, `sms.p50_ms`, `sms.p99_ms`: at the offered rate. `sms.peak_pairs_per_s`: with
as many messages unanswered as are held at once; reference: TPC-B transactions a second of pgbench
on the same PostgreSQL in the same run. Centre, gateway and PostgreSQL share the machine.

    pencere bench sms --people 10000000 --minutes 60
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.figures import Figure, show
from bench.own_database import admin, own_database, pencere, tpcb_per_s
from bench.serving import free_port
from bench.sms_people import make_people, messages

DATABASE = "bench_sms"
NUMBER = "8103"
LEAST_PEOPLE = 1000
MOST_PEAK_PER_S = 12_000
"""No machine of today answers more: so many messages are made ready for the peak."""
GATEWAY = (sys.executable, "-m", "pencere.config.cli", "sms")
ROOT = Path(__file__).resolve().parents[1]


def options() -> argparse.Namespace:
    """What may be said after `pencere bench sms`."""
    parser = argparse.ArgumentParser(prog="pencere bench sms", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="at the offered rate")
    parser.add_argument("--minutes", type=float, help="instead of --seconds")
    parser.add_argument("--rate", type=float, default=2800.0, help="messages a second")
    parser.add_argument("--warm", type=float, default=5.0, help="seconds before that don't count")
    parser.add_argument("--peak-seconds", type=float, default=20.0)
    parser.add_argument("--outstanding", type=int, default=4000, help="unanswered at the peak")
    parser.add_argument("--binds", type=int, default=2)
    parser.add_argument("--deciders", type=int, default=1)
    asked = parser.parse_args()
    if asked.people < LEAST_PEOPLE:
        parser.error(f"at least {LEAST_PEOPLE:,} people")
    return asked


def run(asked: argparse.Namespace | None = None) -> Iterator[Figure]:
    """All figures."""
    asked = asked or options()
    if asked.minutes:
        asked.seconds = asked.minutes * 60
    with own_database(DATABASE) as environment, TemporaryDirectory() as folder:
        pencere(environment, "migrate")
        made = _people_made(asked.people)
        every = messages(asked.people)
        at_rate, at_peak = Path(folder) / "rate.tsv", Path(folder) / "peak.tsv"
        _write(at_rate, islice(every, round(asked.rate * (asked.seconds + asked.warm))))
        _write(at_peak, islice(every, round(MOST_PEAK_PER_S * asked.peak_seconds)))
        loads = Loads(asked, environment, Path(folder) / "gateway.log")
        try:
            yield from loads.at_rate(at_rate, made)
            peak, note = loads.at_peak(at_peak)
        except SystemExit:
            sys.stderr.write(loads.log.read_text()[-5000:])
            raise
    yield Figure(
        "sms.peak_pairs_per_s",
        peak,
        "pairs/s",
        tpcb_per_s(10),
        f"{note}; reference: pgbench TPC-B tps",
    )


def _people_made(people: int) -> str:
    begin = time.perf_counter()
    with admin(DATABASE) as owner:
        make_people(owner, people)
    return f"{people:,} people made in {time.perf_counter() - begin:.0f} s"


def _write(file: Path, several: Iterator[tuple[str, str]]) -> None:
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{phone}\t{text}\n" for phone, text in several)


class Loads:
    """Loads on one database; what the gateway says is in `log`."""

    def __init__(
        self, asked: argparse.Namespace, environment: Mapping[str, str], log: Path
    ) -> None:
        self.log = log
        self._asked = asked
        self._environment = environment

    def at_rate(self, file: Path, made: str) -> Iterator[Figure]:
        """At the offered rate."""
        asked = self._asked
        done, spent = self._load(file, "--rate", str(asked.rate))
        note = f"{asked.rate:,.0f}/s offered for {asked.seconds:,.0f} s; {made}; {spent}"
        yield Figure("sms.pairs_per_s", done["answered_per_s"], "pairs/s", note=note)
        yield Figure("sms.p50_ms", done["p50_ms"], "ms")
        yield Figure("sms.p99_ms", done["p99_ms"], "ms", note=f"worst {done['max_ms']:.0f} ms")

    def at_peak(self, file: Path) -> tuple[float, str]:
        """As fast as it goes: pairs a second, and how it was."""
        asked = self._asked
        several = ("--outstanding", str(asked.outstanding), "--seconds", str(asked.peak_seconds))
        done, spent = self._load(file, *several)
        note = f"{asked.outstanding:,} unanswered, p50 {done['p50_ms']:.0f} ms; {spent}"
        return float(done["answered_per_s"]), note

    def _load(self, file: Path, *how: str) -> tuple[dict[str, Any], str]:
        port = free_port()
        centre = [sys.executable, "-m", "tests.blocks.sms.strict_load", "--messages", str(file)]
        more = ["--port", str(port), "--warm", str(self._asked.warm), "--window", "2000"]
        peer = subprocess.Popen([*centre, *more, *how], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            with self._gateway(port) as gateway:
                said, spent = self._followed(peer, gateway)
        finally:
            peer.terminate()
            peer.wait()
        done: dict[str, Any] = json.loads(said)
        _check(done)
        return done, spent

    def _followed(self, peer: subprocess.Popen[str], gateway: psutil.Process) -> tuple[str, str]:
        """The centre's last line, and what CPU went where while it offered."""
        if peer.stdout is None:
            raise SystemExit("the centre says nothing")
        centre = psutil.Process(peer.pid)
        last, before, begin = "", _cpu(gateway, centre), time.perf_counter()
        for line in peer.stdout:
            if line.startswith("bound"):
                before, begin = _cpu(gateway, centre), time.perf_counter()
            elif line.startswith("{"):
                last = line
                break
        after, seconds = _cpu(gateway, centre), time.perf_counter() - begin
        if not last:
            raise SystemExit("the SMS centre ended without a report")
        shares = {name: (after[name] - before[name]) / seconds for name in after}
        spent = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
        return last, f"cores used: {spent}"

    @contextmanager
    def _gateway(self, port: int) -> Iterator[psutil.Process]:
        asked = self._asked
        url = f"smpp://gateway:secret@127.0.0.1:{port}/bench?number={NUMBER}&binds={asked.binds}"
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*GATEWAY, "--deciders", str(asked.deciders)],
                env={**self._environment, "PENCERE_SMS_CENTRES": f"{url}&window=500"},
                stderr=log,
            )
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _cpu(gateway: psutil.Process, centre: psutil.Process) -> dict[str, float]:
    """Seconds of CPU since they began, by who spent them."""
    spent = {"gateway": gateway, "centre": centre}
    with admin() as server:
        backend = server.info.backend_pid
        if psutil.pid_exists(backend) and (postmaster := psutil.Process(backend).parent()):
            return {**_seconds(spent), "PostgreSQL": _seconds_of_all(postmaster)}
    return _seconds(spent)  # PostgreSQL runs elsewhere


def _seconds(processes: Mapping[str, psutil.Process]) -> dict[str, float]:
    return {name: sum(each.cpu_times()[:2]) for name, each in processes.items()}


def _seconds_of_all(postmaster: psutil.Process) -> float:
    """Also of children that are no more."""
    total = sum(postmaster.cpu_times()[:4])
    for each in postmaster.children():
        with suppress(psutil.NoSuchProcess):
            total += sum(each.cpu_times()[:2])
    return float(total)


def _check(done: Mapping[str, Any]) -> None:
    """A figure of messages that were lost is none."""
    wrong = list(done["violations"])
    if done["acknowledged"] < done["offered"] or done["answered"] < done["offered"]:
        wrong.append("not every message was acknowledged and answered")
    if wrong:
        counts = {key: value for key, value in done.items() if key != "violations"}
        raise SystemExit(f"{'; '.join(wrong)}: {counts}")


if __name__ == "__main__":
    os.chdir(ROOT)
    show(run())
