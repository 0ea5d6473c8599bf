"""No event is lost between two of Gradio's streams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import orjson
from gradio.server_messages import CloseStreamMessage

from ui.streams import Streams

CLOSE = b"data: %b\n\n" % orjson.dumps(CloseStreamMessage().model_dump())  # as Gradio writes it


async def gradio(scope: Any, receive: Any, send: Any) -> None:
    """A stream that ends at once, and a queue that takes everything."""
    if scope["path"].endswith("/queue/join"):
        await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    body = CLOSE if scope["path"].endswith("/queue/data") else b"{}"
    await send({"type": "http.response.body", "body": body, "more_body": False})


T = TypeVar("T")


class Browser:
    """One that notes what it is answered, and hangs up when it wants to."""

    def __init__(self) -> None:
        self.app = Streams(gradio)
        self.answered: list[str] = []
        self.hung_up = asyncio.Event()

    async def stream(self, session: str) -> None:
        async def receive() -> dict[str, object]:
            await self.hung_up.wait()
            return {"type": "http.disconnect"}

        await self.app(
            {"type": "http", "path": "/gradio_api/queue/data", "query_string": f"session_hash={session}".encode()},
            receive,
            self.told("stream"),
        )

    async def join(self, body: bytes) -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        scope = {"type": "http", "path": "/gradio_api/queue/join", "query_string": b""}
        await self.app(scope, receive, self.told(body.decode()))

    def told(self, name: str) -> Any:
        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body":
                self.answered.append(name)

        return send


def done(happens: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What comes of it, in a thread of its own: where a browser is driven, this one has a loop that runs."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(happens())).result()


def test_an_event_sent_while_the_stream_ends_is_answered_after_the_page_has_hung_up() -> None:
    async def happens() -> list[list[str]]:
        browser = Browser()
        stream = asyncio.create_task(browser.stream("one"))
        await asyncio.sleep(0)
        mine = asyncio.create_task(browser.join(b'{"session_hash":"one"}'))
        others = [asyncio.create_task(browser.join(body)) for body in (b'{"session_hash":"two"}', b"[]", b"no JSON")]
        await asyncio.gather(*others)
        before = list(browser.answered)
        browser.hung_up.set()
        await asyncio.gather(stream, mine)
        return [before, browser.answered[len(before) :]]

    before, after = done(happens)
    assert before == ["stream", '{"session_hash":"two"}', "[]", "no JSON"]
    assert after == ['{"session_hash":"one"}']


def test_a_page_that_does_not_hang_up_is_answered_all_the_same(monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.streams.PATIENCE", 0.01)

    async def happens() -> list[str]:
        browser = Browser()
        await asyncio.gather(browser.stream("one"), browser.join(b'{"session_hash":"one"}'))
        await browser.join(b'{"session_hash":"one"}')
        return browser.answered

    assert done(happens) == ["stream", '{"session_hash":"one"}', '{"session_hash":"one"}']
