"""What the chat hands out as files: originals that the library knows, conversations, gold. Never as active content."""

from __future__ import annotations

from typing import get_args

import fastapi
from fastapi.responses import FileResponse, PlainTextResponse, Response

from rag.errors import ChuchuError
from rag.memory.exporting import Format
from ui.desk import Desk

INLINE = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8"}
"""What a browser may show itself; anything else, HTML above all, is only saved. A PDF is shown by the browser's own
viewer, which runs nothing of it in the page's name."""
LOCKED = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
FORMATS: dict[str, Format] = {"md": "markdown", "json": "json"}
assert set(FORMATS.values()) == set(get_args(Format))


def hand_out(app: fastapi.FastAPI, desk: Desk) -> None:
    """Adds the addresses of files to an application."""

    @app.get("/original/{name:path}")
    def original(name: str) -> Response:
        try:
            path = desk.library.original(name)
        except ChuchuError:
            path = None
        if path is None:
            return PlainTextResponse("no such file", 404)
        suffix = path.suffix.lower()
        kind = INLINE.get(suffix, "application/octet-stream")
        how = "inline" if suffix in INLINE else "attachment"
        locked = {"X-Content-Type-Options": "nosniff"} if suffix == ".pdf" else LOCKED  # the sandbox blocks the viewer
        return FileResponse(path, media_type=kind, filename=path.name, content_disposition_type=how, headers=locked)

    @app.get("/conversation/{number}.{suffix}")
    def conversation(number: int, suffix: str, request: fastapi.Request) -> Response:
        if suffix not in FORMATS:
            return PlainTextResponse("no such file", 404)
        spoken = request.headers.get("accept-language", "zh")
        try:
            text = desk.memory.conversations.export(number, FORMATS[suffix], "zh" if spoken.startswith("zh") else "en")
        except ChuchuError as error:
            return PlainTextResponse(str(error), 404)
        return _saved(text, f"conversation-{number}.{suffix}")

    @app.get("/gold.jsonl")
    def gold() -> Response:
        return _saved(desk.memory.gold.export(), "gold.jsonl")


def _saved(text: str, name: str) -> Response:
    headers = LOCKED | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/octet-stream", headers=headers)
