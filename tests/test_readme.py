"""What the README says is what happens."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newcomer's folder: the sample corpus in `seeds`, one report of their own, a fresh HOME."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "reports").mkdir()
    (folder / "reports" / "harbour.txt").write_text("港口年报\n\n2024年，全港吞吐量达到7.1亿吨。\n", "utf-8")
    return folder


def run(folder: Path, *words: str) -> str:
    environment = os.environ | {"HOME": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C", "LC_ALL": "C"}
    environment.pop("CHUCHU_LIBRARY", None)
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.split()) < 700


def test_the_picture_is_what_the_command_prints(folder: Path) -> None:
    command, _, picture = blocks("console")[0].partition("\n")
    assert command.startswith("$ chuchu ask ")
    assert run(folder, "-m", "rag", *shlex.split(command)[2:]) == picture


def test_the_commands_work_as_written(folder: Path) -> None:
    lines = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("chuchu")]
    assert lines
    for line in lines:
        run(folder, "-m", "rag", *shlex.split(line)[1:])


def test_the_python_works_as_written(folder: Path) -> None:
    printed = run(folder, "-c", "\n".join(blocks("python")))
    assert "91.72%" in printed


def test_every_command_it_lists_is_one_of_ours_and_none_is_left_out(folder: Path) -> None:
    listed = set(re.findall(r"`chuchu ([a-z]+) ?[^`]*`", README.partition("## Commands")[2].partition("## ")[0]))
    helped = set(re.findall(r"^    ([a-z]+) ", run(folder, "-m", "rag", "--help"), re.MULTILINE))
    assert listed == helped


def test_the_formats_it_lists_are_those_that_are_read() -> None:
    from rag.formats import SUFFIXES

    listed = README.partition("## Formats")[2].split(". ")[0].split()
    assert set(listed) <= SUFFIXES


def test_it_has_one_test_line_that_the_checks_run_word_for_word() -> None:
    assert blocks("bash").count("pip install -e '.[test]' && pytest\n") == 1
