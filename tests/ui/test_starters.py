"""Questions to begin with: over several documents each says which one it is about."""

from __future__ import annotations

from pathlib import Path

from rag import Library
from ui.starters import starters

SAID = """# {title}

全年建成投用重点项目{figure}个，城乡面貌持续改善，群众满意度进一步提高。

新增城镇就业人口{more}人，就业形势保持总体稳定，居民收入稳步增加。
"""


def offered(folder: Path, *titles: str) -> list[str]:
    for number, title in enumerate(titles, 1):
        text = SAID.format(title=title, figure=310 + number, more=52000 + number)
        (folder / f"{number}.md").write_text(text, "utf-8")
    with Library.create(folder / "library") as library:
        library.add(sorted(folder.glob("*.md")))
        return [starter.question for starter in starters(library) if starter.answered]


def test_over_one_document_nothing_is_named(tmp_path: Path) -> None:
    questions = offered(tmp_path, "2025年福建省政府工作报告")
    assert questions
    assert not [question for question in questions if "福建" in question]


def test_over_several_the_province_is_named_and_where_that_is_not_enough_the_title(tmp_path: Path) -> None:
    questions = offered(tmp_path, "2025年福建省政府工作报告", "2025年浙江省政府工作报告", "2024年浙江省政府工作报告")
    assert questions
    for question in questions:
        assert question.startswith(("福建", "根据《2025年浙江省", "根据《2024年浙江省"))
    assert any(question.startswith("福建") for question in questions)
