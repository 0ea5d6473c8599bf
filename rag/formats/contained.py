"""PDFs read in a process of their own, so that one which ends it, hangs it or fills the memory costs that file only.

The process starts with the first PDF and reads all that follow. It ends with ours, however that ends: closing its
standard input ends it in the midst of a page. What goes through the pipes is a length and so many bytes; before it
reads a file the process says so with nothing, so that one which never began can be given to another.
"""

from __future__ import annotations

import atexit
import faulthandler
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import astuple
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from rag.errors import FileError
from rag.processes import python
from rag.records import Extract, Line

# A page of 200,000 characters, the most that is read, takes some three.
PAGE_SECONDS = 60
# Over what the process has when a file comes; a report of 1,000 pages takes some 300 MB.
MEMORY = 3 << 30
_LENGTH = struct.Struct("<Q")
_BEGUN = b""


def read(content: bytes, name: str) -> Extract:
    """The text of a PDF, as `pdf.read` finds it. Raises FileError."""
    return _SHARED.read(content, name)


def serve(seconds: int, memory: int) -> None:
    """Reads the PDFs that come through standard input, until it closes; never returns. Run in a process of its own.

    Ends it when opening a file or a page takes more than ``seconds``, or a file more than ``memory`` bytes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    requests: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    try:
        while True:
            name, content = requests.get()
            _send(sys.stdout.buffer, _BEGUN)
            _limit(memory)
            reply = _reply(content, name, seconds)
            _send(sys.stdout.buffer, json.dumps(reply, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    finally:
        os._exit(2)  # at once, though the thread still listens


def _listen(requests: SimpleQueue[tuple[str, bytes]]) -> None:
    """Passes requests on while the main thread reads, so that it is seen when there is nobody left to read for."""
    try:
        while True:
            name = _receive(sys.stdin.buffer).decode("utf-8", "surrogatepass")
            requests.put((name, _receive(sys.stdin.buffer)))
    finally:
        os._exit(0)


def _reply(content: bytes, name: str, seconds: int) -> dict[str, object]:
    from rag.formats import pdf  # in this process only: the one that asks needs no pdfium

    def on_page() -> None:
        faulthandler.dump_traceback_later(seconds, exit=True)

    on_page()
    try:
        return {"extract": astuple(pdf.read(content, name, on_page))}
    except FileError as refused:
        return {"key": refused.key, "fields": refused.fields}
    except MemoryError:
        raise
    except Exception as error:
        return {"key": "file_damaged", "fields": {"file": name, "reason": type(error).__name__}}
    finally:
        faulthandler.cancel_dump_traceback_later()


def _limit(memory: int) -> None:
    """Lets this process have so many bytes more, where the system keeps count of them; and no dump when it ends."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):  # neither Windows nor macOS holds a process to such a limit
        return
    most = pages * resource.getpagesize() + memory
    for limit, wanted in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _send(pipe: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        pipe.write(_LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """The next part. Raises EOFError."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise EOFError
    return found


class Reader:
    """A process that reads PDFs, one after another; started when needed, again when one has ended it."""

    def __init__(self, seconds: int = PAGE_SECONDS, memory: int = MEMORY) -> None:
        self._command = python(f"from rag.formats.contained import serve; serve({seconds}, {memory})")
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    @property
    def process(self) -> int | None:
        """Number of the process, None while there is none."""
        return self._process.pid if self._process else None

    def read(self, content: bytes, name: str) -> Extract:
        """The text of a PDF. Raises FileError."""
        with self._lock:
            try:
                reply = json.loads(self._asked(content, name).decode("utf-8", "surrogatepass"))
            except (OSError, EOFError) as error:
                self.close()
                raise FileError("pdf_broke_off", file=name) from error
            except BaseException:  # interrupted: what it would say now is no answer to the next question
                self.close()
                raise
        if "key" in reply:
            raise FileError(reply["key"], **reply["fields"])
        text, title, lines, pages, wrapped = reply["extract"]
        return Extract(text, title, tuple(Line(*line) for line in lines), tuple(pages), wrapped)

    def _asked(self, content: bytes, name: str) -> bytes:
        """What the process replies. Raises OSError or EOFError when it ends before."""
        try:
            answers = self._begun(content, name)
        except (OSError, EOFError):  # it ended while idle, perhaps so lately that the system did not know yet
            self.close()
            answers = self._begun(content, name)
        return _receive(answers)

    def _begun(self, content: bytes, name: str) -> IO[bytes]:
        """Where the reply will come, once the process has begun the file. Raises OSError or EOFError when it ends
        before."""
        # One that ended while idle read nothing; one of the process we were forked from is not ours to talk to
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.close()
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        _send(given, name.encode("utf-8", "surrogatepass"), content)
        _receive(answers)
        return answers

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # what was not sent yet no longer can be
                pass
        process.wait()


_SHARED = Reader()
atexit.register(_SHARED.close)
