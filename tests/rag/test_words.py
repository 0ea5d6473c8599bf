"""The small dictionary: complete, quick, quiet, and never the full one on the way of a question."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.folding import fold
from rag.words import (
    _STRETCH,
    TOTAL,
    Words,
    _full_dictionary,
    _full_entries,
    question_words,
    words_in,
    write_words,
    written_words,
)

TEXT = "人民代表大会制度是我国的根本政治制度，2024年GDP增长5.4%；立法工作格局不断完善。"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "words.txt"
    write_words(path, words_in(TEXT))
    return path


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.sampled_from("中华人民共和国全国人大常委会工作報告GDP卡拉OK，。 \n"), max_size=60))
def test_words_in_finds_exactly_the_dictionary_words_that_stand_in_the_text(text: str) -> None:
    listed, _, longest = _full_dictionary()
    folded = fold(text)
    pieces = {folded[a:b] for a in range(len(folded)) for b in range(a + 1, min(len(folded), a + longest) + 1)}
    assert words_in(text) == pieces & listed


def test_words_across_the_edge_of_two_stretches_are_found() -> None:
    assert "人民代表大会" in words_in("。" * (_STRETCH - 3) + "人民代表大会制度")


def test_words_in_reads_a_million_characters_in_a_few_seconds() -> None:
    words_in("。")
    start = time.process_time()
    words_in(TEXT * 10_000)
    assert time.process_time() - start < 5


def test_total_is_the_sum_of_the_frequencies_in_jiebas_dictionary() -> None:
    import jieba

    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    assert sum(int(line.split()[1]) for line in lines) == TOTAL


def test_the_written_dictionary_is_sorted_the_same_every_time_and_has_the_question_words(tmp_path: Path) -> None:
    write_words(tmp_path / "one", words_in(TEXT))
    write_words(tmp_path / "other", sorted(words_in(TEXT), reverse=True))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    words = Words.open(tmp_path / "one")
    assert all(word in words for word in question_words())
    assert "立法" in words
    assert "海豚" not in words


def test_a_cut_covers_the_text_end_to_end_in_the_words_of_the_dictionary(small: Path) -> None:
    text = "人民代表大會制度在哪些方面完善？"
    cut = list(Words.open(small).cut(text))
    assert "".join(word.text for word in cut) == fold(text)
    assert [word.start for word in cut[1:]] == [word.end for word in cut[:-1]]
    assert ("人民代表大会", "nt") in [(word.text, word.tag) for word in cut]
    assert "哪些" in [word.text for word in cut]


def test_words_keep_the_tags_of_the_full_dictionary(small: Path) -> None:
    assert Words.open(small).tag("立法") == _full_entries()["立法"].split()[1]
    assert Words.open(small).tag("海豚") == ""


def test_places_that_no_document_names_are_known_but_are_no_words_of_the_library(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    write_words(path, {"山东", "海洋"})
    words = Words.open(path)
    assert words.tag("云南") == "ns"
    assert words.tag("山东") == "ns"
    assert "云南" not in words.commonest(1_000_000)
    assert written_words(path) == {"山东", "海洋"} | question_words()


def test_a_file_that_is_no_dictionary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("not a dictionary at all\n", encoding="utf-8")
    with pytest.raises(ValueError):  # noqa: PT011 (Python's own message for an unpacking that fails)
        Words.open(tmp_path / "words.txt")


def test_a_question_is_cut_without_the_full_dictionary_a_word_on_stderr_or_a_cache_file(
    small: Path, tmp_path: Path
) -> None:
    script = (
        "import sys, pathlib\n"
        "from rag.words import Words, _full_entries\n"
        "from rag.question import analyse\n"
        f"analyse('代表建议的落实率达到多少？', Words.open(pathlib.Path({str(small)!r})))\n"
        "import jieba\n"
        "assert not jieba.dt.initialized and not _full_entries.cache_info().currsize\n"
        "assert 'pkg_resources' not in sys.modules and 'jieba.posseg' not in sys.modules\n"
        "assert 'torch' not in sys.modules and 'sklearn' not in sys.modules\n"
    )
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())
