"""A thread that does one kind of the database's work, round after round, whatever befalls it."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod

from django.db import InterfaceError, OperationalError, connection

from pencere.blocks.sms.troubles import named

log = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds until the next round after one that failed."""


class Worker(ABC):
    """See the module. `doing` is what the log calls its work: sending, deciding."""

    def __init__(self, *, name: str, doing: str) -> None:
        self._doing = doing
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def _round(self) -> None:
        """Do what there is to do, or wait a little until there may be something."""

    @abstractmethod
    def wake(self) -> None:
        """There may be something to do: end the wait."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Begin no new round."""
        self._is_stopped = True
        self.wake()

    def join(self) -> None:
        """Wait until the round at hand is done."""
        self._thread.join()

    def _run(self) -> None:
        was_away = False
        while not self._is_stopped:
            try:
                self._round()
                was_away = False
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if not was_away:
                    log.warning("%s waits for the database (%s)", self._doing, type(error).__name__)
                was_away = True
                time.sleep(PAUSE)
            except Exception as error:
                log.error("%s failed: %s", self._doing, named(error))
                time.sleep(PAUSE)
        connection.close()
