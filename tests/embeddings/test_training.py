"""What the encoder is trained on: pairs of texts, and never what it is measured with."""

from __future__ import annotations

import gzip
import lzma
import random
import re
from pathlib import Path

import pytest

from embeddings.training import bridge
from embeddings.training.bridge import LANGUAGES, Switcher, bitext, bridges, held_out
from embeddings.training.questions import around_answer, sentence_of
from embeddings.training.text import around, blanks, windows

CEDICT = """# CC-CEDICT
報告 报告 [bao4 gao4] /to inform/to make known/report (CL:篇[pian1])/
城市 城市 [cheng2 shi4] /city; town/
綠色 绿色 [lu:4 se4] /green/
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "bitext").mkdir()
    (tmp_path / "dictionary").mkdir()
    for language in LANGUAGES:
        rows = [f"A sentence of number {number}\t{language} 第{number}句话\ttatoeba" for number in range(40)]
        rows += [f"report\tReport-{language}\tomw", f"green\tGreen-{language}\tomw"]
        with lzma.open(tmp_path / "bitext" / f"en-{language}.tsv.xz", "wt", encoding="utf8") as file:
            file.write("\n".join(rows))
    with gzip.open(tmp_path / "dictionary" / "cc-cedict.txt.gz", "wt", encoding="utf8") as file:
        file.write(CEDICT)
    with lzma.open(tmp_path / "dictionary" / "cfdict.u8.xz", "wt", encoding="utf8") as file:
        file.write("報告 报告 [bao4 gao4] /rapport/\n")
    return tmp_path


def test_pairs_held_out_for_measuring_are_not_learned_from_in_any_language(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "HELD_OUT", 7)
    kept = {text for language in LANGUAGES for pair in held_out(bitext(data, language)) for text in pair}
    learned = {text for _, pair in bridges(data, random.Random(0)) for text in pair}
    assert len(kept) == 7 + 7 * len(LANGUAGES)
    assert len(learned) > 100
    assert not kept & learned


def test_words_are_never_held_out(data: Path) -> None:
    assert all("sentence" in english for english, _ in held_out(bitext(data, "fr")))


def test_chinese_is_put_into_another_language_word_by_word(data: Path) -> None:
    switcher = Switcher(data)
    assert switcher.switched("2024年绿色城市，GDP", "en", random.Random(1)) == "2024 green city ，GDP"
    assert switcher.switched("綠色報告", "fr", random.Random(1)) == "rapport"
    assert switcher.switched("绿色", "de", random.Random(1)) == "Green-de"


def test_a_sentence_and_its_paragraph_with_or_without_it() -> None:
    group = ["第一句讲的是道路。", "第二句讲的是桥梁。"]
    for seed in range(20):
        sentence, paragraph = around(group, random.Random(seed), "标题\n")
        others = [one for one in group if one != sentence]
        assert paragraph in ("标题\n" + "".join(group), "标题\n" + "".join(others))


def test_windows_hold_every_sentence_once_in_order() -> None:
    text = "".join(f"这是第{number}个并不很长的句子。" for number in range(60))
    groups = windows(text)
    assert "".join("".join(group) for group in groups) == text
    assert all(len("".join(group)) <= 200 for group in groups)


def test_a_blank_asks_for_the_number_of_a_clause() -> None:
    place = re.search("(?P<year>2026)年(?P<place>上海市)", "2026年上海市政府工作报告")
    [blank] = blanks(["技术合同成交额达到5500亿元，"], place, random.Random(0))
    assert blank.endswith("技术合同成交额达到多少？")
    assert "5500" not in blank


def test_what_answers_is_cut_around_the_answer() -> None:
    text = "前面的话很长。" * 200 + "问题的答案是四十二。" + "后面的话。" * 200
    assert "四十二" in around_answer(text, "四十二")
    assert sentence_of(text, "四十二") == "问题的答案是四十二。"
