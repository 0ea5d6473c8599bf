"""Passages that look as if they answered a question and do not: near in words, near in meaning, the right one without
its sentence, and the right one under the title of another report."""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder
from rag.folding import fold, tokens
from rag.lexical import LexicalIndex
from rag.passages import sentences
from rag.reader.training.examples import Example

NEAREST = 12
"""Passages nearest in words that wrong ones are taken from; of those nearest in meaning it is one more."""
BY_WORDS, BY_MEANING = 2, 1
TOGETHER = 512
LEAST = 40
"""Characters a passage keeps without its sentence."""
ADDRESS = re.compile(r"(?P<year>\d{4})年(?P<place>[^\d\n]{2,8}?(?=省|市|自治区|壮族|回族|维吾尔))?")


def with_wrong(
    examples: Sequence[Example], passages: Sequence[tuple[str, str]], encoder: Encoder, rng: random.Random
) -> Iterator[Example]:
    """The examples with their wrong passages; ``passages``: what stands above, and text."""
    texts = [text for _, text in passages]
    vectors = encoder.encode([f"{above}\n{text}"[:400] for above, text in passages])
    with tempfile.TemporaryDirectory() as folder:
        words = LexicalIndex(Path(folder))
        words.add([(number, text, above) for number, (above, text) in enumerate(passages)])
        words.commit()
        for first in range(0, len(examples), TOGETHER):
            part = examples[first : first + TOGETHER]
            asked = encoder.encode([one.question for one in part])
            near = np.argpartition(-(asked @ vectors.T), NEAREST, axis=1)[:, : NEAREST + 1]
            for one, by_meaning in zip(part, near.tolist(), strict=True):
                found = words.search(Counter(tokens(fold(one.question))), NEAREST)
                by_words = [number for number, _ in found]
                answers = {one.text[start:end] for start, end in one.spans}
                chosen = [
                    *_some(by_words, texts, answers, BY_WORDS, rng), *_some(by_meaning, texts, answers, BY_MEANING, rng)
                ]  # fmt: skip
                wrongs = [passages[number] for number in chosen]
                if (left := without(one)) is not None:
                    wrongs.append((one.above, left))
                if (above := elsewhere(one, passages, rng)) is not None:
                    wrongs.append((above, one.text))
                yield replace(one, wrongs=tuple(wrongs))


def _some(numbers: Sequence[int], texts: Sequence[str], answers: set[str], most: int, rng: random.Random) -> list[int]:
    """A few of the passages, none that has an answer."""
    fit = [number for number in numbers if not any(answer in texts[number] for answer in answers)]
    return rng.sample(fit, min(most, len(fit)))


def without(one: Example) -> str | None:
    """The passage without the sentences that answer, when something is left and says it nowhere else."""
    kept = [
        one.text[start:end]
        for start, end in sentences(one.text)
        if not any(start < last and first < end for first, last in one.spans)
    ]
    left = "".join(kept)
    return left if len(left) >= LEAST and not any(one.text[start:end] in left for start, end in one.spans) else None


def elsewhere(one: Example, passages: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """What stands above a report of another year or place than the question names; None when it names none."""
    own = ADDRESS.search(one.above)
    if own is None:
        return None
    for above, _ in rng.sample(passages, 8):
        other = ADDRESS.search(above)
        if other and any(
            own[part] and own[part] in one.question and own[part] not in above for part in ("year", "place")
        ):
            return above
    return None
