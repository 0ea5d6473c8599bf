"""Python processes of our own, beside this one."""

from __future__ import annotations

import sys


def python(code: str) -> list[str]:
    """Command line of a Python that runs ``code`` and finds modules where this one does: not in the folder that it
    happens to be started in (-P), which may be full of somebody's files."""
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"]
