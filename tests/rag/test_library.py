"""What a library does with files and folders: add, change, move, remove, list."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings.static import StaticEncoder
from rag import Library
from rag.encoding import vector_ids
from rag.errors import LibraryError
from rag.records import cut

REPORT = "# 工作报告\n\n去年经济增长百分之五。就业稳定。\n\n新建学校三十所。\n\n财政收入859.85亿元。\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def many(word: str, paragraphs: int = 5) -> str:
    return "".join(f"{word}第{number}段讲第{number}件事。另一句。\n\n" for number in range(paragraphs))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library") as library:
        yield library


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was encoded."""
    texts: list[str] = []
    encode = StaticEncoder.encode

    def noted(self: StaticEncoder, given: list[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        texts.extend(given)
        return encode(self, given, progress)

    monkeypatch.setattr(StaticEncoder, "encode", noted)
    return texts


def names(library: Library) -> list[str]:
    return [entry.name for entry in library.documents()]


def test_what_is_added_is_listed_shown_and_cut_into_passages_of_its_text(library: Library, tmp_path: Path) -> None:
    report = library.add([write(tmp_path / "reports", {"a.md": REPORT, "deep/b.txt": many("乙")})])
    assert report.added == ("a.md", "deep/b.txt")
    document = library.document("a.md")
    assert document.text == REPORT
    passages = library.passages(library.passage_ids("a.md")).values()
    assert [passage.text for passage in passages][-2:] == ["新建学校三十所。", "财政收入859.85亿元。"]
    assert all(cut(document.text, passage.ranges) == passage.text for passage in passages)
    assert [entry.passages for entry in library.documents("deep/*")] == [5]
    assert library.doctor(verify=True).problems == ()


def test_an_unchanged_file_is_neither_encoded_nor_even_read(
    library: Library, tmp_path: Path, encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    os.utime(folder / "a.md", ns=(10**18, 10**18))
    library.add([folder])
    encoded.clear()
    monkeypatch.setattr("rag.adding.read_source", lambda found: pytest.fail(f"{found} was read"))
    assert library.add([folder]).unchanged == ("a.md",)
    assert not encoded


def test_a_file_whose_time_alone_changed_is_unchanged_and_nothing_is_encoded(
    library: Library, tmp_path: Path, encoded: list[str]
) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    library.add([folder])
    encoded.clear()
    os.utime(folder / "a.md", ns=(10**18, 10**18))
    assert library.add([folder]).unchanged == ("a.md",)
    assert not encoded


def test_a_change_that_keeps_size_and_time_is_noticed_when_the_file_is_fresh(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.txt": many("甲")})
    library.add([folder])
    status = (folder / "a.txt").stat()
    write(folder, {"a.txt": many("乙")})
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert library.add([folder]).updated == ("a.txt",)


def test_of_a_changed_file_only_the_changed_paragraph_is_encoded(
    library: Library, tmp_path: Path, encoded: list[str]
) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    library.add([folder])
    encoded.clear()
    write(folder, {"a.md": REPORT.replace("三十所", "四十所")})
    assert library.add([folder]).updated == ("a.md",)
    assert [text.splitlines()[-1] for text in encoded] == ["新建学校四十所。"]
    assert "四十所" in library.document("a.md").text
    assert library.doctor(verify=True).problems == ()


def test_a_renamed_file_keeps_its_passages_and_nothing_is_encoded(
    library: Library, tmp_path: Path, encoded: list[str]
) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT, "b.txt": many("乙")})
    library.add([folder])
    before = library.passage_ids("a.md").tolist()
    encoded.clear()
    (folder / "old").mkdir()
    (folder / "a.md").rename(folder / "old" / "z.md")
    report = library.add([folder])
    assert report.renamed == (("a.md", "old/z.md"),)
    assert report.missing == ()
    assert library.passage_ids("old/z.md").tolist() == before
    assert not encoded


def test_the_same_bytes_elsewhere_are_not_added_twice(library: Library, tmp_path: Path) -> None:
    report = library.add([write(tmp_path / "reports", {"a.md": REPORT, "copy.md": REPORT})])
    assert report.added == ("a.md",)
    [skipped] = report.skipped
    assert skipped.error.key == "file_repeated"
    assert "a.md" in str(skipped.error)


def test_on_a_clash_the_folders_own_name_is_put_before_the_name(library: Library, tmp_path: Path) -> None:
    first = write(tmp_path / "2024", {"report.txt": many("甲")})
    second = write(tmp_path / "2025", {"report.txt": many("乙")})
    assert library.add([first]).added == ("report.txt",)
    assert library.add([second]).added == ("2025/report.txt",)
    assert library.add([first, second]).unchanged == ("2025/report.txt", "report.txt")


def test_two_files_that_exchange_their_names_are_both_kept(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.txt": many("甲"), "b.txt": many("乙")})
    library.add([folder])
    write(folder, {"a.txt": many("乙"), "b.txt": many("甲")})
    report = library.add([folder])
    assert report.missing == report.skipped == ()
    texts = {library.document(name).text for name in names(library)}
    assert texts == {many("甲"), many("乙")}
    assert library.doctor(verify=True).problems == ()


def test_a_file_gone_from_its_folder_is_kept_until_sync_removes_it(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT, "b.txt": many("乙")})
    alone = write(tmp_path / "alone", {"c.txt": many("丙")}) / "c.txt"
    library.add([folder, alone])
    (folder / "a.md").unlink()
    alone.unlink()
    assert library.add([folder]).missing == ("a.md",)
    assert names(library) == ["a.md", "b.txt", "c.txt"]
    assert library.add([folder], sync=True).removed == ("a.md",)
    assert names(library) == ["b.txt", "c.txt"]


def test_a_folder_that_is_gone_itself_costs_no_document(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    library.add([folder])
    folder.rename(tmp_path / "elsewhere")
    report = library.add([folder], sync=True)
    assert [skipped.error.key for skipped in report.skipped] == ["file_missing"]
    assert names(library) == ["a.md"]


def test_hidden_lock_and_temporary_files_are_passed_over_and_unknown_suffixes_counted(
    library: Library, tmp_path: Path
) -> None:
    files = dict.fromkeys((".hidden.md", "~$a.md", "a.md~", "b.md.tmp", ".git/c.md", "photo.jpg", "program"), REPORT)
    report = library.add([write(tmp_path / "reports", files | {"a.md": REPORT})])
    assert report.added == ("a.md",)
    assert report.skipped == ()
    assert report.ignored == 2


def test_an_unknown_suffix_is_refused_when_the_file_itself_is_named(library: Library, tmp_path: Path) -> None:
    report = library.add([write(tmp_path, {"program.xyz": "some text"}) / "program.xyz"])
    assert [skipped.file for skipped in report.skipped] == [str(tmp_path / "program.xyz")]


def test_links_that_lead_back_end(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    (folder / "loop").symlink_to(folder)
    report = library.add([folder])
    assert report.added == ("a.md",)
    assert report.skipped == ()


def test_links_that_lead_to_no_file_are_one_line_each_and_called_that(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT})
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "round.txt").symlink_to("round.txt")
    report = library.add([folder])
    assert report.added == ("a.md",)
    skipped = [(Path(one.file).name, one.error.key) for one in report.skipped]
    assert skipped == [("gone.txt", "file_nowhere"), ("round.txt", "file_nowhere")]


def test_names_with_spaces_emoji_and_bytes_that_are_no_utf8_are_readable(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a b.txt": many("甲"), "😀.txt": many("乙")})
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "报告.txt".encode("gb18030"))).write_text(many("丙"), "utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_text(many("丁"), "utf-8")
    assert library.add([folder]).added == ("a b.txt", "bad\\xff.txt", "报告.txt", "😀.txt")
    assert len(library.add([folder]).unchanged) == 4
    assert library.document("报告.txt").text == many("丙")


def test_one_bad_file_is_one_line_and_the_rest_is_added(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", {"a.md": REPORT, "empty.md": ""})
    os.mkfifo(folder / "pipe.txt")
    report = library.add([folder, tmp_path / "nowhere"])
    assert report.added == ("a.md",)
    assert {skipped.error.key for skipped in report.skipped} == {"file_empty", "file_special", "file_missing"}
    assert all("\n" not in str(skipped.error) for skipped in report.skipped)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file that says it is empty and is not")
def test_a_file_that_changes_while_it_is_read_is_refused(library: Library) -> None:
    [skipped] = library.add(["/proc/self/status"]).skipped
    assert skipped.error.key == "file_changing"


def test_progress_is_told_of_every_file_and_of_the_end(library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    folder = write(tmp_path / "reports", {"a.md": REPORT, "b.txt": many("乙")})
    library.add([folder], progress=lambda *step: told.append(step))
    assert told == [(0, 2, str(folder / "a.md")), (1, 2, str(folder / "b.txt")), (2, 2, "")]


def test_documents_are_found_by_patterns_of_name_and_title(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path / "reports", {"a.md": REPORT, "青岛.txt": many("乙"), "x[1].txt": many("丙")})])
    assert [entry.name for entry in library.documents("*工作報告*")] == ["a.md"]
    assert [entry.name for entry in library.documents("青*")] == ["青岛.txt"]
    assert library.remove(["x[1].txt"]) == ("x[1].txt",)


def test_a_search_is_narrowed_to_the_passages_and_vectors_of_a_pattern(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path / "reports", {"a.md": REPORT, "b.txt": many("乙")})])
    allowed = library.allowed("b*")
    assert allowed is not None
    assert allowed.passages.tolist() == library.passage_ids("b.txt").tolist()
    assert allowed.vectors.tolist() == vector_ids((number, 3) for number in allowed.passages).tolist()
    assert library.allowed(None) is None


