"""Whatever points into a document cuts out of it exactly what it says: every passage, sentence, hit and citation."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Library
from rag.cli import main
from rag.errors import QuestionError
from rag.records import cut

ROOT = Path(__file__).parent.parent.parent
PARAGRAPHS = (
    "2025年滨海市工作报告",
    "各位代表：现在我向大会报告工作，请予审议。",
    "一、过去一年的工作",
    "全市生产总值达到1.72万亿元，增长5.8%。固定资产投资增长4.1%，其中工业投资增长12.3%；外贸进出口总额8965亿元。",
    "全港货物吞吐量达到7.1亿吨，“海上丝绸之路”航线增至228条。新建学校30所，新增学位4.2万个。",
    "2025年4月15日，《滨海市海洋经济促进条例》由张伟主任主持审议通过，落实率达到91.72%。",
    "二、今年的任务",
    "The council approved 12 projects worth $4.5 million in 2024. Mr. Smith of Harbour Ltd. opened the new terminal.",
    "It will handle 3.6 million containers a year, 15% more than before; work goes on until December 2026.",
    "要办好实事：一是改造老旧小区216个，二是开通公交线路18条，三是新增停车位3万个。",
)
QUESTIONS = (
    "全港货物吞吐量达到多少？",
    "《滨海市海洋经济促进条例》什么时候通过？",
    "新增学位多少个？",
    "How many containers will it handle a year?",
    "外贸进出口总额是多少？",
    "要办好哪些实事？",
)


def benchmark() -> ModuleType:
    """The command that counts the same over real reports; it makes files of every format and compares."""
    path = ROOT / "tests" / "benchmarks" / "offsets.py"
    spec = importlib.util.spec_from_file_location("offsets_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


offsets = benchmark()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The seeds, and the same text in every format."""
    place = tmp_path_factory.mktemp("offsets")
    with Library.create(place / "library") as library:
        for suffix, write in offsets.FORMATS.items():
            (place / f"report{suffix}").write_bytes(write(PARAGRAPHS))
        report = library.add([*place.glob("report.*"), *(ROOT / "seeds").glob("*.md")])
        assert report.skipped == ()
        yield library


def test_every_passage_sentence_hit_and_citation_is_what_its_ranges_cut_out(library: Library) -> None:
    tally = offsets.compare(library, QUESTIONS)
    assert tally.differing == []
    for suffix in offsets.FORMATS:
        for kind in ("passages", "sentences", "citations", "hits"):
            assert tally.compared[suffix, kind], f"no {kind} of {suffix} were compared"


def test_the_same_answer_comes_from_every_format(library: Library) -> None:
    for suffix in offsets.FORMATS:
        assert library.ask("全港货物吞吐量达到多少？", 5, f"report{suffix}").text == "7.1亿吨", suffix


def test_what_show_prints_is_what_the_ranges_of_an_answer_count_in(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--library", str(library.folder)]
    for question in QUESTIONS:
        assert main(["ask", question, "--json", *where]) == 0
        record = json.loads(capsys.readouterr().out)
        for passage in record["passages"]:
            assert main(["show", passage["document"], *where]) == 0
            assert cut(capsys.readouterr().out, passage["ranges"]) == passage["text"]
        for citation in record["citations"]:
            assert main(["show", citation["document"], *where]) == 0
            shown = capsys.readouterr().out
            assert cut(shown, citation["ranges"]) == citation["quote"] != ""
            assert cut(shown, citation["sentence_ranges"]) == citation["sentence"]
            assert cut(shown, citation["passage_ranges"]) == citation["passage"]
            assert citation["quote"] in citation["sentence"]
            assert citation["sentence"] in citation["passage"]


_PIECES = (
    *PARAGRAPHS,
    "\n",
    "\n\n",
    "\f",
    " ",
    "　　",
    "\t",
    "- 3 -",
    "——",
    "😀",
    "é",
    "\u2028",
    "\u200b",
    "=1+1",
    "|",
    ",",
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What a file may hold: known paragraphs cut anywhere, breaks of all kinds, and anything else."""
    pieces = draw(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), min_size=1, max_size=25))
    cuts = draw(st.lists(st.integers(0, sum(map(len, pieces))), max_size=4))
    text = "".join(pieces)
    for place in sorted(cuts, reverse=True):
        text = text[:place] + "\n" + text[place:]
    return text


def _compared(files: Sequence[tuple[str, bytes]]) -> int:
    """How much was compared in a library of these files, all of it the same."""
    with TemporaryDirectory() as place, Library.create(Path(place) / "library") as library:
        folder = Path(place) / "files"
        folder.mkdir()
        for name, content in files:
            (folder / name).write_bytes(content)
        library.add([folder])
        try:
            tally = offsets.compare(library, QUESTIONS[:2])
        except QuestionError:  # the beginning of a passage may be nothing to ask for
            tally = offsets.Tally()
            offsets.compare_passages(library, tally)
    assert tally.differing == []
    return sum(tally.compared.values())


@settings(max_examples=12, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=3), st.sampled_from((".txt", ".md", ".html", ".csv")))
def test_random_documents_are_cited_to_the_character(documents: list[str], suffix: str) -> None:
    _compared([(f"{i}{suffix}", words.encode(errors="replace")) for i, words in enumerate(documents)])


@pytest.mark.long
@settings(max_examples=400, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=3), st.sampled_from((".txt", ".md", ".html", ".csv")))
def test_hundreds_of_random_documents_are_cited_to_the_character(documents: list[str], suffix: str) -> None:
    _compared([(f"{i}{suffix}", words.encode(errors="replace")) for i, words in enumerate(documents)])


@pytest.mark.parametrize("seed", range(2))
def test_shuffled_paragraphs_in_every_format_are_cited_to_the_character(seed: int) -> None:
    chance = random.Random(seed)
    pool = [*PARAGRAPHS, "另一段话。" * 400, "a" * 3000, "、".join("甲乙丙丁") * 30]
    files = []
    for suffix, write in offsets.FORMATS.items():
        paragraphs = chance.choices(pool, k=15)
        files.append((f"mixed{suffix}", write(paragraphs)))
    assert _compared(files) > 500
