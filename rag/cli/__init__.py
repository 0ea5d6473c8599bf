"""The command ``chuchu``: the one door between a terminal and the library."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# Before numpy is imported: what is multiplied for a question is small, and threads over it only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rag.cli.arguments import language_of, parse
from rag.cli.terminal import complain, settle_streams
from rag.errors import ChuchuError, FloorError, UsageError
from rag.messages import Language, message

DONE, FAILED, MISUSED, BELOW, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 could not be done, 2 misused, 3 below --fail-under, 130 stopped by Ctrl-C."""
    settle_streams()
    words = sys.argv[1:] if argv is None else list(argv)
    language = language_of(words)
    try:
        _run(words, language)
        sys.stdout.flush()
    except ChuchuError as refused:
        complain(refused.in_language(language))
        if isinstance(refused, FloorError):
            return BELOW
        return MISUSED if isinstance(refused, UsageError) else FAILED
    except KeyboardInterrupt:
        complain(message("stopped", language))
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _give_up_output()
        return DONE
    except OSError as error:
        _give_up_output()
        what, reason = error.filename or "I/O", error.strerror or str(error)
        return _unexpected(error, message("system_refused", language, what=what, reason=reason))
    except Exception as error:
        kind = type(error).__name__
        return _unexpected(error, message("unexpected", language, kind=kind, detail=error))
    return DONE


def _run(words: Sequence[str], language: Language) -> None:
    try:
        asked = parse(words, language)
    except SystemExit:  # --help has been shown
        return
    from rag.cli.commands import run  # only now: a misuse or --help is answered without loading anything

    run(asked, language)


def _give_up_output() -> None:
    """Sends what is still to be written nowhere: Python would try again at its end, and fail with its own status."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: Exception, line: str) -> int:
    if os.environ.get("CHUCHU_DEBUG"):
        raise error
    complain(line)
    return FAILED
