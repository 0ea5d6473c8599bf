from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag import Library
from rag.memory import Memory
from rag.records import Carried, Turn

PORT = "# 港口报告\n\n全年货物吞吐量达到7.1亿吨，比上年增长3.8%。\n\n新增航线十二条，总数达到两百条。\n"
SCHOOL = "# 教育报告\n\n全年新建学校三十所，新增学位两万个。\n\n青岛的教师达到九万人。\n"


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Two reports."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "port.md").write_text(PORT, "utf-8")
    (reports / "school.md").write_text(SCHOOL, "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([reports])
        yield library


@pytest.fixture
def ask(library: Library) -> Callable[..., Turn]:
    """Asks the library, and gives the turn as the chat keeps it."""

    def asked(question: str, *carried: Carried, asked: str = "", document: str | None = None) -> Turn:
        answer = library.ask(asked or question, document=document)
        return Turn(question, asked or question, carried, answer, document)

    return asked


@pytest.fixture
def memory(library: Library) -> Iterator[Memory]:
    with library.memory() as memory:
        yield memory
