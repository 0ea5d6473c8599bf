"""Questions with the paragraphs and sentences that answer them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embeddings.training.text import Pair, sentences

SETS = ("cmrc2018_train", "drcd_dev", "jaquad_train", "arcd_train")
"""Only sets that weights may be trained on."""
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its questions, each with its answer."""

    text: str
    asked: tuple[Pair, ...]


def paragraphs(data: Path, name: str) -> Iterator[Paragraph]:
    """Paragraphs of a SQuAD-format set."""
    content = json.loads(lzma.decompress((data / "qa" / f"{name}.json.xz").read_bytes()))
    for article in content["data"]:
        for found in article["paragraphs"]:
            asked = [(one["question"], one["answers"][0]["text"]) for one in found["qas"] if one["answers"]]
            yield Paragraph(found["context"], tuple(asked))


def pieces(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Sentences of the paragraphs with their paragraphs: what to learn from them before the questions."""
    for name in SETS:
        for found in paragraphs(data, name):
            parts = sentences(found.text)
            for part in rng.sample(parts, min(3, len(parts))):
                text = found.text.replace(part, "") if len(parts) > 1 and rng.random() < 0.4 else found.text
                yield f"pieces_{name}", (part, text[:LONGEST])


def around_answer(text: str, answer: str) -> str:
    """At most `LONGEST` characters of a paragraph, the answer among them."""
    place = max(text.find(answer), 0)
    first = max(0, min(place - LONGEST // 2, len(text) - LONGEST))
    return text[first : first + LONGEST]


def sentence_of(text: str, answer: str) -> str | None:
    """The first sentence with the answer in it."""
    return next((one for one in sentences(text) if answer in one), None)
