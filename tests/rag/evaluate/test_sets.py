"""Gold files of every kind are read alike, and one that cannot be is refused in one line that says where."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import openpyxl
import pytest

from rag.errors import FileError
from rag.evaluate.gold import Gold, gold_line
from rag.evaluate.sets import read_gold
from rag.names import base_name

TWO = (
    Gold("a", "吞吐量多少？", ("7.1亿吨", "7.1"), "全港吞吐量达到7.1亿吨", (("harbour.txt", 1),), "zh", "span"),
    Gold("b", "Who sang?", (), "", (), "en", "none"),
)
SQUAD = {
    "data": [
        {
            "title": "港口",
            "paragraphs": [
                {
                    "context": "年报。吞吐量7.1亿吨。航线12条，共12条。",
                    "qas": [
                        {"id": "1", "question": "多少？", "answers": [{"text": "7.1亿吨", "answer_start": 1}]},
                        {"id": "2", "question": "几条？", "answers": [{"text": "12条", "answer_start": 17}]},
                        {"id": "3", "question": "谁？", "answers": []},
                        {"id": "4", "question": "啥？", "answers": [{"text": "没有的", "answer_start": -1}]},
                    ],
                },
                {"context": "别的段。", "qas": []},
            ],
        }
    ]
}


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, "utf-8")
    return path


def beir(folder: Path) -> Path:
    corpus = [{"_id": "d1", "title": "港口", "text": "吞吐量7.1亿吨"}, {"_id": "d2", "text": "别的"}]
    written(folder / "corpus.jsonl", "\n".join(map(json.dumps, corpus)))
    queries = [{"_id": "q1", "text": "吞吐量？"}, {"_id": "q9", "text": "在训练集里"}]
    written(folder / "queries.jsonl", "\n".join(map(json.dumps, queries)))
    written(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n")
    written(folder / "qrels" / "train.tsv", "query-id\tcorpus-id\tscore\nq9\td1\t1\n")
    return folder


def test_jsonl_a_csv_in_gb18030_and_a_workbook_say_the_same(tmp_path: Path) -> None:
    lines = written(tmp_path / "gold.jsonl", "".join(gold_line(one) + "\n" for one in TWO) + "\n")
    assert read_gold(lines).questions == TWO
    rows = [
        ["编号", "问题", "答案", "evidence", "doc", "lang", "kind", "备注"],
        ["a", "吞吐量多少？", "7.1亿吨|7.1", "全港吞吐量达到7.1亿吨", "harbour.txt", "zh", "span", "x"],
        ["b", "Who sang?", "", "", "", "en", "none", ""],
    ]
    (tmp_path / "gold.csv").write_bytes("\r\n".join(",".join(row) for row in rows).encode("gb18030"))
    assert read_gold(tmp_path / "gold.csv").questions == TWO
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(row)
    workbook.save(tmp_path / "gold.xlsx")
    assert read_gold(tmp_path / "gold.xlsx").questions == TWO


def test_doc_is_read_as_document_and_what_is_empty_as_absent(tmp_path: Path) -> None:
    row = {"question": "谁？", "answers": ["甲", " "], "doc": "港.docx", "evidence": "", "lang": None, "id": 7}
    path = written(tmp_path / "gold.jsonl", json.dumps(row) + "\n\n" + json.dumps({"question": "?!", "answers": []}))
    first, second = read_gold(path).questions
    assert first == Gold("7", "谁？", ("甲",), "", (("港.docx", 1),))
    assert second == Gold("q3", "?!", ())
    assert first.answerable
    assert not second.answerable


def test_ids_that_come_again_are_told_apart_and_named(tmp_path: Path) -> None:
    lines = (json.dumps({"id": "x", "question": str(number), "answers": []}) for number in range(3))
    gold = read_gold(written(tmp_path / "gold.jsonl", "\n".join(lines)))
    assert [one.id for one in gold.questions] == ["x", "x#2", "x#3"]
    assert gold.repeated == ("x",)


def test_squad_gives_questions_with_their_sentence_and_the_contexts(tmp_path: Path) -> None:
    path = tmp_path / "dev.json.xz"
    path.write_bytes(lzma.compress(json.dumps(SQUAD).encode()))
    gold = read_gold(path)
    assert [one.text for one in gold.texts] == ["年报。吞吐量7.1亿吨。航线12条，共12条。", "别的段。"]
    first, second, third, fourth = gold.questions
    assert (first.answers, first.evidence, first.documents) == (("7.1亿吨",), "吞吐量7.1亿吨。", (("000001", 1),))
    assert second.evidence == "航线12条，共12条。"
    assert (third.answers, third.documents) == ((), ())
    assert fourth.evidence == ""  # where it stands is not known, in which context is
    assert fourth.documents == (("000001", 1),)


def test_a_beir_folder_gives_the_judged_questions_of_the_test_part(tmp_path: Path) -> None:
    gold = read_gold(beir(tmp_path / "set"))
    assert gold.questions == (Gold("q1", "吞吐量？", None, documents=(("d1", 2),)),)
    assert [one.name for one in gold.texts] == ["d1", "d2"]
    assert gold.questions[0].answerable


@pytest.mark.parametrize(
    ("name", "text", "key", "fields"),
    [
        ("gold.jsonl", '{"question": "?!"}', "gold_no_column", {}),
        ("gold.jsonl", '{"question": "a", "answers": []}\n{"question": "?!"}', "gold_no_answers", {"row": 2}),
        ("gold.jsonl", '\n{"answers": []}\n', "table_no_question", {}),
        ("gold.jsonl", '{"question": "a", "answers": []}\n{"question": " ", "answers": []}', "gold_no_question", None),
        ("gold.jsonl", '{"question": "a", "answers": [1]}', "gold_wrong_answers", {"row": 1}),
        ("gold.jsonl", '{"question": "a", "answers": [], "lang": ["zh"]}', "gold_wrong_type", {"name": "lang"}),
        ("gold.jsonl", '{"question": "a", "answers": []}\n{"question": ', "row_no_json", {"row": 2}),
        ("gold.jsonl", '{"question": "a", "answers": []}\n7', "row_no_object", {"row": 2}),
        ("gold.csv", "question\n谁？\n", "gold_no_column", {}),
        ("gold.csv", "question,q,answers\n谁？,谁？,甲\n", "table_two_columns", {}),
        ("gold.json", '{"data": [{"paragraphs": [{}]}]}', "gold_not_squad", {}),
        ("gold.json", '{"data":\n [}', "gold_not_json", {"row": 2}),
        ("gold.json", '{"data": []}', "gold_empty", {}),
        ("gold.jsonl", "", "file_empty", {}),
        ("gold.md", "# 谁？", "gold_unsupported", {"suffix": ".md"}),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(
    tmp_path: Path, name: str, text: str, key: str, fields: dict[str, object] | None
) -> None:
    with pytest.raises(FileError) as caught:
        read_gold(written(tmp_path / name, text))
    assert caught.value.key == key
    assert (fields or {}).items() <= caught.value.fields.items()
    assert "\n" not in str(caught.value) + caught.value.in_language("zh")


def test_what_is_no_text_no_whole_file_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gold.json.xz").write_bytes(b"\xfd7zXZ\x00 broken")
    (tmp_path / "gold.json").write_bytes(b"\x80\x81\xff\xff")
    (tmp_path / "gold.xlsx").write_bytes(b"PK\x03\x04 broken")
    for name, key in {
        "gold.json.xz": "file_damaged",
        "gold.json": "file_undecodable",
        "gold.xlsx": "file_damaged",
    }.items():
        with pytest.raises(FileError) as caught:
            read_gold(tmp_path / name)
        assert caught.value.key == key
    with pytest.raises(FileError, match="no such file"):
        read_gold(tmp_path / "absent.jsonl")


def test_a_beir_folder_without_a_part_or_with_a_wrong_line_is_refused(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    written(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n")
    with pytest.raises(FileError, match="line 2"):
        read_gold(folder)
    (folder / "corpus.jsonl").unlink()
    with pytest.raises(FileError, match=r"corpus\.jsonl is not there"):
        read_gold(folder)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b/2025年报告.docx", "2025年报告"),
        ("2025年报告", "2025年报告"),
        ("v1.2 报告", "v1.2 报告"),
        ("v1.2.PDF", "v1.2"),
        (" a\\b.txt ", "b"),
        ("cafe\u0301.md", "café"),
    ],
)
def test_documents_are_called_alike_without_folder_and_suffix(name: str, expected: str) -> None:
    assert base_name(name) == expected
