"""An ASGI client for tests: one listener whose connection can be slow, or be cut."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from pencere.ui.live.streams import LiveApplication


class Listener:
    """Who asks for a topic and takes what comes."""

    def __init__(
        self,
        application: LiveApplication,
        topic: str,
        *,
        session: str = "",
        method: str = "GET",
        language: str = "en",
        **headers: str,
    ) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.said = ""
        self.takes = asyncio.Event()
        self.takes.set()
        self.is_asked = False
        """Whether something is held out to it that it doesn't take yet."""
        self._came = asyncio.Condition()
        self._gone = asyncio.Event()
        self.scope = {
            "type": "http",
            "method": method,
            "path": f"/live/{topic}",
            "query_string": f"language={language}".encode(),
            "headers": [
                (b"cookie", f"sessionid={session}; theme=dark".encode()),
                *(
                    (name.replace("_", "-").encode(), value.encode())
                    for name, value in headers.items()
                ),
            ],
            "client": ("192.0.2.7", 40000),
        }
        self.task = asyncio.create_task(self._run(application))

    async def _run(self, application: LiveApplication) -> None:
        await application(self.scope, self._receive, self._send)

    async def _receive(self) -> MutableMapping[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.is_asked = True
        await self.takes.wait()
        self.is_asked = False
        async with self._came:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                self.said += message["body"].decode()
            self._came.notify_all()

    async def until(self, words: str) -> None:
        """Return when it was told something with `words`."""
        async with self._came:
            await asyncio.wait_for(self._came.wait_for(lambda: words in self.said), 10)

    async def ended(self) -> Listener:
        """Itself, when its request is over."""
        await asyncio.wait_for(asyncio.shield(self.task), 10)
        return self

    async def leave(self) -> None:
        """Cut the connection."""
        self._gone.set()
        await self.ended()

    @property
    def states(self) -> list[dict[str, Any]]:
        """The events so far."""
        lines = self.said.split("\n")
        return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]

    @property
    def last_id(self) -> str:
        """Of the last event."""
        return [line[4:] for line in self.said.split("\n") if line.startswith("id: ")][-1]
