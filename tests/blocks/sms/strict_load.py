"""Offers messages to a gateway at a rate, or as many at once as it holds, and says what came of
them. A program of its own, so that it takes no time from what it measures:

    python -m tests.blocks.sms.strict_load --messages FILE --rate 2800 --report FILE

FILE has a line for each message: phone (digits), tab, text. It prints `listening PORT` first,
then `bound` when the gateway is there; it ends when every message has been answered, or nothing
has moved for `--patience` seconds, and prints its report as a line of JSON.

A message's time runs from the instant at which it was due, not from when the centre got round
to sending it, to the instant at which the last part of its answer was there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.blocks.sms.strict_centre import StrictCentre
from tests.blocks.sms.strict_session import Faults, Letter

STEP = 0.002
STUCK_SECONDS = 60.0
"""No answer came for so long: there will be none."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was offered and what came of it. Rates and times leave the first `warm` seconds out
    and count what was offered until the last message was due."""

    offered: int
    acknowledged: int
    answered: int
    duplicates: int
    strangers: int
    connections: int
    seconds: float
    """From the first message to the last being due."""
    offered_per_s: float
    answered_per_s: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    max_ms: float
    violations: Sequence[str]


async def offer(
    centre: StrictCentre, messages: Iterator[tuple[str, str]], rate: float
) -> tuple[float, float]:
    """Send each message when it is due. Returns when the first and the last were."""
    begin = perf_counter()
    sent = 0
    for phone, text in messages:
        due = begin + sent / rate
        while perf_counter() < due:
            centre.pump()
            await asyncio.sleep(STEP)
        centre.send(phone, text, at=due)
        sent += 1
        if sent % 200 == 0:  # behind: let the sockets have their turn too
            centre.pump()
            await asyncio.sleep(0)
    centre.pump()
    return begin, begin + sent / rate


async def crowd(
    centre: StrictCentre,
    messages: Iterator[tuple[str, str]],
    outstanding: int,
    seconds: float = inf,
) -> tuple[float, float]:
    """Keep so many messages unanswered as long as there are any, and at most `seconds`. Returns
    first and last time."""
    begin = perf_counter()
    for phone, text in messages:
        if perf_counter() - begin > seconds:
            break
        seen, since = centre.answered_letters, perf_counter()
        while centre.offered - centre.answered_letters >= outstanding:
            if centre.answered_letters == seen and perf_counter() - since > STUCK_SECONDS:
                return begin, perf_counter()
            centre.pump()
            await asyncio.sleep(STEP)
        centre.send(phone, text)
    centre.pump()
    return begin, perf_counter()


async def settle(centre: StrictCentre, patience: float) -> None:
    """Wait until all is answered, or nothing has moved for `patience` seconds."""
    seen, since = -1, perf_counter()
    while not centre.is_done:
        moved = centre.acknowledgements + centre.answers + centre.connections
        if moved != seen:
            seen, since = moved, perf_counter()
        elif perf_counter() - since > patience:
            return
        await asyncio.sleep(0.05)


def report(centre: StrictCentre, begin: float, end: float, warm: float) -> Report:
    """The figures of what was offered between `begin` and `end`."""
    start = begin + warm
    window = max(end - start, 1e-9)
    answered = list(zip(*centre.times, strict=True))
    in_time = sum(start <= came < end for _offered, came in answered)
    times = sorted(came - offered for offered, came in answered if offered >= start)
    unanswered = centre.offered - len(answered)
    return Report(
        offered=centre.offered,
        acknowledged=centre.acknowledgements,
        answered=centre.answered_letters,
        duplicates=centre.duplicates,
        strangers=centre.strangers,
        connections=centre.connections,
        seconds=end - begin,
        offered_per_s=(len(times) + unanswered) / window,
        answered_per_s=in_time / window,
        p50_ms=percentile(times, 0.50),
        p90_ms=percentile(times, 0.90),
        p99_ms=percentile(times, 0.99),
        max_ms=percentile(times, 1.0),
        violations=list(dict.fromkeys(centre.violations)),
    )


def percentile(times: Sequence[float], share: float) -> float:
    """In milliseconds; 0 of nothing."""
    if not times:
        return 0.0
    return times[min(len(times) - 1, int(share * len(times)))] * 1000


def messages_of(file: Path) -> Iterator[tuple[str, str]]:
    """Lines of phone, tab, text."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            phone, text = line.rstrip("\n").split("\t", 1)
            yield phone, text


def write_log(letters: Sequence[Letter], file: Path) -> None:
    """Every message: number, phone, whether acknowledged, answers, how often delivered."""
    with file.open("w", encoding="utf-8") as log:
        for each in letters:
            row = (each.number, each.phone, int(each.is_acknowledged), each.answers, each.sent)
            log.write("\t".join(map(str, row)) + "\n")


async def run(options: argparse.Namespace) -> Report:
    """As the command line says."""
    centre = StrictCentre(
        faults=faults_of(options.fault),
        seed=options.seed,
        account=(options.user, options.password),
        numbers=(options.number,),
        window=options.window,
        keeps_letters=options.log is not None,
    )
    await centre.start(port=options.port)
    say(f"listening {centre.port}")
    while not centre.is_bound:
        await asyncio.sleep(0.05)
    say("bound")
    messages = messages_of(options.messages)
    if options.outstanding:
        begin, end = await crowd(centre, messages, options.outstanding, options.seconds)
    else:
        begin, end = await offer(centre, messages, options.rate)
    await settle(centre, options.patience)
    done = report(centre, begin, end, options.warm)
    if options.log:
        write_log(centre.letters, options.log)
    await centre.stop()
    return done


def faults_of(given: Sequence[str]) -> Faults:
    """`name=value` of `Faults`."""
    kinds = {each.name: each.type for each in fields(Faults)}
    read: dict[str, Callable[[str], Any]] = {
        "int": int,
        "float": float,
        "bool": lambda text: text == "1",
    }
    pairs = (each.split("=", 1) for each in given)
    return Faults(**{name: read[str(kinds[name])](value) for name, value in pairs})


def say(line: str) -> None:
    """To whoever started this."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    made.add_argument("--messages", type=Path, required=True)
    made.add_argument("--port", type=int, default=0)
    made.add_argument("--rate", type=float, default=1000.0, help="messages a second")
    made.add_argument("--outstanding", type=int, default=0, help="no rate: so many at once")
    made.add_argument("--seconds", type=float, default=inf, help="with --outstanding: at most")
    made.add_argument("--warm", type=float, default=0.0, help="seconds that don't count")
    made.add_argument("--patience", type=float, default=30.0, help="seconds without anything")
    made.add_argument("--window", type=int, default=500, help="unacknowledged a session")
    made.add_argument("--fault", action="append", default=[], metavar="NAME=VALUE")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--user", default="gateway")
    made.add_argument("--password", default="secret")
    made.add_argument("--number", default="8103")
    made.add_argument("--report", type=Path)
    made.add_argument("--log", type=Path, help="a line for each message")
    return made


def main() -> None:
    """Run it."""
    options = parser().parse_args()
    done = json.dumps(asdict(asyncio.run(run(options))))
    if options.report:
        options.report.write_text(done, encoding="utf-8")
    say(done)


if __name__ == "__main__":
    main()
