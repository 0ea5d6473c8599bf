"""Which versions of what are installed, read from the packages' own records: nothing is imported for it."""

from __future__ import annotations

import platform
import re
import sqlite3
from importlib.metadata import PackageNotFoundError, requires, version

NAME = "chuchu"


def own_version() -> str:
    """The version of Chuchu; empty in a checkout that was not installed."""
    return _version(NAME)


def installed() -> dict[str, str]:
    """Name to version, empty when absent: Chuchu, Python, SQLite and what Chuchu depends on."""
    found = {NAME: own_version(), "Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    return found | {name: _version(name) for name in _dependencies()}


def _dependencies() -> list[str]:
    try:
        lines = requires(NAME) or []
    except PackageNotFoundError:
        return []
    return [re.split(r"[^\w.-]", line)[0] for line in lines if "extra ==" not in line]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
