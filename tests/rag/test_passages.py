"""Sentences inside a passage, and passages of what is too long for one."""

from __future__ import annotations

import pytest

from rag.passages import MOST_CHARACTERS, passages_of, sentences
from rag.records import Extract, cut
from rag.repair import repair


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长5.8%。全年完成！好吗？是的", ["增长5.8%。", "全年完成！", "好吗？", "是的"]),
        ("他说：“干得好。”大家都笑了。", ["他说：“干得好。”", "大家都笑了。"]),
        ("一是学习；二是落实；三是检查。", ["一是学习；", "二是落实；", "三是检查。"]),
        ("It rose by 3.14 percent. Then it fell.", ["It rose by 3.14 percent.", "Then it fell."]),
        ("The U.S. market grew. See No. 5 by Dr. Hall.", ["The U.S. market grew.", "See No. 5 by Dr. Hall."]),
        ("第一段没有句号\n\n第二段", ["第一段没有句号", "第二段"]),
        ("An increase over the\nprevious year. Costs fell.", ["An increase over the\nprevious year.", "Costs fell."]),
        ("没有任何标点的一句话", ["没有任何标点的一句话"]),
        ("……", ["……"]),
        ("", []),
    ],
)
def test_sentences_end_at_their_marks_and_nowhere_else(text: str, expected: list[str]) -> None:
    assert _split(text) == expected


def test_an_overlong_paragraph_becomes_passages_of_whole_sentences_with_one_number() -> None:
    text = "我们坚持稳中求进，各项任务全面完成，发展质量稳步提升。" * 200
    drafts = passages_of(Extract(text), repair(Extract(text)))
    assert len(drafts) > 1
    assert {draft.paragraph for draft in drafts} == {1}
    assert all(draft.text.endswith("提升。") and len(draft.text) <= MOST_CHARACTERS for draft in drafts)
    assert "".join(draft.text for draft in drafts) == text


def test_a_text_without_any_sentence_end_is_cut_where_it_must_be() -> None:
    text = "长" * 4000
    drafts = passages_of(Extract(text), repair(Extract(text)))
    assert [len(draft.text) for draft in drafts] == [1500, 1500, 1000]


def test_paragraphs_are_counted_from_one_and_headings_are_not() -> None:
    text = (
        "海州市工作报告\n各位代表：\n一、回顾\n全年各项任务顺利完成，经济运行总体平稳，民生持续改善，社会大局保持稳定。"
    )
    extract = Extract(text)
    drafts = passages_of(extract, repair(extract))
    assert [(draft.paragraph, draft.section) for draft in drafts] == [
        (1, ("海州市工作报告",)),
        (2, ("海州市工作报告", "一、回顾")),
    ]
    assert all(cut(text, draft.ranges) == draft.text for draft in drafts)
