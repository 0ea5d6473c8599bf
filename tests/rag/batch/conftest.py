"""A small library, and files of questions about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Library

REPORT = """# 港口年报

## 生产

2024年，全港货物吞吐量达到7.1亿吨，同比增长5.4%。

2024年，集装箱吞吐量达到3087万标准箱。

## 投资

全年新开航线15条，完成投资120亿元。
"""
AIRPORT = "机场年报\n\n2024年，机场旅客吞吐量达到2600万人次。\n"
# A document can say anything, and its name can be anything
HOSTILE = "=1+1是清算口令。\n\n@SUM(A1)是结算口令。\n"
QUESTIONS = (
    "全港货物吞吐量达到多少？",
    "集装箱吞吐量达到多少标准箱？",
    "机场旅客吞吐量是多少？",
    "全年新开航线多少条？",
    "北京大学图书馆有多少册藏书？",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the library; for questions only, all tests share it."""
    place = tmp_path_factory.mktemp("batch")
    reports = place / "reports"
    reports.mkdir()
    for name, text in (("港口.md", REPORT), ("机场.txt", AIRPORT), ("=口令.txt", HOSTILE)):
        (reports / name).write_text(text, "utf-8")
    with Library.create(place / "library") as library:
        library.add([reports])
    return place / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder) as opened:
        yield opened
