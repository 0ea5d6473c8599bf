"""PDFs that end, hang or fill the process that reads them cost themselves only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from rag import formats
from rag.errors import FileError
from rag.formats.contained import Reader

ROOT = Path(__file__).parents[3]
WORDS = "The council approved the plan for the harbour in the first half of the year."
# Starts reading the PDF it is given and says which process does; "stopped" when it is interrupted.
READING = """
import pathlib, sys, threading, time
from rag.formats.contained import Reader
reader = Reader()
def say():
    while reader.process is None:
        time.sleep(0.01)
    print(reader.process, flush=True)
threading.Thread(target=say).start()
try:
    reader.read(pathlib.Path(sys.argv[1]).read_bytes(), "report.pdf")
except KeyboardInterrupt:
    print("stopped", reader.process)
"""
# Reads a file and ends; its process is that of `formats.read`.
DONE = """
import pathlib, sys
from rag.formats import contained, read
read(pathlib.Path(sys.argv[1]).read_bytes(), "report.pdf")
print(contained._SHARED.process)
"""
# Reads a PDF, and says what is refused and how many KiB the largest of its processes had.
MEASURED = """
import pathlib, resource, sys
from rag.errors import FileError
from rag.formats.contained import Reader
reader = Reader(memory=256 << 20)
try:
    reader.read(pathlib.Path(sys.argv[1]).read_bytes(), "bomb.pdf")
except FileError as refused:
    print(refused.key, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def page(words: str = WORDS) -> bytes:
    """A PDF of one page."""
    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 700, words)
    canvas.save()
    return stream.getvalue()


def bomb(leaf: str, levels: int = 8) -> bytes:
    """A PDF of some 2 KB: ``levels`` of forms, each ten times in the one around it; ``leaf`` is the innermost."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
    inner = "/Resources << /XObject << /F {} 0 R >> >> "
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {}>>"
    objects += [page.format(inner.format(5)), stream("", "/F Do " * 10)]
    objects += [stream(form + inner.format(5 + level), "/F Do " * 10) for level in range(1, levels)]
    objects += [stream(form, leaf)]
    body = "".join(f"{number} 0 obj\n{words}\nendobj\n" for number, words in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n%%EOF\n".encode()


def stream(head: str, body: str) -> str:
    """A stream object."""
    return f"<< {head}/Length {len(body)} >>\nstream\n{body}\nendstream"


# Some twenty seconds pass before it has filled what it may.
BOMB = bomb("0 0 1 1 re f " * 10)


@pytest.fixture
def reader() -> Iterator[Reader]:
    """One that gives up soon."""
    found = Reader(seconds=1)
    yield found
    found.close()


def refusal(reader: Reader, content: bytes) -> str:
    """Why a file is refused, in both languages one line."""
    with pytest.raises(FileError) as refused:
        reader.read(content, "bomb.pdf")
    assert all(refused.value.in_language(language).count("\n") == 0 for language in ("zh", "en"))
    return refused.value.key


def ended(process: int) -> bool:
    """Whether a process is gone, within five seconds."""
    for _ in range(100):
        try:
            if Path(f"/proc/{process}/stat").read_text("ascii").split()[2] == "Z":
                return True
            os.kill(process, 0)
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def reading(tmp_path: Path, program: str, content: bytes) -> subprocess.Popen[str]:
    """A program that reads ``content``, in a process group of its own like one on a terminal."""
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_pdf_is_read_as_it_is_without_containment() -> None:
    assert formats.read(page(), "report.pdf").text.strip() == WORDS
    with pytest.raises(FileError) as refused:
        formats.read(page("few"), "扫描\udc80.pdf")
    assert (refused.value.key, refused.value.fields) == ("pdf_no_text", {"file": "扫描\udc80.pdf"})


def test_many_files_are_read_by_one_process_in_a_few_milliseconds_each(reader: Reader) -> None:
    reader.read(page(), "first.pdf")
    process, started = reader.process, time.perf_counter()
    for number in range(50):
        assert reader.read(page(f"{WORDS} {number}"), "next.pdf").text.strip() == f"{WORDS} {number}"
    assert reader.process == process
    assert (time.perf_counter() - started) / 50 < 0.1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to such a limit")
def test_a_pdf_that_unfolds_to_gigabytes_is_refused_before_it_does(tmp_path: Path) -> None:
    assert len(BOMB) < 3000
    with reading(tmp_path, MEASURED, BOMB) as program:
        out, complaints = program.communicate(timeout=60)
    key, peak = out.split()
    assert (key, complaints) == ("pdf_broke_off", "")
    assert 50 << 10 < int(peak) < 400 << 10


def test_a_pdf_that_takes_too_long_is_refused_and_the_next_one_read(reader: Reader) -> None:
    started = time.monotonic()
    assert refusal(reader, BOMB) == "pdf_broke_off"
    assert 1 <= time.monotonic() - started < 15
    assert reader.read(page(), "next.pdf").text.strip() == WORDS


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_killed_while_reading_costs_that_file_only() -> None:
    reader = Reader()
    reader.read(page(), "first.pdf")
    process = reader.process
    assert process is not None
    killer = threading.Timer(0.3, os.kill, (process, signal.SIGKILL))
    killer.start()
    assert refusal(reader, BOMB) == "pdf_broke_off"
    killer.join()
    assert reader.read(page(), "next.pdf").text.strip() == WORDS
    assert reader.process != process
    reader.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_killed_between_two_files_costs_none(reader: Reader) -> None:
    reader.read(page(), "first.pdf")
    assert reader.process is not None
    os.kill(reader.process, signal.SIGKILL)
    assert ended(reader.process)
    assert reader.read(page(), "next.pdf").text.strip() == WORDS


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_file_given_to_a_process_that_ends_before_it_begins_it_is_read_by_the_next(reader: Reader) -> None:
    reader.read(page(), "first.pdf")
    process = reader.process
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (process, signal.SIGKILL))
    killer.start()
    assert reader.read(page(), "next.pdf").text.strip() == WORDS
    killer.join()
    assert reader.process != process


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_a_process_that_cannot_even_start_is_tried_twice_and_no_more(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho started >> "$0.log"\n', "utf-8")
    program.chmod(0o700)
    reader = Reader()
    reader._command = [str(program)]
    assert refusal(reader, page()) == "pdf_broke_off"
    assert (tmp_path / "program.log").read_text("utf-8") == "started\n" * 2


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_no_process_is_left_when_the_program_ends(tmp_path: Path) -> None:
    with reading(tmp_path, DONE, page()) as program:
        out, complaints = program.communicate(timeout=60)
    assert (program.returncode, complaints) == (0, "")
    assert ended(int(out))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_no_process_is_left_when_the_program_is_killed_while_it_reads(tmp_path: Path) -> None:
    with reading(tmp_path, READING, BOMB) as program:
        assert program.stdout is not None
        process = int(program.stdout.readline())
        time.sleep(1)
        program.kill()
    assert ended(process)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_control_c_stops_the_reading_without_a_word_from_the_process(tmp_path: Path) -> None:
    with reading(tmp_path, READING, BOMB) as program:
        assert program.stdout is not None
        process = int(program.stdout.readline())
        time.sleep(1)
        os.killpg(program.pid, signal.SIGINT)
        out, complaints = program.communicate(timeout=60)
    assert (out, complaints, program.returncode) == ("stopped None\n", "", 0)
    assert ended(process)
