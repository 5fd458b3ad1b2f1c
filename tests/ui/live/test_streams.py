"""Following a topic: who may, what comes, and how it ends, on the ASGI application itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils.translation import get_language
from tests.ui.live.listeners import Listener

from pencere.kernel.actors import Actor
from pencere.ui.live import doors, topics
from pencere.ui.live.streams import Limits, LiveApplication

QUICK = Limits(heartbeat=0.01, look_again=0.01, unknown_at_most=0.05, stuck=0.05)
CALM = Limits()


class Market:
    """A topic of the tests, and whose sessions are live."""

    def __init__(self) -> None:
        self.count = 0
        self.reads = 0
        self.is_down = False
        self.sessions: dict[str, set[str]] = {"tural": {"permits"}, "aysel": set()}

    def read(self) -> int:
        self.reads += 1
        if self.is_down:
            raise OperationalError("the server closed the connection")
        return self.count

    def show(self, value: int) -> Mapping[str, str]:
        return {"count": f"<b>{value}</b>", "language": f"{get_language()}"}

    def actor_of(self, cookies: Mapping[str, str], address: str) -> Actor | None:
        if self.is_down:
            raise OperationalError("the server closed the connection")
        roles = self.sessions.get(cookies.get("sessionid", ""))
        if roles is None:
            return None
        return Actor(kind="officer", account_id=uuid4(), roles=frozenset(roles))


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Market:
    market = Market()
    monkeypatch.setattr(doors, "_actor_of", [market.actor_of])
    monkeypatch.setattr(topics, "_topics", {})
    topics.declare_topic(
        "market",
        may_see=lambda actor: "permits" in actor.roles,
        read=market.read,
        show=market.show,
        every_seconds=0.005,
    )
    return market


Story = Callable[[LiveApplication], Coroutine[Any, Any, None]]


def play(story: Story, limits: Limits = CALM) -> None:
    """Run a story in a loop of its own."""

    async def all_of_it() -> None:
        application = LiveApplication(limits)
        await asyncio.wait_for(story(application), 20)
        await application.close()

    asyncio.run(all_of_it())


def test_an_officer_is_told_the_state_and_then_what_changed(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural", language="ru")
        await tural.until("<b>0</b>")
        assert tural.status == 200
        assert tural.headers["content-type"].startswith("text/event-stream")
        assert tural.headers["cache-control"] == "no-store"
        assert tural.states[0]["pieces"] == {"count": "<b>0</b>", "language": "ru"}
        market.count = 7
        await tural.until("<b>7</b>")
        changed = next(state for state in tural.states if "<b>7</b>" in str(state))
        assert changed["pieces"] == {"count": "<b>7</b>"}
        assert changed["as_of"].count(":") == 2
        await tural.leave()
        assert application.door.inside == 0

    play(story)


@pytest.mark.parametrize("session", ["", "nobody", "aysel"])
def test_a_stranger_gets_404(market: Market, session: str) -> None:
    async def story(application: LiveApplication) -> None:
        stranger = await Listener(application, "market", session=session).ended()
        assert stranger.status == 404
        assert "event:" not in stranger.said
        assert market.reads == 0

    play(story)


def test_an_unknown_topic_is_404_too(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        for name in ("", "other", "market/", "../market", "x" * 5000):
            lost = await Listener(application, name, session="tural").ended()
            assert lost.status == 404

    play(story)


def test_only_get(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        posted = await Listener(application, "market", session="tural", method="POST").ended()
        assert posted.status == 405
        headed = await Listener(application, "market", session="tural", method="HEAD").ended()
        assert (headed.status, headed.said) == (200, "")

    play(story)


def test_a_page_of_another_origin_hears_nothing(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        for headers in ({"origin": "https://elsewhere.example"}, {"sec_fetch_site": "cross-site"}):
            foreign = await Listener(application, "market", session="tural", **headers).ended()
            assert foreign.status == 404
            assert "access-control-allow-origin" not in foreign.headers
        ours = Listener(application, "market", session="tural", origin=settings.BASE_URL)
        await ours.until("<b>0</b>")
        assert ours.headers["access-control-allow-origin"] == settings.BASE_URL
        assert ours.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in ours.headers["vary"]
        await ours.leave()

    play(story)


def test_however_many_listen_the_database_is_read_once(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        crowd = [Listener(application, "market", session="tural") for _ in range(300)]
        for one in crowd:
            await one.until("<b>0</b>")
        before, version = market.reads, application.room("market").version
        assert version <= before <= version + 1
        market.count = 1
        for one in crowd:
            await one.until("<b>1</b>")
        assert market.reads - before <= application.room("market").version - version + 1
        for one in crowd:
            await one.leave()
        assert application.room("market").listeners == 0

    play(story, Limits(of_one_session=300))


def test_another_language_is_shown_where_the_database_may_be_asked(market: Market) -> None:
    """Titles may have to be looked up: never in the loop that all listeners share."""
    threads = set()

    def show(value: int) -> Mapping[str, str]:
        threads.add(threading.current_thread().name)
        return market.show(value)

    topics.declare_topic(
        "market",
        may_see=lambda actor: True,
        read=market.read,
        show=show,
        every_seconds=0.005,
    )

    async def story(application: LiveApplication) -> None:
        first = Listener(application, "market", session="tural", language="az")
        await first.until('"language": "az"')
        second = Listener(application, "market", session="tural", language="ru")
        await second.until('"language": "ru"')
        for one in (first, second):
            await one.leave()
        assert threads
        assert all(name.startswith("live") for name in threads)

    play(story)


def test_nobody_listening_costs_nothing(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        await tural.leave()
        await asyncio.sleep(0)  # the reader is told that it is over
        await asyncio.sleep(0)
        assert not application.room("market").is_reading

    play(story)


def test_one_session_and_all_together_have_their_limits(market: Market) -> None:
    market.sessions["sevda"] = {"permits"}

    async def story(application: LiveApplication) -> None:
        windows = [Listener(application, "market", session="tural") for _ in range(2)]
        for one in windows:
            await one.until("<b>0</b>")
        third = await Listener(application, "market", session="tural").ended()
        assert third.status == 503
        assert third.headers["retry-after"] == "30"
        sevda = Listener(application, "market", session="sevda")
        await sevda.until("<b>0</b>")
        full = await Listener(application, "market", session="sevda").ended()
        assert full.status == 503
        await windows[0].leave()
        again = Listener(application, "market", session="tural")
        await again.until("<b>0</b>")
        for one in (windows[1], sevda, again):
            await one.leave()

    play(story, Limits(listeners=3, of_one_session=2))


def test_a_session_that_ended_is_cut_off(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        del market.sessions["tural"]
        await tural.ended()
        assert tural.said.rstrip().endswith("event: end\ndata: session")

    play(story, QUICK)


def test_who_lost_the_role_is_cut_off(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        market.sessions["tural"] = set()
        await tural.ended()
        assert "event: end" in tural.said

    play(story, QUICK)


def test_a_database_that_is_away_for_a_moment_is_waited_for(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        market.is_down = True
        await tural.until(": still here")
        late = await Listener(application, "market", session="tural").ended()
        assert late.status == 503
        market.is_down, market.count = False, 3
        await tural.until("<b>3</b>")
        await tural.leave()

    play(story, Limits(heartbeat=0.01))


def test_nobody_is_kept_whose_session_cannot_be_looked_at(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        market.is_down = True
        await tural.ended()
        assert "event: end" not in tural.said  # the browser comes back by itself

    play(story, QUICK)


def test_a_reader_who_takes_nothing_is_dropped_and_others_go_on(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        slow = Listener(application, "market", session="tural")
        quick = Listener(application, "market", session="tural")
        await slow.until("<b>0</b>")
        await quick.until("<b>0</b>")
        slow.takes.clear()
        await slow.ended()
        assert application.dropped == 1
        market.count = 9
        await quick.until("<b>9</b>")
        assert application.door.inside == 1
        await quick.leave()

    play(story, Limits(stuck=0.05))


def test_a_slow_reader_gets_the_newest_state_not_all_of_them(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        slow = Listener(application, "market", session="tural")
        quick = Listener(application, "market", session="tural")
        await slow.until("<b>0</b>")
        slow.takes.clear()
        for market.count in range(1, 30):
            await quick.until(f"<b>{market.count}</b>")
        slow.takes.set()
        await slow.until("<b>29</b>")
        assert len(slow.states) < len(quick.states)
        for one in (slow, quick):
            await one.leave()

    play(story)


def test_who_comes_back_is_not_told_again_what_they_know(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        last = tural.last_id
        await tural.leave()
        again = Listener(application, "market", session="tural", last_event_id=last)
        other = Listener(application, "market", session="tural", last_event_id="elsewhere-5")
        garbage = Listener(application, "market", session="tural", last_event_id="-" * 400)
        await other.until("<b>0</b>")
        await garbage.until("<b>0</b>")
        assert again.last_id if again.states else True
        for one in (again, other, garbage):
            await one.leave()

    play(story)


def test_the_end_of_the_process_ends_streams_in_good_order(market: Market) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")
        await application.close()
        await tural.ended()
        assert "event: end" not in tural.said  # the browser comes back, to another process
        assert (await Listener(application, "market", session="tural").ended()).status == 503

    play(story)


def test_a_topic_with_a_fault_keeps_its_listeners(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "market", session="tural")
        await tural.until("<b>0</b>")

        def broken(value: int) -> Mapping[str, str]:
            raise KeyError(value)

        topic = application.room("market").topic
        object.__setattr__(topic, "show", broken)
        await tural.until(": still here")
        assert not tural.task.done()
        await tural.leave()

    play(story, Limits(heartbeat=0.01))


def test_what_changes_while_a_slow_reader_takes_something_is_told_without_waiting(
    market: Market,
) -> None:
    reads = threading.Semaphore(0)

    def read() -> int:
        reads.acquire()
        return market.count

    async def published(application: LiveApplication, count: int) -> None:
        """Return when this count is the newest state, and no other is read after it."""
        room, market.count = application.room("stall"), count
        news = room.news()
        reads.release()
        await news

    async def story(application: LiveApplication) -> None:
        tural = Listener(application, "stall", session="tural")
        await published(application, 1)
        await tural.until("<b>1</b>")
        tural.takes.clear()
        await published(application, 2)
        while not tural.is_asked:
            await asyncio.sleep(0)
        await published(application, 3)
        tural.takes.set()
        await tural.until("<b>3</b>")
        await tural.leave()
        reads.release()

    topics.declare_topic(
        "stall", may_see=lambda actor: True, read=read, show=market.show, every_seconds=0.005
    )
    play(story)
