"""A library whose programs are killed at random moments, real processes with SIGKILL, is found complete every time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag import Library

DOCUMENTS = 24
WRITER = """
import random, sys
from rag import Library, adding
import rag.searching, rag.upkeep
adding.TOGETHER = 200  # many commits
adding.STEP_SECONDS = 0.05
chance = random.Random(int(sys.argv[3]))
with Library.open(sys.argv[1]) as library:
    print("ready", flush=True)
    while True:
        library.add([sys.argv[2]], sync=True)
        names = [entry.name for entry in library.documents()]
        library.remove(chance.sample(names, len(names) // 3))
        library.rebuild("hashing-v1" if chance.random() < 0.5 else None)
"""


def report(number: int, version: int) -> str:
    """One version of one report."""
    chance = random.Random(number * 1000 + version % 3)
    return f"# 报告{number}\n\n" + "".join(
        f"第{paragraph}段：{number}号单位第{version}版完成{chance.randrange(10**6)}件。质量良好。群众满意。\n\n"
        for paragraph in range(20)
    )


def write(folder: Path, numbers: list[int], version: int) -> None:
    """Puts new versions in place, each as a whole."""
    for number in numbers:
        fresh = folder / f"report-{number}.txt.tmp"
        fresh.write_text(report(number, version), "utf-8")
        fresh.replace(folder / f"report-{number}.txt")


def killed_after(seconds: float, *arguments: object) -> None:
    """Runs the writer, and kills it so long after it began to write."""
    command = [sys.executable, "-c", WRITER, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
        time.sleep(seconds)
        assert writer.poll() is None, writer.stderr.read()
        writer.kill()
        writer.wait()


def assert_complete(folder: Path, versions: int) -> bool:
    """Opens the library and compares all that is in it with what it was made from; whether something was put right."""
    with Library.open(folder) as library:
        repaired = bool(library.notices)
        assert all(notice.key in ("library_caught_up", "encoder_unfinished") for notice in library.notices)
        assert library.doctor(verify=True).problems == ()
        index = library.index
        assert len(index.lexical) == len(library.passage_ids())
        assert len(index.vectors) == len(library.allowed("*").vectors)
        for entry in library.documents():
            number = int(entry.name.removeprefix("report-").removesuffix(".txt"))
            text = library.document(entry.name).text
            assert text in [report(number, version) for version in range(versions)]
            assert 20 <= entry.passages == len(library.passage_ids(entry.name))
        assert not list(folder.glob("*.new"))
    return repaired


def survive(folder: Path, kills: int, seed: int) -> int:
    """Kills a writer again and again; how often something had to be put right."""
    chance = random.Random(seed)
    source = folder / "reports"
    source.mkdir()
    Library.create(folder / "library").close()
    repaired = 0
    for kill in range(kills):
        write(source, chance.sample(range(DOCUMENTS), DOCUMENTS // 2), kill)
        killed_after(chance.uniform(0.0, 1.0), folder / "library", source, chance.randrange(1000))
        repaired += assert_complete(folder / "library", kills)
    return repaired


def test_a_library_is_complete_after_each_of_six_kills(tmp_path: Path) -> None:
    survive(tmp_path, kills=6, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_a_library_is_complete_after_each_of_a_hundred_kills(tmp_path: Path, seed: int) -> None:
    assert survive(tmp_path, kills=25, seed=seed) > 0, "no kill met a moment that matters"
