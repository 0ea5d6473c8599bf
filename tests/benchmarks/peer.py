"""One peer over one corpus, in the peers' environment: `peers.py` starts this as ``peer.py NAME JOB RESULT``.

The job: ``folder`` of text files, an empty line between paragraphs (a file may have only one), and ``questions``. The
result: seconds of adding (by the clock, and of the processor), of each question, and the five best paragraphs for each.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba

from embeddings.encoder import load_encoder

TOP = 5
DEPTH = 10  # of each of the two retrievers that are fused
Search = Callable[[str], list[str]]


def bm25s(texts: Sequence[str]) -> Search:
    """BM25 over jieba's words, in memory."""
    import bm25s

    index = bm25s.BM25()
    index.index([jieba.lcut(text) for text in texts], show_progress=False)

    def search(question: str) -> list[str]:
        found, _ = index.retrieve([jieba.lcut(question)], k=TOP, show_progress=False)
        return [texts[number] for number in found[0]]

    return search


def langchain(texts: Sequence[str]) -> Search:
    """BM25Retriever over jieba's words and FAISS over our encoder's vectors, fused by EnsembleRetriever, in memory."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    encoder = load_encoder("bundled")

    class Ours(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return encoder.encode_question(text).tolist()

    words = BM25Retriever.from_texts(texts, preprocess_func=jieba.lcut, k=DEPTH)
    meaning = FAISS.from_texts(texts, Ours()).as_retriever(search_kwargs={"k": DEPTH})
    both = EnsembleRetriever(retrievers=[words, meaning], weights=[0.5, 0.5])
    return lambda question: [document.page_content for document in both.invoke(question)[:TOP]]


def warm(peer: Callable[[Sequence[str]], Search]) -> None:
    """Everything imported and jieba's dictionary read: only work on the corpus is to be timed."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    peer([f"第{number}段文字。" for number in range(DEPTH)])("第一段文字")


def paragraphs(folder: Path) -> list[str]:
    """The paragraphs of the files, by file name."""
    return [text for path in sorted(folder.iterdir()) for text in path.read_text("utf-8").strip().split("\n\n")]


def main() -> None:
    name, job, result = sys.argv[1:]
    asked = json.loads(Path(job).read_text("utf-8"))
    peer = {"bm25s": bm25s, "langchain": langchain}[name]
    warm(peer)
    start, worked = time.perf_counter(), time.process_time()
    texts = paragraphs(Path(asked["folder"]))
    search = peer(texts)
    added, worked = time.perf_counter() - start, time.process_time() - worked
    seconds, found = [], []
    for question in asked["questions"]:
        start = time.perf_counter()
        found.append(search(question))
        seconds.append(time.perf_counter() - start)
    done = {"added": added, "worked": worked, "seconds": seconds, "found": found}
    Path(result).write_text(json.dumps(done), "utf-8")


if __name__ == "__main__":
    main()
