"""Who is let in, and what nobody is: users with hashed passwords, and requests that would leave the host.

A file of users has a line for each, made by ``python -m ui.gate FILE NAME``, which asks for the password:
``name:scrypt:n:r:p:salt:hash``, salt and hash in hexadecimal.
"""

from __future__ import annotations

import asyncio
import base64
import getpass
import hashlib
import hmac
import os
import secrets
import sys
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import ChuchuError

COST, BLOCK, PARALLEL = 2**14, 8, 1  # scrypt's n, r, p: RFC 7914's for interactive logins
REALM = [(b"www-authenticate", b'Basic realm="Chuchu", charset="UTF-8"'), (b"content-type", b"text/plain")]
OUTSIDE = ("/gradio_api/file=http", "/gradio_api/file%3dhttp", "/gradio_api/proxy=", "/file=http", "/proxy=")
"""Addresses under which Gradio would fetch something from elsewhere for whoever asks."""
REMEMBERED = 64  # names and passwords that need not be hashed again


class Gate:
    """An application that lets only those with a right password through to ``app``; with no users, everybody."""

    def __init__(self, app: ASGIApp, users: dict[str, str] | None) -> None:
        self._app = app
        self._users = users
        self._known: dict[bytes, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] in ("http", "websocket"):
            path = str(scope.get("path", "")).lower().replace(" ", "")
            if any(outside in path for outside in OUTSIDE):
                return await _refuse(send, 403, [], b"nothing is fetched from elsewhere")
            header = dict(scope["headers"]).get(b"authorization", b"")
            # In a thread: hashing takes a while on purpose, and the others go on meanwhile.
            if self._users is not None and not await asyncio.to_thread(self._lets_in, header):
                return await _refuse(send, 401, REALM, b"user name and password, please")
        return await self._app(scope, receive, send)

    def _lets_in(self, header: bytes) -> bool:
        key = hashlib.sha256(header).digest()
        if key in self._known:
            return True
        kind, _, coded = header.partition(b" ")
        try:
            name, _, password = base64.b64decode(coded, validate=True).decode().partition(":")
        except ValueError:
            return False
        # A name that is not there costs as much as one that is.
        line = (self._users or {}).get(name) or hashed("")
        right = matches(line, password) and name in (self._users or {})
        if kind.lower() == b"basic" and right:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = None
            return True
        return False


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def hashed(password: str) -> str:
    """A password as it is kept: scrypt's settings, a new salt and the hash."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{COST}:{BLOCK}:{PARALLEL}:{salt.hex()}:{_scrypt(password, salt, (COST, BLOCK, PARALLEL)).hex()}"


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that is kept."""
    _, cost, block, parallel, salt, wanted = kept.split(":")
    found = _scrypt(password, bytes.fromhex(salt), (int(cost), int(block), int(parallel)))
    return hmac.compare_digest(found, bytes.fromhex(wanted))


def _scrypt(password: str, salt: bytes, settings: tuple[int, int, int]) -> bytes:
    n, r, p = settings
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def users_of(path: Path) -> dict[str, str]:
    """Names and kept passwords of a file of users. Raises ChuchuError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ChuchuError("auth_unreadable", file=path) from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, _, kept = line.partition(":")
        try:
            matches(kept, "")
        except (ValueError, MemoryError, OverflowError) as error:
            raise ChuchuError("auth_line", file=path, number=number) from error
        users[name] = kept
    if not users:
        raise ChuchuError("auth_empty", file=path)
    return users


def add_user(path: Path, name: str, password: str) -> None:
    """Adds a user to a file that only its owner may read, or gives one another password."""
    kept = (
        [line for line in path.read_text("utf-8").splitlines() if line.partition(":")[0] != name]
        if path.exists()
        else []
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in [*kept, f"{name}:{hashed(password)}"]))


if __name__ == "__main__":
    if len(sys.argv) != 3 or ":" in sys.argv[2]:
        sys.exit("python -m ui.gate FILE NAME")
    add_user(Path(sys.argv[1]), sys.argv[2], getpass.getpass())
