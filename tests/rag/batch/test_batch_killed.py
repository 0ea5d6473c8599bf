"""A batch that is killed at random moments, a real process with SIGKILL, and goes on, ends as if nothing had been."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from rag import Library
from rag.batch import BatchOptions, run
from rag.batch.journal import journal_of

ROOT = Path(__file__).parents[3]
ROWS, DIFFERENT = 1200, 900
SECONDS = 120
FIRST = 32_000
"""Bytes of a journal's log that are more than its tables: some answers are in it."""
PROGRAM = """
import sys
from pathlib import Path
from rag import Library
from rag.batch import BatchOptions, run
with Library.open(sys.argv[1]) as library:
    options = BatchOptions(resume=True, workers=int(sys.argv[4]))
    print(run(library, Path(sys.argv[2]), Path(sys.argv[3]), options).asked)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(1)
    path = tmp_path_factory.mktemp("questions") / "q.csv"
    rows = [f"{row},2024年第{chance.randrange(DIFFERENT)}条航线的吞吐量是多少？,备注{row}" for row in range(ROWS)]
    path.write_text("\n".join(["id,问题,备注", *rows]) + "\n", "utf-8")
    return path


def started(folder: Path, source: Path, target: Path, workers: int = 0) -> subprocess.Popen[str]:
    """The command; or a program of a few lines, which can also say by how many processes questions are asked."""
    command = ["-m", "rag", "batch", str(source), "-o", str(target), "--resume", "--library", str(folder)]
    if workers:
        command = ["-c", PROGRAM, str(folder), str(source), str(target), str(workers)]
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
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


def survive(folder: Path, again: Callable[[], subprocess.Popen[str]], target: Path, after: list[float]) -> int:
    """Kills a batch after each of so many seconds, lets it end, and compares; how many kills met it asking."""
    met, before = 0, kept(target)
    for seconds in after:
        running = again()
        # From the moment it asks: what comes before is Python starting and the reader being read
        while not grown(target, FIRST) and running.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        running.kill()
        running.communicate()
        wait_until_alone(folder)
        if target.exists():  # it was faster
            return met
        now = kept(target)
        assert before <= now, "an answer was lost"
        met += before < now
        before = now
    return met


def end(folder: Path, source: Path, target: Path, workers: int) -> None:
    """Lets a batch end and compares with one that was never killed."""
    whole = target.with_name(f"whole{target.suffix}")
    with Library.open(folder) as library:
        different = run(library, source, whole, BatchOptions(workers=1)).asked
    # A kill may come after the answers are in their place and before the journal is taken away
    if not target.exists() or [*target.parent.glob(f"{target.name}.journal*")]:
        known = len(kept(target))
        ending = started(folder, source, target, workers)
        assert ending.communicate(timeout=SECONDS) == (f"{different - known}\n", "")
    assert target.read_bytes() == whole.read_bytes()
    assert not [*target.parent.glob("*.journal*"), *target.parent.glob("*.new")]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_killed_four_times_asks_nothing_twice_and_loses_no_row(
    folder: Path, source: Path, tmp_path: Path, workers: int
) -> None:
    target, chance = tmp_path / "out.jsonl", random.Random(workers)
    survive(folder, partial(started, folder, source, target, workers), target, [chance.uniform(0, 1) for _ in range(4)])
    end(folder, source, target, workers)


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_killed_forty_times_asks_nothing_twice_and_loses_no_row(
    folder: Path, source: Path, tmp_path: Path, suffix: str, workers: int
) -> None:
    target, chance = tmp_path / f"out{suffix}", random.Random(suffix)
    met = 0
    for _ in range(2):  # once more from the beginning when it was done before twenty kills
        again = partial(started, folder, source, target, workers)
        met += survive(folder, again, target, [chance.uniform(0, 0.5 * workers) for _ in range(20)])
        end(folder, source, target, workers)
        target.unlink()
    assert met > 2, "hardly a kill met it asking"


def test_ctrl_c_stops_it_with_a_line_that_says_how_to_go_on(folder: Path, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    running = started(folder, source, target)
    while not grown(target, 100_000) and running.poll() is None:
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


def grown(target: Path, size: int) -> bool:
    """Whether the journal of a running batch has grown to so many bytes; it cannot be opened while it is in use."""
    log = journal_of(target).with_name(f"{target.name}.journal-wal")
    return log.exists() and log.stat().st_size > size
