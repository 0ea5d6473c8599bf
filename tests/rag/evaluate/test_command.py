"""`chuchu evaluate` as a person or a check types it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rag import Library
from rag.cli import main

ROOT = Path(__file__).parent.parent.parent.parent
SEEDS = ROOT / "seeds" / "gold.jsonl"


class Said(NamedTuple):
    status: int
    out: str
    err: str


Chuchu = Callable[..., Said]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "CHUCHU_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("seeded") / "library"
    with Library.create(place) as library:
        library.add(sorted((ROOT / "seeds").glob("*.md")))
    return place


@pytest.fixture
def chuchu(seeded: Path, capsys: pytest.CaptureFixture[str]) -> Chuchu:
    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        status = main([*map(str, words), "--library", str(seeded)])
        return Said(status, *capsys.readouterr())

    return run


def test_the_gold_of_the_sample_corpus_is_reached_up_to_a_floor(chuchu: Chuchu) -> None:
    """Floors under what was measured when they were set, so that it is seen when it gets worse."""
    said = chuchu("evaluate", SEEDS, "--fail-under", "recall@5=0.9", "--fail-under", "near=0.5")
    assert said.status == 0, said.err
    assert "in no document" not in said.err
    assert "recall@5" in said.out
    assert "ms" in said.err
    assert "ms" not in said.out.partition("Is the right passage found")[2].partition("What went wrong")[0]


def test_below_the_floor_is_status_three_and_one_line(chuchu: Chuchu) -> None:
    said = chuchu("evaluate", SEEDS, "--fail-under", "em=1")
    assert said.status == 3
    assert said.err.splitlines()[-1].startswith("chuchu: missed what --fail-under asks for: em 0.")
    assert "What went wrong" in said.out


def test_every_file_asked_for_is_written_and_the_same_the_next_time(chuchu: Chuchu, tmp_path: Path) -> None:
    names = {"--report": "r.html", "--json": "r.json", "--run": "r.trec", "--details": "r.jsonl"}
    written = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        options = [word for option, name in names.items() for word in (option, str(folder / name))]
        said = chuchu("evaluate", SEEDS, "--compare", "lexical", *options)
        assert said.status == 0, said.err
        written.append([(folder / name).read_bytes() for name in names.values()] + [said.out.encode()])
        assert sorted(path.name for path in folder.iterdir()) == sorted(names.values())
    assert written[0] == written[1]
    assert json.loads(written[0][1])["runs"][0]["wrong_ranges"] == 0


def test_the_report_speaks_chinese_too(chuchu: Chuchu, tmp_path: Path) -> None:
    said = chuchu("evaluate", SEEDS, "--report", tmp_path / "r.html", "--language", "zh")
    assert "找得到吗" in said.out
    assert "找得到吗" in (tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (("absent.jsonl",), 1, "no such file"),
        ((SEEDS, "--compare", "fuzed"), 2, "no such setting"),
        ((SEEDS, "--fail-under", "recall@3=1"), 2, "METRIC=VALUE"),
        ((SEEDS, "--fail-under"), 2, "needs a value"),
        ((SEEDS, "--reader", "nobody"), 1, "no reader called nobody"),
        ((SEEDS, "--report", SEEDS), 1, "same file"),
        ((SEEDS, "--report", "x.html", "--json", "x.html"), 1, "same file"),
        ((SEEDS, "--report", "absent/x.html"), 1, "cannot be written"),
        ((SEEDS, "--report", ROOT), 1, "cannot be written"),
        ((SEEDS, "--corpus-from-gold"), 1, "no texts"),
        ((), 2, "also needs GOLD"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    chuchu: Chuchu,
    words: tuple[str | Path, ...],
    status: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = chuchu("evaluate", *words)
    assert (said.status, said.out) == (status, "")
    assert line in said.err
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_without_a_library_texts_from_the_gold_are_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qas = [{"id": "1", "question": "吞吐量达到多少？", "answers": [{"text": "7.1亿吨", "answer_start": 7}]}]
    paragraphs = [{"context": "全港吞吐量达到7.1亿吨。", "qas": qas}, {"context": "全市造林5.2万亩。", "qas": []}]
    (tmp_path / "dev.json").write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), "utf-8")
    words = ("evaluate", tmp_path / "dev.json", "--corpus-from-gold", "--library", tmp_path / "none")
    assert main([*map(str, words), "--fail-under", "recall@1=1"]) == 0
    assert "2 documents" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_asking_loads_nothing_that_only_measuring_needs(seeded: Path) -> None:
    code = (
        "import sys\n"
        "from rag.cli import main\n"
        f"assert main(['ask', '落实率多少？', '--json', '--library', {str(seeded)!r}]) == 0\n"
        "heavy = {'ir_measures', 'pytrec_eval', 'nltk', 'scipy', 'torch', 'rag.evaluate.report'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
