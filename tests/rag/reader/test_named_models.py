"""Readers and rerankers that are named: any model of their kind from a folder, one clear line when it is none."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import EncoderError, load_encoder
from rag import Library
from rag.asking import MOST
from rag.cli import main
from rag.errors import ModelError
from rag.question import analyse
from rag.reader import load_reader
from rag.reader.reranker import load_reranker
from rag.reader.transformer import TransformerReader, _best, _Window
from rag.records import Answer, Hit, Passage, Why, cut
from rag.words import Words, question_words

from .conftest import save  # type: ignore[import-not-found]

LONG = "全年货物吞吐量达到7.1亿吨，比上年增长3.8%。\n  新增航线十二条，总数达到两百条。" * 30
REFUSAL = b"HTTP/1.1 404 Not Found\r\nX-Error-Code: RepoNotFound\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TEXTS = ("青岛的教师达到九万人。", LONG, "  \n ", "Ünïcödé ｆｕｌｌ width 😀 text", "一\u200b二\u0301三", "x" * 500)
QUESTION = "全年货物吞吐量达到多少？"


def hits(*texts: str) -> list[Hit]:
    return [
        Hit(Passage(number, "d", "t", (), (), number, text, ((0, len(text)),)), 1.0, Why((), 1.0, 0.0), ())
        for number, text in enumerate(texts)
    ]


def words() -> Words:
    return Words([f"{word} 3000 r" for word in sorted(question_words())])


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "port.md").write_text(
        f"# 港口报告\n\n{LONG[:40]}\n\n新增航线十二条。\n\n青岛的教师达到九万人。\n", "utf-8"
    )
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path / "port.md"])
        yield library


def test_spans_lie_inside_their_passages_and_are_not_blank(reader_folder: Path) -> None:
    reader = load_reader(str(reader_folder))
    question = analyse(QUESTION, words())
    for given in (TEXTS, *((text,) for text in TEXTS)):
        reading = reader.read(question, hits(*given))
        assert len(reading.relevance) == len(given)
        assert np.isfinite(reading.relevance).all()
        assert 0 <= reading.confidence <= 1
        for span in reading.spans:
            said = given[span.hit][span.start : span.end]
            assert said == said.strip() != ""
    assert reader.read(question, []).spans == reader.read(question, hits(" ")).spans == ()


def test_every_part_of_a_long_passage_is_read(reader_folder: Path) -> None:
    reader = load_reader(str(reader_folder))
    assert isinstance(reader, TransformerReader)
    windows = list(reader._windows(QUESTION, 0, LONG))
    assert len(windows) > 10
    seen = {place for window, _ in windows for part in window.offsets if part for place in range(*part)}
    assert {place for place, character in enumerate(LONG) if not character.isspace()} <= seen


def test_a_question_longer_than_the_model_reads_leaves_room_for_the_passage(reader_folder: Path) -> None:
    reading = load_reader(str(reader_folder)).read(analyse("多少" * 900, words()), hits(*TEXTS))
    assert len(reading.relevance) == len(TEXTS)


def test_equal_questions_and_hits_give_equal_readings(reader_folder: Path) -> None:
    question = analyse(QUESTION, words())
    readings = [load_reader(str(reader_folder)).read(question, hits(*TEXTS)) for _ in range(2)]
    assert readings[0] == readings[1]


def test_the_best_pair_of_tokens_is_the_span_and_the_first_token_says_not_here() -> None:
    window = _Window(0, (None, None, (0, 2), (2, 3), (3, 5)), 0)
    starts, ends = np.array([1, 9, 0, 5, 6], np.float32), np.array([2, 9, 7, 1, 4], np.float32)
    found = _best(window, starts, ends, "一二三四五")
    assert found is not None
    assert (found.start, found.end, found.margin) == (3, 5, 7.0)
    first = np.exp(6) / np.exp([1, 0, 5, 6]).sum()
    last = np.exp(4) / np.exp([2, 7, 1, 4]).sum()
    assert found.probability == pytest.approx(first * last, abs=1e-6)
    assert _best(_Window(0, (None, (0, 1)), 0), starts[:2], ends[:2], " ") is None


def test_a_reranker_orders_hits_by_its_score_in_0_to_1(reranker_folder: Path) -> None:
    given = hits(*TEXTS)
    ordered = load_reranker(str(reranker_folder)).order(analyse(QUESTION, words()), given)
    assert sorted(hit.passage.id for hit in ordered) == list(range(len(TEXTS)))
    scores = [hit.score for hit in ordered]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(scores)) > 1
    assert load_reranker(str(reranker_folder)).order(analyse(QUESTION, words()), []) == ()


def sound(library: Library, answer: Answer) -> bool:
    text = {passage.document: library.document(passage.document).text for passage in answer.passages}
    return all(cut(text[one.document], one.ranges) == one.quote for one in answer.citations) and all(
        cut(text[one.document], one.ranges) == one.text for one in answer.passages
    )


def test_a_library_asks_with_the_models_that_are_named(
    library: Library, reader_folder: Path, reranker_folder: Path
) -> None:
    for reader in (None, str(reader_folder)):
        for reranker in (None, str(reranker_folder)):
            answer = library.ask(QUESTION, 3, None, reader, reranker)
            assert len(answer.passages) == 3
            assert sound(library, answer)
    library.reader, library.reranker = str(reader_folder), str(reranker_folder)
    assert library.ask(QUESTION, 3) == answer


def test_an_empty_name_is_not_the_librarys_own_model(library: Library) -> None:
    with pytest.raises(ModelError, match="no reader called ''"):
        library.ask(QUESTION, reader="")
    with pytest.raises(ModelError, match="no reranker called ''"):
        library.ask(QUESTION, reranker="")


def test_the_home_of_somebody_who_is_not_there_is_no_folder(library: Library) -> None:
    with pytest.raises(ModelError, match="no reader called ~no-such-user/model"):
        library.ask(QUESTION, reader="~no-such-user/model")
    with pytest.raises(ModelError, match="no reranker called ~no-such-user/model"):
        library.ask(QUESTION, reranker="~no-such-user/model")
    with pytest.raises(EncoderError, match="~no-such-user/model: no such folder"):
        load_encoder("~no-such-user/model")


def test_the_passages_of_an_answer_stand_in_the_rerankers_order(library: Library, reranker_folder: Path) -> None:
    scores = [passage.score for passage in library.ask(QUESTION, 3, None, None, str(reranker_folder)).passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_twenty_threads_read_at_once_as_one_does(library: Library, reader_folder: Path, reranker_folder: Path) -> None:
    names = (QUESTION, MOST, None, str(reader_folder), str(reranker_folder))
    alone = library.ask(*names)
    found: list[Answer] = []
    threads = [threading.Thread(target=lambda: found.append(library.ask(*names))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 20


def test_the_commands_take_both_names(
    library: Library, reader_folder: Path, reranker_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ["--reader", str(reader_folder), "--reranker", str(reranker_folder), "--library", str(library.folder)]
    assert main(["ask", QUESTION, "--json", *models]) == 0
    record = json.loads(capsys.readouterr().out)
    asked = tmp_path / "questions.jsonl"
    asked.write_text(json.dumps({"question": QUESTION}) + "\n", "utf-8")
    assert main(["batch", str(asked), "-o", str(tmp_path / "out.jsonl"), *models]) == 0
    answered = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert answered["answer"] == record["answer"]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"question": QUESTION, "answers": ["7.1亿吨"]}) + "\n", "utf-8")
    measured = tmp_path / "measured.json"
    assert main(["evaluate", str(gold), "--json", str(measured), *models]) == 0
    told = measured.read_text("utf-8")
    assert reader_folder.name in told
    assert reranker_folder.name in told


@pytest.mark.parametrize("name", ["nothing", "", "../nowhere", "a b/c", "http://x/y"])
def test_a_name_that_is_no_folder_and_no_hub_name_is_one_line(name: str) -> None:
    with pytest.raises(ModelError, match="there is no reader called"):
        load_reader(name)
    with pytest.raises(ModelError, match="there is no reranker called"):
        load_reranker(name)


def test_a_hub_name_that_cannot_be_reached_is_one_line() -> None:
    for load in (load_reader, load_reranker):
        with pytest.raises(ModelError, match="hub cannot be reached") as refused:
            load("nobody/nothing-of-this-name")
        assert "\n" not in str(refused.value)


def test_a_hub_that_is_named_is_asked_and_its_no_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        asked: list[bytes] = []

        def refuse() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(REFUSAL)

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        script = (
            "from rag.errors import ModelError; from rag.reader import load_reader\n"
            "try: load_reader('nobody/nothing')\n"
            "except ModelError as error: print(error)"
        )
        environment = {"HF_ENDPOINT": f"http://127.0.0.1:{port}", "HF_HUB_OFFLINE": "0", "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-c", script]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=120, check=False, cwd=Path.cwd()
        )
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert any(b"/api/models/nobody/nothing" in each for each in asked), done.stderr
    assert done.stdout.count("\n") == 1, done.stderr
    assert "no such public model" in done.stdout


@pytest.mark.parametrize("damage", ["weights", "config", "tokenizer", "headless", "empty"])
def test_a_folder_without_a_working_model_is_one_line(tmp_path: Path, reader_folder: Path, damage: str) -> None:
    folder = tmp_path / "model"
    if damage == "headless":
        save(folder, "Model")
    else:
        shutil.copytree(reader_folder, folder)
        wanted = {"weights": "*.safetensors", "config": "config.json", "tokenizer": "tokenizer*", "empty": "*"}[damage]
        for path in folder.glob(wanted):
            path.unlink() if damage in ("tokenizer", "empty") else path.write_bytes(b"{" * 50)
    for load in (load_reader, load_reranker):
        with pytest.raises(ModelError) as refused:
            load(str(folder))
        assert "\n" not in str(refused.value)
        assert str(folder) in str(refused.value)


def test_models_of_the_other_kind_are_refused(reader_folder: Path, reranker_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="lacks the weights that find spans"):
        load_reader(str(reranker_folder))
    with pytest.raises(ModelError, match="lacks the weights that score a pair"):
        load_reranker(str(reader_folder))
    with pytest.raises(ModelError, match="3 scores"):
        load_reranker(str(save(tmp_path / "three", "ForSequenceClassification", num_labels=3)))


def test_asking_without_a_name_imports_no_torch(library: Library) -> None:
    script = (
        "import sys; from rag import Library\n"
        f"with Library.open({str(library.folder)!r}) as library: print(library.ask({QUESTION!r}).text)\n"
        "print(*[name for name in ('torch', 'transformers', 'sentence_transformers', 'huggingface_hub') if name in"
        " sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["7.1亿吨", ""]
