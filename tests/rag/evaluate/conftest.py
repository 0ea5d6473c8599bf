"""Two small reports in a library, for every test of this folder to ask and none to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag import Library

HARBOUR = """港口年报

2024年，全港吞吐量达到7.1亿吨，比上年增长4.3%。新开通国际航线12条，航线总数达到232条。

港口建成全自动化码头3个，岸电使用率达到95%。

全年培训职工3,400人次，没有发生重大安全事故。
"""
FOREST = """林业年报

2024年，全市造林5.2万亩，森林覆盖率达到31.5%。

林场新招护林员120名，平均年龄35岁。

全年培训职工3,400人次，没有发生重大安全事故。
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("measured")
    files = place / "reports"
    files.mkdir()
    (files / "harbour.txt").write_text(HARBOUR, "utf-8")
    (files / "forest.txt").write_text(FOREST, "utf-8")
    with Library.create(place / "library") as made:
        made.add([files])
        yield made
