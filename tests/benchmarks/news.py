"""News as paragraphs and questions about them: what speed is measured on."""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

CHARACTERS = 130  # of a paragraph on average: those of the 31 provincial reports
IN_A_FILE = 300
SEED = 20260101
_OPENING = re.compile(r"^[\d\- :]+，正文：")
_SENTENCES = re.compile(r"[^。！？]+[。！？]+[”」』）]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def paragraphs(data: Path, count: int) -> list[str]:
    """The first ``count`` paragraphs of the news, none twice: whole sentences of an article, near `CHARACTERS` long."""
    found: dict[str, None] = {}
    with lzma.open(data / "data" / "text" / "news_2023.txt.xz", "rt", encoding="utf8") as articles:
        for article in articles:
            found.update((piece, None) for piece in _pieces(_OPENING.sub("", article.strip())))
            if len(found) >= count:
                return list(found)[:count]
    raise ValueError(f"the news have {len(found)} paragraphs")


def _pieces(article: str) -> Iterator[str]:
    piece = ""
    for sentence in _SENTENCES.findall(article):
        # Before the sentence that would take it further from the average than it is
        if piece and len(piece) + len(sentence) / 2 > CHARACTERS:
            yield piece
            piece = ""
        piece += sentence.strip()
    if piece:
        yield piece


def write(texts: Sequence[str], folder: Path) -> None:
    """Writes the paragraphs as text files of `IN_A_FILE`, an empty line between two."""
    folder.mkdir(parents=True)
    for first in range(0, len(texts), IN_A_FILE):
        content = "\n\n".join(texts[first : first + IN_A_FILE])
        (folder / f"news-{first // IN_A_FILE:04}.txt").write_text(content + "\n", "utf-8")


def questions(texts: Sequence[str], count: int) -> list[tuple[str, str]]:
    """Questions, each with the sentence of a paragraph that it is made from: its first number becomes 多少."""
    rng = random.Random(SEED)
    found = []
    for text in rng.sample(texts, len(texts)):
        sentence = next((one for one in _SENTENCES.findall(text) if 15 <= len(one) <= 50 and _NUMBER.search(one)), "")
        if sentence:
            question = _NUMBER.sub("多少", sentence, count=1).rstrip("。！？”」』）") + "？"
            found.append((question, sentence.strip()))
        if len(found) == count:
            break
    return found
