from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Library
from rag.bridge import Bridge
from rag.question import analyse
from rag.retrieve import retrieve
from rag.weights import FUSED, LEXICAL

CHINESE = """# 2025年滨海市政府工作报告

全市森林覆盖率达到43.2%，新增造林12万亩。

新开通三条地铁线路，运营里程突破500公里。

城镇新增就业40.5万人，失业率控制在5%以内。
"""
ENGLISH = """# Report on the Work of the Government

The share of forest in the whole area has reached 43 percent.

Three new subway lines were opened to traffic this spring.

The government created many new jobs in urban areas, and unemployment remained low.
"""

PROVINCES = (("山西省", "24.8"), ("广东省", "53.1"), ("浙江省", "61.2"))


@pytest.fixture
def library(tmp_path: Path) -> Callable[..., Library]:
    def of(*texts: str, encoder: str = "bundled") -> Library:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.md").write_text(text, "utf-8")
        library = Library.create(tmp_path / "library", encoder)
        library.add([tmp_path / f"{number}.md" for number in range(len(texts))])
        return library

    return of


def best(library: Library, question: str, lexical: bool = False) -> str:
    asked = analyse(question, library.words)
    return retrieve(asked, library.index, 1, weights=LEXICAL if lexical else FUSED)[0].passage.text


@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("How large is the forest?", "森林"),
        ("Combien de lignes de métro ont été ouvertes ?", "地铁"),
        ("How many jobs were created?", "就业"),
        ("都市部で新たに増えた雇用は何人ですか？", "就业"),
        ("¿Qué parte ocupa el bosque?", "森林"),
    ],
)
def test_words_of_another_language_find_chinese_text_without_the_vectors_of_passages(
    library: Callable[..., Library], question: str, piece: str
) -> None:
    opened = library(CHINESE)
    assert piece in best(opened, question, lexical=True)
    assert piece in best(opened, question)


@pytest.mark.parametrize(
    ("question", "piece"),
    [("森林占多少？", "forest"), ("开通了几条地铁线路？", "subway"), ("新增了多少就业？", "jobs")],
)
def test_chinese_words_find_english_text(library: Callable[..., Library], question: str, piece: str) -> None:
    opened = library(ENGLISH)
    assert piece in best(opened, question, lexical=True)
    assert piece in best(opened, question)


def test_a_chinese_question_needs_no_bridge_in_a_chinese_library(library: Callable[..., Library]) -> None:
    opened = library(CHINESE)
    bridge = opened.index.bridge
    assert isinstance(bridge, Bridge)
    assert not bridge.bridged(analyse("森林覆盖率是多少？", opened.words)).counts


@pytest.mark.parametrize("question", ["광둥성의 숲은 얼마나 됩니까?", "Сколько лесов в Гуандуне?"])
def test_a_chinese_name_in_hangul_or_cyrillic_letters_finds_its_report(
    library: Callable[..., Library], question: str
) -> None:
    reports = [f"# 2025年{name}政府工作报告\n\n森林覆盖率达到{number}%。" for name, number in PROVINCES]
    assert best(library(*reports), question) == "森林覆盖率达到53.1%。"


def test_words_that_stand_in_the_library_go_as_they_are(library: Callable[..., Library]) -> None:
    opened = library(ENGLISH)
    bridge = opened.index.bridge
    assert isinstance(bridge, Bridge)
    assert not bridge.bridged(analyse("forest", opened.words)).counts


def test_the_same_question_is_bridged_the_same_way_in_a_library_opened_anew(library: Callable[..., Library]) -> None:
    first = library(CHINESE, ENGLISH)
    question = analyse("How many urban jobs?", first.words)
    with Library.open(first.folder) as second:
        one, other = first.index.bridge, second.index.bridge
        assert isinstance(one, Bridge)
        assert isinstance(other, Bridge)
        assert one.bridged(question) == other.bridged(question)


def test_an_encoder_that_knows_no_single_words_has_no_bridge(library: Callable[..., Library]) -> None:
    assert library(CHINESE, encoder="hashing-v1").index.bridge is None


@pytest.mark.parametrize("text", ["?!a", "…中", "xqz qqq", "ꙮ 5", "a" * 1999])
def test_a_question_with_nothing_to_be_bridged_is_no_error(library: Callable[..., Library], text: str) -> None:
    library(CHINESE).search(text)
