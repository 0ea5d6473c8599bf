"""What a library's folder survives: damage, other programs, no permission, a full disk; and what it forgets."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from embeddings.hashing import HashingEncoder
from rag import Library
from rag.catalogue import numbers_of
from rag.derived import read_stamp
from rag.errors import ChuchuError, LibraryError, ModelError
from rag.refusals import locked
from rag.searching import open_derived
from rag.store import FILE, Store
from rag.upkeep import encode_anew

MARKER = "绝密计划第八号XQZWJKVP"


def many(word: str, paragraphs: int = 5) -> str:
    return "".join(f"{word}第{number}段讲第{number}件事。另一句。\n\n" for number in range(paragraphs))


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def run(script: str, *arguments: object) -> str:
    """Standard output of a script in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def holding(folder: Path, text: str) -> list[str]:
    """Files that have any eight bytes of a text."""
    content = text.encode()
    pieces = [content[start : start + 8] for start in range(len(content) - 7)]
    return [path.name for path in files(folder) if any(piece in path.read_bytes() for piece in pieces)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two documents, closed."""
    with Library.create(tmp_path / "library") as library:
        library.add([write(tmp_path / "reports", a=many("甲"), b=many("乙"))])
    return tmp_path / "library"


def assert_sound(folder: Path, names: list[str]) -> Library:
    """Opens the library, checks everything in it, gives it back open."""
    library = Library.open(folder)
    assert library.doctor(verify=True).problems == ()
    assert [entry.name for entry in library.documents()] == names
    return library


def test_after_removing_no_file_has_any_eight_bytes_of_the_text(folder: Path, tmp_path: Path) -> None:
    secret = f"# {MARKER}\n\n{MARKER}已经开始。此外{MARKER}。\n\n" + many(MARKER, 200)
    with Library.open(folder) as library:
        library.add([write(tmp_path / "secret", plan=secret)])
        assert any(name.startswith(FILE) for name in holding(folder, MARKER))
        library.remove(["plan.txt"])
        assert holding(folder, MARKER) == []
        assert [name for name in holding(folder, "plan.txt") if not name.startswith("words")] == []
    assert_sound(folder, ["a.txt", "b.txt"]).close()
    assert holding(folder, MARKER) == []


def test_what_a_reader_still_holds_open_is_forgotten_at_the_next_command(folder: Path, tmp_path: Path) -> None:
    with Library.open(folder) as library:
        library.add([write(tmp_path / "secret", plan=many(MARKER, 50))])
        reader = sqlite3.connect(folder / FILE, isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (3,)
        library.remove(["plan.txt"])
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (3,)
        assert holding(folder, MARKER)
        reader.close()
    assert_sound(folder, ["a.txt", "b.txt"]).close()
    assert holding(folder, MARKER) == []


def test_a_removal_that_was_interrupted_leaves_no_trace_after_the_next_command(folder: Path, tmp_path: Path) -> None:
    with Library.open(folder) as library:
        library.add([write(tmp_path / "secret", plan=many(MARKER, 50))])
    store = Store.open(folder)
    store.remove(numbers_of(store, ["plan.txt"]))
    store.close()
    assert holding(folder, MARKER)
    with assert_sound(folder, ["a.txt", "b.txt"]) as library:
        assert [notice.key for notice in library.notices] == ["library_caught_up"]
        assert holding(folder, MARKER) == []


@pytest.mark.parametrize("lost", ["derived.json", "words.txt", "vectors-*", "lexical-*"])
def test_absent_derived_files_are_made_again_and_it_is_said(folder: Path, lost: str) -> None:
    for path in folder.glob(lost):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    library = assert_sound(folder, ["a.txt", "b.txt"])
    with library:
        assert [notice.key for notice in library.notices] == ["library_caught_up"]


@pytest.mark.parametrize("damaged", ["derived.json", "words.txt", "vectors-*", "lexical-*/meta.json"])
def test_damaged_derived_files_are_made_again_when_they_are_searched_and_it_is_said(folder: Path, damaged: str) -> None:
    for path in folder.glob(damaged):
        path.write_bytes(path.read_bytes()[:100])
    with Library.open(folder) as library:
        assert len(library.index.vectors) == 30
        assert len(library.notices) == 1
        assert library.doctor(verify=True).problems == ()


def test_a_damaged_main_file_is_one_line_that_says_what_to_do(folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a database" * 1000)
    with pytest.raises(LibraryError, match="backup"):
        Library.open(folder)


@pytest.mark.parametrize("damage", ["ranges = '[[0,3'", "section = CAST(x'22ff22' AS TEXT)"])
def test_damage_that_sqlite_does_not_see_is_one_line_too(folder: Path, damage: str) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(f"UPDATE passages SET {damage}")
    connection.close()
    with Library.open(folder) as library, pytest.raises(LibraryError, match="damaged"):
        library.passages([1])


@pytest.mark.parametrize("damaged", ["idx", "pos", "term"])
def test_a_lexical_index_damaged_where_it_is_searched_is_one_line_until_it_is_rebuilt(
    folder: Path, damaged: str
) -> None:
    with Library.open(folder) as library:
        library.rebuild()
        [path] = folder.glob(f"lexical-*/*.{damaged}")
        path.chmod(0o644)
        path.write_bytes(b"\xff" * 40)
        with suppress(LibraryError):  # the only thing it may raise; some damage is met only by other words
            library.search("第3件事")
        library.rebuild()
        assert "第3件事" in library.search("第3件事")[0].text


def test_an_empty_main_file_is_not_taken_for_a_library(folder: Path) -> None:
    (folder / FILE).write_bytes(b"")
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(folder)


def test_a_folder_without_a_library_and_a_library_made_twice_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library here"):
        Library.open(tmp_path / "nothing")
    with pytest.raises(LibraryError, match="already"):
        Library.create(folder)


def test_a_library_of_a_newer_format_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer version"):
        Library.open(folder)


def test_the_second_writer_gets_one_line_with_the_first_ones_process(folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.refusals import locked\n"
        "with locked(Path(sys.argv[1])): print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "locked\n"
        with Library.open(folder) as library:
            with pytest.raises(LibraryError, match=f"process {first.pid}"):
                library.add([tmp_path / "reports"])
            assert len(library.documents()) == 2
            assert len(library.index.vectors) == 30
        first.communicate()
    with Library.open(folder) as library:
        assert library.add([tmp_path / "reports"]).unchanged == ("a.txt", "b.txt")


def test_a_writer_waits_for_a_program_that_has_the_library_for_a_moment(folder: Path, tmp_path: Path) -> None:
    with Library.open(folder) as library, ThreadPoolExecutor() as pool:
        with locked(folder):
            adding = pool.submit(library.add, [tmp_path / "reports"])
            with pytest.raises(TimeoutError):
                adding.result(timeout=0.2)
        assert adding.result().unchanged == ("a.txt", "b.txt")


def test_a_lock_is_free_after_whoever_held_it_failed(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(folder):
        raise ZeroDivisionError
    with locked(folder):
        pass


def test_an_open_library_finds_what_another_one_added(folder: Path, tmp_path: Path) -> None:
    with Library.open(folder) as reader, Library.open(folder) as writer:
        before = reader.index
        assert len(before.vectors) == 30
        assert reader.index.vectors is before.vectors
        writer.add([write(tmp_path / "more", c=many("丙"))])
        assert len(reader.index.vectors) == 45
        assert len(reader.index.lexical) == 15
        writer.remove(["a.txt"])
        assert len(before.vectors) == 30
        assert len(reader.index.passages(range(1, 100))) == 10


READ = """
import os, sys
import embeddings.hashing, rag.searching, rag.upkeep, rag.words
from rag import Library
from rag.errors import LibraryError
rag.words.Words([])
if os.geteuid() == 0:
    os.setuid(65534)  # to whom all this is forbidden: everything else has been imported by now
with Library.open(sys.argv[1]) as library:
    index = library.index
    print(len(library.documents()), len(index.vectors), len(index.lexical.search({"3": 1.0}, 9)))
    print(library.doctor(verify=True).problems)
    try:
        library.remove(["a.txt"])
    except LibraryError as error:
        print(error.key)
"""


def test_where_no_links_can_be_made_nothing_is_left_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(link: Path, target: Path) -> None:
        raise OSError(1314, "A required privilege is not held by the client", str(link), 0, str(target))

    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(Path, "symlink_to", refused)
    monkeypatch.setattr("os.access", lambda *_: False)
    assert open_derived(folder) is None
    assert not list(place.iterdir())


def test_a_folder_that_cannot_be_written_is_read_and_answers(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    # An encoder without weights: these may lie where nobody but their owner can read them
    with Library.create(folder, encoder="hashing-v1") as library:
        library.add([write(tmp_path / "reports", a=many("甲"), b=many("乙"))])
    with tempfile.TemporaryDirectory() as place:
        closed = Path(shutil.copytree(folder, Path(place) / "closed"))
        for path in (closed, *closed.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        Path(place).chmod(0o755)
        assert run(READ, closed).splitlines() == ["2 30 2", "()", "library_read_only"]
        assert sorted(path.name for path in closed.iterdir()) == sorted(path.name for path in folder.iterdir())
        for path in (closed, *closed.rglob("*")):
            path.chmod(0o755)


FILL = """
import resource, sys
from rag import Library
from rag.errors import LibraryError
with Library.open(sys.argv[1]) as library:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        library.add([sys.argv[2]])
    except LibraryError as error:
        print(error.key)
"""


NO_ROOM = """
import resource, sys
from rag import Library
from rag.errors import LibraryError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
with Library.open(sys.argv[1]) as library:
    print(len(library.documents()), library.ask("甲第3段讲第几件事？", document="a.txt").citations[0].document)
    for attempt in (lambda: library.remove(["a.txt"]), library.rebuild):
        try:
            attempt()
        except LibraryError as error:
            print(error.key)
"""


def test_where_there_is_no_room_at_all_everything_can_still_be_read(folder: Path) -> None:
    assert run(NO_ROOM, folder).splitlines() == ["2 a.txt", "library_full", "library_full"]
    assert_sound(folder, ["a.txt", "b.txt"]).close()


@pytest.mark.parametrize("room", [200_000, 300_000, 500_000, 700_000])
def test_a_full_disk_is_one_line_and_the_last_complete_state_is_kept(folder: Path, tmp_path: Path, room: int) -> None:
    more = write(tmp_path / "more", c=many("丙", 300))
    assert run(FILL, folder, more, room) == "library_full"
    with Library.open(folder) as library:
        assert library.doctor(verify=True).problems == ()
        assert len(library.documents()) in (2, 3)
        library.add([more])
    assert_sound(folder, ["a.txt", "b.txt", "c.txt"]).close()


def test_another_encoder_takes_over_only_when_it_has_encoded_everything(folder: Path) -> None:
    class Failing(HashingEncoder):
        def encode(self, *_: object) -> object:
            raise KeyboardInterrupt

    store = Store.open(folder)
    with pytest.raises(KeyboardInterrupt):
        encode_anew(store, Failing(64), None)
    store.close()
    with assert_sound(folder, ["a.txt", "b.txt"]) as library:
        assert [notice.key for notice in library.notices] == ["encoder_unfinished"]
        assert library.index.vectors.dimension == 256


def test_a_library_of_another_encoder_is_refused_until_it_is_rebuilt(folder: Path, tmp_path: Path) -> None:
    store = Store.open(folder)
    encode_anew(store, HashingEncoder(64), None)
    store.close()
    with Library.open(folder) as library:
        with pytest.raises(ModelError, match="rebuild --encoder hashing-v1"):
            library.add([tmp_path / "reports"])
        with pytest.raises(ModelError):
            library.index  # noqa: B018, asking is what is refused
        library.rebuild("hashing-v1")
        assert library.index.vectors.dimension == 512
    assert_sound(folder, ["a.txt", "b.txt"]).close()


def test_rebuilding_changes_nothing_that_is_found(folder: Path) -> None:
    with Library.open(folder) as library:
        before = library.index
        vector = before.encoder.encode_question("第3件事")
        found = before.vectors.search(vector, 10), before.lexical.search({"3": 1.0}, 10)
        words = (folder / "words.txt").read_bytes()
        library.rebuild()
        after = library.index
        assert after.vectors is not before.vectors
        assert [part.tolist() for part in after.vectors.search(vector, 10)] == [part.tolist() for part in found[0]]
        assert after.lexical.search({"3": 1.0}, 10) == found[1]
        assert (folder / "words.txt").read_bytes() == words


def test_nothing_but_what_the_stamp_names_is_left_lying(folder: Path, tmp_path: Path) -> None:
    with Library.open(folder) as library:
        for number in range(3):
            library.add([write(tmp_path / "more", c=many("丙" * (number + 1)))])
    stamp = read_stamp(folder)
    assert stamp is not None
    expected = {FILE, "derived.json", "words.txt", "lock", stamp.vectors, stamp.lexical}
    assert {path.name for path in folder.iterdir()} == expected


def test_a_wrong_range_is_found_by_verifying(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("UPDATE passages SET ranges = '[[0,3]]' WHERE id = 2")
    connection.close()
    with Library.open(folder) as library:
        [problem] = library.doctor(verify=True).problems
        assert isinstance(problem, ChuchuError)
        assert str(problem).startswith("a.txt paragraph 2")
        assert library.doctor().problems == ()
