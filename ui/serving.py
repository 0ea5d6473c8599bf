"""The server of the chat: on which address, for whom, and what it does not do for anybody."""

from __future__ import annotations

import errno
import importlib.util
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import fastapi
import gradio as gr
import uvicorn

from rag import Library
from rag.errors import ChuchuError, UsageError
from rag.messages import Language
from ui.adding import MOST_MEGABYTES
from ui.app import build
from ui.desk import Desk
from ui.files import hand_out
from ui.gate import Gate, users_of
from ui.streams import Streams
from ui.strings import label

HERE = Path(__file__).parent
QUEUED = 64  # questions waiting for their turn, at most
AT_ONCE = 8
BACKLOG = 128
FONTS = ["system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]


def served(library: Library, mcp: bool = False) -> fastapi.FastAPI:
    """The chat as a web application; with ``mcp`` its endpoints are tools too, at /gradio_api/mcp/."""
    desk = Desk(library)
    blocks = build(desk)
    blocks.queue(max_size=QUEUED, default_concurrency_limit=AT_ONCE)
    app = fastapi.FastAPI(openapi_url=None)
    hand_out(app, desk)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"]),
        css=(HERE / "page.css").read_text("utf-8"),
        head=f"<script>{(HERE / 'page.js').read_text('utf-8')}</script>",
        footer_links=[],
        max_file_size=MOST_MEGABYTES << 20,
        mcp_server=mcp,
        ssr_mode=False,
        run_history=False,
        show_error=True,
    )
    return app


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises ChuchuError when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            raise ChuchuError("port_taken", port=port, other=port + 1) from error
        raise ChuchuError("host_refused", host=host, port=port, reason=error.strerror or error) from error
    return found


def serve(folder: Path, asked: Namespace, language: Language) -> None:
    """Serves the chat until Ctrl-C. Raises ChuchuError."""
    users = _users(asked)
    if asked.mcp and importlib.util.find_spec("mcp") is None:
        raise ChuchuError("mcp_missing")
    listening = bound(asked.host, asked.port)
    temporary = tempfile.mkdtemp(prefix="chuchu-")
    os.environ["GRADIO_TEMP_DIR"] = temporary
    try:
        with Library.open(folder) as library:
            library.reader, library.reranker = asked.reader, asked.reranker
            for notice in library.notices:
                sys.stderr.write(notice.in_language(language) + "\n")
            gate = Gate(Streams(served(library, asked.mcp)), users)
            server = uvicorn.Server(uvicorn.Config(gate, log_level="error", timeout_graceful_shutdown=1))
            sys.stdout.write(label("serving", language, address=_address(listening)) + "\n")
            sys.stdout.flush()
            server.run(sockets=[listening])
    finally:
        listening.close()
        shutil.rmtree(temporary, ignore_errors=True)


def _users(asked: Namespace) -> dict[str, str] | None:
    """Those who are let in, None for everybody. Raises UsageError when that would be everybody of a network without
    having been said."""
    if asked.auth:
        return users_of(Path(asked.auth))
    if not asked.no_auth and not _loopback(asked.host):
        raise UsageError("auth_wanted", host=asked.host)
    return None


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
