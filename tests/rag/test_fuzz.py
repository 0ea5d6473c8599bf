"""Damaged files of every format all the way in, as a person types it, within bounds of memory and time."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
MEMORY = 6 << 30
"""Bytes of address space; what is used of it is a tenth."""
HOSTILE = (b"\x1b[2J", b"\xff\xfe", b"\n" * 99, b"<", b"<table>" * 99, b'"', b"\xed\xa0\x80")
SECONDS = 120
"""For one command over one folder of some dozen files."""
PARAGRAPHS = (
    "滨海市工作报告",
    "全市生产总值达到1.72万亿元，增长5.8%。全港货物吞吐量达到7.1亿吨，新建学校30所。",
    "The council approved 12 projects worth $4.5 million in 2024. It will go on.",
    *(f"第{number}项：办好实事{number * 7}件，群众满意率{90 + number / 10}%。" for number in range(30)),
)


def benchmark() -> ModuleType:
    """The command that compares offsets, which makes files of every format."""
    spec = importlib.util.spec_from_file_location("made_for_fuzz", ROOT / "tests" / "benchmarks" / "offsets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FORMATS = benchmark().FORMATS


def mutated(content: bytes, chance: random.Random) -> bytes:
    """``content`` with bytes flipped, cut out, repeated, blanked or put in."""
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 40))):
        at = chance.randrange(len(spoiled))
        size = chance.choice((1, 1, 4, 64, 512))
        kind = chance.randrange(6)
        if kind == 0:
            spoiled[at] = chance.randrange(256)
        elif kind == 1:
            del spoiled[at : at + size]
        elif kind == 2:
            spoiled[at:at] = spoiled[at : at + size] * chance.choice((1, 2, 50))
        elif kind == 3:
            spoiled[at : at + size] = bytes(size)
        elif kind == 4:
            spoiled[at:at] = chance.randbytes(size)
        else:
            spoiled[at:at] = chance.choice(
                (b"\x1b[2J", b"\xff\xfe", b"\n" * 99, b"<", b"<table>" * 99, b'"', b"\xed\xa0\x80")
            )
        if not spoiled:
            return b"\0"
    return bytes(spoiled[: chance.randrange(1, len(spoiled) + 1)] if chance.random() < 0.2 else spoiled)


def mutated_inside(content: bytes, chance: random.Random) -> bytes:
    """An archive with one of its parts mutated, and sound around it: what checksums do not catch."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(stream, "w") as spoiled:
        names = archive.namelist()
        # Most of the parts are about looks; the biggest hold the words
        wanted = chance.choice(sorted(names, key=lambda name: -archive.getinfo(name).file_size)[:6] + names)
        for name in names:
            part = archive.read(name)
            spoiled.writestr(name, mutated(part, chance) if name == wanted else part)
    return stream.getvalue()


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def chuchu(home: Path, *words: str | Path) -> str:
    """Standard output of one command that has to end well."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "rag", *map(str, words), "--library", str(home / "library")]
    done = subprocess.run(
        command, env=environment, capture_output=True, preexec_fn=bounded, timeout=SECONDS, check=False
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert said == ""
    return done.stdout.decode()


def survive(home: Path, files: dict[str, bytes]) -> int:
    """Adds files, lists, asks and verifies; how many were taken in."""
    folder = home / "files"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "whole.txt").write_text("港口年报\n\n2024年，机场旅客吞吐量达到2600万人次。\n", "utf-8")
    added = chuchu(home, "add", folder)
    names = [document["name"] for document in json.loads(chuchu(home, "list", "--json"))["documents"]]
    assert "whole.txt" in names
    # Every file is either in the library or has a line that says why not
    assert all(name in names or f"{folder / name}: " in added for name in files)
    record = json.loads(chuchu(home, "ask", "机场旅客吞吐量达到多少？", "--document", "whole.txt", "--json"))
    assert record["answer"] == "2600万人次"
    assert json.loads(chuchu(home, "ask", "全港货物吞吐量达到多少？", "--json"))["passages"]
    chuchu(home, "doctor", "--verify")
    return len(names) - 1


def damaged(suffix: str, count: int, seed: int) -> dict[str, bytes]:
    """That many damaged files of one format."""
    chance = random.Random(f"{suffix} {seed}")
    content = FORMATS[suffix](PARAGRAPHS)
    ways = (mutated_inside, mutated_inside, mutated) if content.startswith(b"PK") else (mutated,)
    return {f"{seed}-{number}{suffix}": chance.choice(ways)(content, chance) for number in range(count)}


def test_a_few_damaged_files_of_every_format_cost_no_other_file(tmp_path: Path) -> None:
    files = {name: content for suffix in FORMATS for name, content in damaged(suffix, 3, 1).items()}
    assert 0 < survive(tmp_path, files) < len(files)


@pytest.mark.long
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("seed", range(5))
def test_hundreds_of_damaged_files_of_a_format_cost_no_other_file(tmp_path: Path, suffix: str, seed: int) -> None:
    assert survive(tmp_path, damaged(suffix, 40, seed)) > 0
