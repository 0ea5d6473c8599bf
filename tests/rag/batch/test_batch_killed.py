"""A batch that is killed at random moments, a real process with SIGKILL, and goes on, ends as if nothing had been."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag import Library
from rag.batch import BatchOptions, run
from rag.batch.journal import journal_of

ROOT = Path(__file__).parents[3]
ROWS, DIFFERENT = 240, 150  # enough for several processes
SECONDS = 120


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(1)
    path = tmp_path_factory.mktemp("questions") / "q.csv"
    rows = [f"{row},2024年第{chance.randrange(DIFFERENT)}条航线的吞吐量是多少？,备注{row}" for row in range(ROWS)]
    path.write_text("\n".join(["id,问题,备注", *rows]) + "\n", "utf-8")
    return path


def command(folder: Path, source: Path, target: Path) -> list[str]:
    words = ["batch", str(source), "-o", str(target), "--resume", "--library", str(folder), "--language", "en"]
    return [sys.executable, "-m", "rag", *words]


def started(*given: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*given), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def kept(target: Path) -> set[bytes]:
    """The questions whose answers the journal has."""
    if not journal_of(target).exists():
        return set()
    with closing(sqlite3.connect(journal_of(target))) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'answers'").fetchall():
            return set()
        return {key for (key,) in connection.execute("SELECT question FROM answers")}


def at_work(folder: Path) -> Iterator[int]:
    """Processes of ours that have this library open (Linux)."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = path.read_bytes()
        except OSError:
            continue
        if b"rag.batch.worker" in said and os.fsencode(folder) in said:
            yield int(path.parent.name)


def wait_until_alone(folder: Path) -> None:
    """Waits for the processes of a killed batch to see that nobody asks them any more."""
    end = time.monotonic() + SECONDS
    while list(at_work(folder)):
        assert time.monotonic() < end, "a process that asks outlived its batch"
        time.sleep(0.02)


def survive(folder: Path, source: Path, target: Path, kills: int, seed: int) -> int:
    """Kills a batch again and again, lets it end, and compares; how many kills met it asking."""
    chance = random.Random(seed)
    with Library.open(folder) as library:
        whole = target.with_name(f"whole{target.suffix}")
        different = run(library, source, whole, BatchOptions()).asked
    met = 0
    before = kept(target)
    for _ in range(kills):
        running = started(folder, source, target)
        # From the moment it has its journal: what comes before is Python starting
        while not journal_of(target).exists() and running.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.6))
        running.kill()
        running.communicate()
        wait_until_alone(folder)
        if running.returncode == 0:  # it was faster
            break
        now = kept(target)
        assert before <= now, "an answer was lost"
        met += before < now < {*now, b"?"} and len(now) < different
        before = now
        assert not target.exists()
    missing = different - len(before) if not target.exists() else 0
    if not target.exists():
        ending = started(folder, source, target)
        out, err = ending.communicate(timeout=SECONDS)
        assert (ending.returncode, err) == (0, "")
        assert f"{missing} different questions asked" in out
    assert target.read_bytes() == whole.read_bytes()
    assert not list(target.parent.glob("*.journal*")) + list(target.parent.glob("*.new"))
    return met


def test_a_batch_killed_five_times_asks_nothing_twice_and_loses_no_row(
    folder: Path, source: Path, tmp_path: Path
) -> None:
    survive(folder, source, tmp_path / "out.jsonl", kills=5, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
@pytest.mark.parametrize("seed", range(2, 8))
def test_a_batch_killed_twenty_times_asks_nothing_twice_and_loses_no_row(
    folder: Path, source: Path, tmp_path: Path, suffix: str, seed: int
) -> None:
    assert survive(folder, source, tmp_path / f"out{suffix}", kills=20, seed=seed) > 0, "no kill met it asking"


def test_ctrl_c_stops_it_with_a_line_that_says_how_to_go_on(folder: Path, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    running = started(folder, source, target)
    while not kept_soon(target) and running.poll() is None:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to those that ask as well
    out, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, out) == (130, "")
    assert "--resume goes on" in err.splitlines()[0]
    assert err.splitlines()[1:] == ["chuchu: stopped; what was finished is kept"]
    wait_until_alone(folder)
    ending = started(folder, source, target)
    assert ending.communicate(timeout=SECONDS)[1] == ""
    assert target.exists()


def kept_soon(target: Path) -> bool:
    """Whether the journal of a running batch has grown; it cannot be opened while it is in use."""
    log = journal_of(target).with_name(f"{target.name}.journal-wal")
    return log.exists() and log.stat().st_size > 100_000