def test_the_same_paragraph_in_another_document_or_script_is_a_repeat(library: Library, tmp_path: Path) -> None:
    files = {"a.txt": "新建学校三十所。\n\n别的内容。\n", "b.txt": "前言。\n\n新建學校三十所。\n"}
    library.add([write(tmp_path / "reports", files)])
    first, last = library.passage_ids("a.txt")[0], library.passage_ids("b.txt")[-1]
    found = library.repeats(library.passage_ids().tolist())
    assert found[first] == (last,)
    assert found[last] == (first,)
    assert sum(map(len, found.values())) == 2


def test_a_name_that_is_no_document_is_refused_with_those_like_it_before_anything_is_removed(
    library: Library, tmp_path: Path
) -> None:
    library.add([write(tmp_path / "reports", {"qingdao-2025.md": REPORT})])
    with pytest.raises(LibraryError, match=r"do you mean qingdao-2025\.md"):
        library.remove(["qingdao-2025.md", "qingdao-2024.md"])
    with pytest.raises(LibraryError, match="no such document"):
        library.document("zzz")
    assert names(library) == ["qingdao-2025.md"]


def test_the_library_itself_is_no_report_when_it_lies_inside_a_folder_that_is_added(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("全年648件代表建议落实率达到91.72%。", "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path])
        assert library.add([tmp_path]).unchanged == ("report.txt",)
        assert [entry.name for entry in library.documents()] == ["report.txt"]


def test_paragraphs_of_a_document_come_in_order_with_their_neighbours(tmp_path: Path) -> None:
    (tmp_path / "年报.md").write_text("# 年报\n\n第一段说了收入。\n\n第二段说了支出。\n\n第三段说了结余。\n", "utf-8")
    with Library.create(tmp_path / "library", "hashing-v1") as library:
        library.add([tmp_path / "年报.md"])
        found = library.paragraphs("年报.md", 2, 9)
        assert [passage.paragraph for passage in found] == [2, 3]
        assert found[0].text == "第二段说了支出。"
        with pytest.raises(LibraryError, match="no such document"):
            library.paragraphs("月报.txt", 1, 1)


def test_the_original_is_the_file_while_it_has_the_bytes_that_were_read(tmp_path: Path) -> None:
    file = tmp_path / "年报.txt"
    file.write_text("年报\n\n第一段说了收入。\n", "utf-8")
    with Library.create(tmp_path / "library", "hashing-v1") as library:
        library.add([file])
        assert library.original("年报.txt") == file
        file.write_text("别的内容\n\n不是读过的那一份。\n", "utf-8")
        assert library.original("年报.txt") is None
        file.unlink()
        assert library.original("年报.txt") is None


def test_what_is_held_is_counted_with_the_years_named(tmp_path: Path) -> None:
    (tmp_path / "年报.md").write_text("# 年报\n\n2019年收入12000元，2035年还早。\n\n# 月报\n\n三月平稳。\n", "utf-8")
    with Library.create(tmp_path / "library", "hashing-v1") as library:
        assert library.holding().documents == 0
        assert library.holding().years is None
        library.add([tmp_path / "年报.md"])
        held = library.holding()
        assert (held.documents, held.articles, held.paragraphs) == (1, 2, 2)
        assert held.years == ("2019", "2035")
