"""Questions with passages and the spans that answer them, from question sets; and passages that do not."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

TRAINED = ("cmrc2018_train", "drcd_dev", "jaquad_train")
"""Only sets that weights may be trained on."""
TITLED = 0.3
"""Share of the questions whose passage is seen under its title: in reports that is always so."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage: ``above`` is its title and section, ``spans`` the pieces of ``text`` that answer, none
    when the answer is not there. ``wrongs``: passages without the answer, each with what stands above it first.
    ``strayed``: a question that the passage does not answer, though nearly the same."""

    question: str
    above: str
    text: str
    spans: tuple[tuple[int, int], ...]
    wrongs: tuple[tuple[str, str], ...] = ()
    strayed: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """A question of a set: the number of its paragraph, and the answers people gave."""

    name: str
    text: str
    paragraph: int
    answers: tuple[str, ...]


def squad(data: Path, name: str) -> tuple[list[tuple[str, str]], list[Example], list[Gold]]:
    """Title and text of each paragraph of a SQuAD-format set, its questions as examples, and as they are measured."""
    paragraphs: list[tuple[str, str]] = []
    examples, gold = [], []
    for article in json.loads(lzma.decompress((data / "qa" / f"{name}.json.xz").read_bytes()))["data"]:
        for found in article["paragraphs"]:
            paragraphs.append((article.get("title", ""), found["context"]))
            for asked in found["qas"]:
                answers = tuple(one["text"] for one in asked["answers"])
                gold.append(Gold(asked["id"], asked["question"], len(paragraphs) - 1, answers))
                span = place(found["context"], asked["answers"][0])
                if span and any(map(str.isalnum, asked["question"])):
                    examples.append(Example(asked["question"], "", found["context"], (span,)))
    return paragraphs, examples, gold


def place(text: str, answer: dict[str, object]) -> tuple[int, int] | None:
    """Where an answer stands: where the set says, else the nearest place where its words are, else None."""
    words, start = str(answer["text"]).strip(), int(str(answer["answer_start"]))
    if not words:
        return None
    places = [found.start() for found in re.finditer(re.escape(words), text)]
    if not places:
        return None
    best = min(places, key=lambda one: abs(one - start))
    return best, best + len(words)


def titled(examples: Sequence[Example], titles: dict[str, str], rng: random.Random) -> Iterator[Example]:
    """The examples, some under the title of their article."""
    for one in examples:
        title = titles.get(one.text, "") if rng.random() < TITLED else ""
        yield replace(one, above=title + "\n" if title else "")
