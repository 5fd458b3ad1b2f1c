"""Asks all providers at once and puts their answers together.

Our own table is one query; the others run beside it, each with its deadline, and one that
doesn't answer in time is marked as not available while the rest comes.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from uuid import UUID

from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers.declarations import RegisterDeclaration
from pencere.blocks.registers.providers import REGISTRY
from pencere.blocks.registers.providers.base import Found, Provider
from pencere.blocks.registers.values import Answer, Record
from pencere.kernel import clock
from pencere.kernel.errors import Unavailable

log = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="registers")
Answers = Mapping[UUID, Mapping[str, Answer]]


def answers(
    subjects: Collection[UUID],
    registers: Sequence[RegisterDeclaration],
    providers: Mapping[str, Provider] = REGISTRY,
) -> Answers:
    """What `registers` say about `subjects` today."""
    today, now = clock.today(), clock.now()
    local = [r for r in registers if providers[r.provider.kind].is_local]
    remote = [r for r in registers if not providers[r.provider.kind].is_local]
    asked = _ask(subjects, remote, providers, today)
    found: dict[tuple[UUID, str], tuple[Record, ...]] = {}
    for kind in {r.provider.kind for r in local}:
        mine = [r for r in local if r.provider.kind == kind]
        found.update(
            providers[kind].fetch(subjects=subjects, registers=mine, today=today, parties={})
        )
    silent = _collect(asked, found)
    return {
        subject: {
            r.code: Answer(
                register=r.code,
                records=found.get((subject, r.code), ()),
                as_of=now,
                is_available=r.code not in silent,
            )
            for r in registers
        }
        for subject in subjects
    }


def _ask(
    subjects: Collection[UUID],
    registers: Sequence[RegisterDeclaration],
    providers: Mapping[str, Provider],
    today: dt.date,
) -> list[tuple[RegisterDeclaration, float, Future[Found]]]:
    """Start one question for each remote register, with the instant until which we wait."""
    if not registers:
        return []
    known: Mapping[UUID, PartyView] = parties.parties(subjects)
    started = time.monotonic()
    return [
        (
            register,
            started + register.provider.deadline_ms / 1000,
            _threads.submit(
                providers[register.provider.kind].fetch,
                subjects=subjects,
                registers=[register],
                today=today,
                parties=known,
            ),
        )
        for register in registers
    ]


def _collect(
    asked: Sequence[tuple[RegisterDeclaration, float, Future[Found]]],
    found: dict[tuple[UUID, str], tuple[Record, ...]],
) -> set[str]:
    """Put what came in time into `found`; codes of the registers that stayed silent."""
    silent = set()
    for register, until, future in asked:
        try:
            found.update(future.result(timeout=max(0.0, until - time.monotonic())))
        except (LateError, Unavailable) as error:
            future.cancel()
            silent.add(register.code)
            log.warning("register %s gave no answer: %s", register.code, type(error).__name__)
    return silent
