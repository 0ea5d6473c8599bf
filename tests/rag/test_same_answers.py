"""The same question gets the same record, bit for bit, however and whenever it is asked."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import Library

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = (
    "代表建议的落实率达到多少？",
    "海域使用权抵押贷款余额是多少？",
    "制定了哪些条例？",
    "北京大学图书馆有多少册藏书？",
    "2025年有什么任务？",
    "How many projects did the council approve?",
    "谁审议通过了条例？",
)
ASK = """
import json, sys
from rag import Library
with Library.open(sys.argv[1]) as library:
    for question in sys.argv[2:]:
        print(json.dumps(library.ask(question).record()))
"""


def reports(folder: Path) -> Path:
    """The sample corpus, and paragraphs that are like each other."""
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns("questions.csv", "gold.jsonl"))
    for number in range(4):
        words = "".join(f"第{i}项：全市完成{i * 7 % 5}件，同比增长{i % 3}.5%，群众满意。\n\n" for i in range(40))
        (folder / f"like-{number}.txt").write_text(f"第{number}号报告\n\n{words}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("same")
    with Library.create(place / "library") as library:
        library.add([reports(place / "reports")])
    return place / "library"


def records(library: Library, questions: tuple[str, ...] = QUESTIONS) -> dict[str, dict[str, Any]]:
    return {question: library.ask(question).record() for question in questions}


def test_asking_again_and_in_another_order_changes_nothing(folder: Path) -> None:
    with Library.open(folder) as library:
        first = records(library)
        mixed = random.Random(1).sample(QUESTIONS, len(QUESTIONS))
        assert records(library, tuple(mixed)) == first == records(library)
        assert all(record["status"] for record in first.values())


def test_asking_for_more_passages_or_of_a_document_in_between_changes_nothing(folder: Path) -> None:
    with Library.open(folder) as library:
        first = records(library)
        for question in QUESTIONS:
            library.search(question, 50)
            library.ask(question, 1, "like-*")
            assert library.ask(question).record() == first[question]


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_another_process_says_the_same_one_question_or_many(folder: Path, seed: str) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"}

    def asked(*questions: str) -> list[Any]:
        command = [sys.executable, "-c", ASK, str(folder), *questions]
        out = subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout
        return [json.loads(line) for line in out.splitlines()]

    with Library.open(folder) as library:
        expected = json.loads(json.dumps(list(records(library).values())))
    assert asked(*QUESTIONS) == expected
    assert asked(QUESTIONS[2]) == [expected[2]]


def test_rebuilding_changes_nothing(folder: Path) -> None:
    with Library.open(folder) as library:
        first = records(library)
        library.rebuild()
        assert records(library) == first
        library.rebuild("bundled")
        assert records(library) == first


def test_a_document_that_came_and_went_changes_nothing(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("".join(f"别的第{i}段：全市完成{i}件，代表建议落实率{i}%。\n\n" for i in range(60)), "utf-8")
    with Library.open(folder) as library:
        first = records(library)
        library.add([other])
        assert library.ask(QUESTIONS[0]).record() != first[QUESTIONS[0]]
        library.remove(["other.txt"])
        assert records(library) == first


def test_files_added_one_by_one_answer_like_those_added_together(folder: Path, tmp_path: Path) -> None:
    place = reports(tmp_path / "reports")
    with Library.open(folder) as together, Library.create(tmp_path / "library") as library:
        for path in sorted(place.iterdir()):
            library.add([path])
        assert records(library) == records(together)
