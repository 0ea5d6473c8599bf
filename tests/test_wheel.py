"""What is installed is the wheel, not the checkout: it carries its seeds and works in an empty folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUESTION = "代表建议的落实率达到多少？"


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A newcomer's terminal: a fresh HOME, the C locale, an empty working folder."""
    environment = {"HOME": str(folder), "LANG": "C", "PATH": os.environ["PATH"]}
    given = [str(word) for word in words]
    return subprocess.run(given, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    built = run(*pip, folder=folder)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a fresh environment that has the wheel, and beside it only what the wheel depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    target = (sys.executable, "-m", "pip", "--python", scripts / "python")
    done = run(*target, "install", "-q", "--no-deps", "--no-index", wheel, folder=folder)
    assert done.returncode == 0, done.stderr
    packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    # A path in a .pth file is searched last, and its own .pth files (an editable checkout's) are not read.
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return scripts


def test_the_wheel_carries_the_sample_corpus_and_the_three_packages_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    seeds = [path.name for path in (ROOT / "seeds").iterdir()]
    assert {f"rag/seeds/{name}" for name in seeds} <= set(names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"rag", "embeddings", "ui", "chuchu"}


def test_the_installed_command_answers_from_its_own_seeds_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    asked = run(installed / "chuchu", "ask", QUESTION, "--json", folder=tmp_path)
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert "91.72%" in answer["answer"]
    assert answer["citations"][0]["document"] == "qingdao-2025.md"
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")], "the working folder stays empty"


def test_the_installed_command_alone_adds_the_seeds_and_opens_the_chat(installed: Path, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "LANG": "C", "PATH": os.environ["PATH"]}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    words = [str(installed / "chuchu"), "chat", "--port", str(port)]
    chat = subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        assert chat.stdout is not None
        assert f"http://127.0.0.1:{port}" in chat.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            text = page.read().decode()
        assert "const chuchu" in text, "the page's own script is in the wheel"
        assert "cinnabar" in text, "and its style"
    finally:
        chat.terminate()
        chat.communicate(timeout=60)
    listed = run(installed / "chuchu", "list", "--json", folder=tmp_path)
    assert "qingdao-2025.md" in listed.stdout


def test_the_installed_program_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    found = run(installed / "python", "-c", "import rag, ui; print(rag.__file__, ui.__file__)", folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert all(Path(path).is_relative_to(installed.parent) for path in found.stdout.split())
