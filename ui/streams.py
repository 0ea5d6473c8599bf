"""Events that Gradio's page would lose: those that are sent while it is told that its stream ends.

Gradio's server ends the stream of a session (``/queue/data``) once none of its events is pending. An event sent just
then (``/queue/join``) may be answered before the page has read of the end: it waits for the stream that is ending, and
what was clicked never happens. So the answer is kept back until the page has hung up.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENDS = b'"msg":"close_stream"'
PATIENCE = 2.0  # seconds: a client that does not hang up is not waited for any longer


class Streams:
    """An application that loses no event of ``app``, which is Gradio's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._ending: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        path = str(scope.get("path", ""))
        if path.endswith("/queue/data"):
            await self._stream(scope, receive, send)
        elif path.endswith("/queue/join"):
            await self._join(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        ended = asyncio.Event()

        async def received() -> Message:
            message = await receive()
            if self._ending.get(session) is ended:  # to hang up is what was asked for: nothing need be cancelled
                await ended.wait()
            return message

        async def sent(message: Message) -> None:
            ends = ENDS in message.get("body", b"")
            if ends:
                self._ending[session] = ended
            await send(message)
            if ends:
                with suppress(TimeoutError):
                    await asyncio.wait_for(_hung_up(receive), PATIENCE)

        try:
            await self._app(scope, received, sent)
        finally:
            ended.set()
            if self._ending.get(session) is ended:
                del self._ending[session]

    async def _join(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def received() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            ended = self._ending.get(_session(body))
            if ended is not None:
                await ended.wait()
            await send(message)

        await self._app(scope, received, sent)


def _session(body: bytearray) -> str:
    try:
        given = json.loads(body)
    except ValueError:
        return ""
    return str(given.get("session_hash", "")) if isinstance(given, dict) else ""


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
