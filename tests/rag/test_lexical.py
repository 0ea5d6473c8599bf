from collections import Counter
from pathlib import Path

import pytest

from rag.folding import tokens
from rag.lexical import LexicalError, LexicalIndex

PARAGRAPHS = [
    (1, "全年648件代表建议落实率达到91.72%。", "人大常委会工作报告"),
    (2, "涉海贷款余额达859.85亿元，较年初增加341.12亿元。", "蓝色金融"),
    (3, "新建代表联络站200个，新增专业化联络站12个。", "人大常委会工作报告"),
    (70_000_000_000, "The port handled 23 million containers.", "Shipping"),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    found = LexicalIndex(tmp_path / "lexical")
    found.add(PARAGRAPHS)
    found.commit()
    return found


def asked(question: str) -> Counter[str]:
    return Counter(tokens(question))


def test_the_passage_with_the_rarest_shared_words_comes_first(index: LexicalIndex) -> None:
    assert index.search(asked("代表建议落实率"), 5)[0][0] == 1
    assert index.search(asked("貸款餘額"), 5)[0][0] == 2
    assert index.search(asked("How many containers"), 5)[0][0] == 70_000_000_000


def test_a_passage_is_found_by_its_title_too(index: LexicalIndex) -> None:
    assert [number for number, _ in index.search(asked("蓝色金融"), 5)] == [2]


def test_what_shares_nothing_is_not_found(index: LexicalIndex) -> None:
    assert index.search(asked("猪"), 5) == []
    assert index.search({}, 5) == []


def test_scores_descend_and_ties_go_by_id(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.add([(number, "同样的话", "") for number in (9, 3, 5)])
    index.commit()
    found = index.search(asked("同样"), 5)
    assert [number for number, _ in found] == [3, 5, 9]
    assert len({score for _, score in found}) == 1


def test_a_search_can_be_narrowed(index: LexicalIndex) -> None:
    assert [number for number, _ in index.search(asked("代表"), 5, [3])] == [3]
    assert index.search(asked("代表"), 5, []) == []
    everywhere = dict(index.search(asked("代表"), 5))
    assert index.search(asked("代表"), 5, [3]) == [(3, everywhere[3])]


def test_removed_and_replaced_passages_are_found_no_more(index: LexicalIndex) -> None:
    index.remove([1])
    index.add([(3, "全新的段落", "标题")])
    index.commit()
    assert len(index) == 3
    assert [number for number, _ in index.search(asked("代表联络站"), 5)] == []
    assert index.search(asked("全新"), 5)[0][0] == 3


def test_what_was_committed_is_there_when_opened_again(index: LexicalIndex, tmp_path: Path) -> None:
    index.add([(5, "没有提交", "")])
    again = LexicalIndex.open(tmp_path / "lexical")
    assert len(again) == len(PARAGRAPHS)
    assert again.search(asked("落实率"), 5) == index.search(asked("落实率"), 5)


def test_nothing_is_made_where_there_is_nothing_to_open(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(LexicalError):
            LexicalIndex.open(folder)
    assert list(tmp_path.iterdir()) == []


def test_rarity_falls_with_the_number_of_passages_that_have_the_token(index: LexicalIndex) -> None:
    assert index.rarity("贷款") > index.rarity("代表") > 0
    assert index.rarity("没有") > index.rarity("贷款")
    assert index.context_rarity("人大") < index.context_rarity("金融")


@pytest.mark.usefixtures("index")
def test_the_text_itself_is_not_in_the_files(tmp_path: Path) -> None:
    held = b"".join(path.read_bytes() for path in (tmp_path / "lexical").iterdir())
    assert "代表建议落实率".encode() not in held
