"""Which grams get a row of their own, and where their vectors start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import opencc
from numpy.typing import NDArray

from embeddings.grams import Cutter, Numbers
from embeddings.static import Static
from embeddings.training.text import Pair
from embeddings.vocabulary import Vocabulary

DIMENSION = 256
SPARE = 12_000
"""Rows for all grams outside the vocabulary: two of them in one text rarely share one."""
COUNTED = 60_000
"""Pairs of a source that grams are counted in."""
LEAST = 3
"""Texts of a language a gram must stand in."""
QUOTAS = {
    "zh": (7000, 38000, 6000, 1500, 400, 0),
    "en": (0, 0, 0, 14000, 4000, 3000),
    "ja": (2500, 8000, 3000, 300, 0, 0),
    "ko": (1500, 4500, 2000, 300, 0, 0),
    "th": (100, 800, 800, 0, 0, 0),
    **dict.fromkeys(("fr", "es", "de", "ru"), (0, 0, 0, 1900, 1300, 600)),
    "pt": (0, 0, 0, 1500, 800, 300),
    **dict.fromkeys(("it", "ar", "id", "hi", "tr", "pl", "el", "uk", "vi", "ro"), (0, 0, 0, 800, 500, 250)),
}
"""Grams of each kind of each language, the commonest: Chinese first, then what most questions are asked in."""
KIND_WEIGHTS = np.array((0.6, 1.0, 0.5, 1.2, 0.6, 0.3), dtype=np.float32)
"""What a kind counts before anything is learned, times the rarity of the gram."""


def variants() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Traditional and Japanese forms of characters, and the simplified ones they are read as (OpenCC)."""
    japanese, simplified = opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")
    found = {}
    for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0)):
        simple = simplified.convert(chr(code))
        simple = simplified.convert(japanese.convert(chr(code))) if simple == chr(code) else simple
        if len(simple) == 1 and simple != chr(code):
            found[code] = ord(simple)
    return np.array(list(found), dtype=np.uint32), np.array(list(found.values()), dtype=np.uint32)


def languages(source: str) -> tuple[str, str]:
    """Languages of the two sides of a source."""
    kind, _, rest = source.partition("_")
    if kind in ("words", "sentences"):
        return "en", rest
    special = {"cedict": ("en", "zh"), "cfdict": ("fr", "zh"), "pieces_jaquad_train": ("ja", "ja")}
    special["pieces_arcd_train"] = "ar", "ar"
    return special.get(source, ("zh", "zh"))


def counted(texts: Iterable[str], cutter: Cutter) -> dict[int, tuple[Numbers, NDArray[np.int64]]]:
    """Grams of each kind and in how many texts each stands."""
    found: dict[int, list[Numbers]] = {}
    for _, _, grams in cutter.blocks(list(texts)):
        salt = grams.texts.astype(np.uint64)
        order = np.lexsort((salt, grams.numbers))
        numbers, owners, kinds = grams.numbers[order], salt[order], grams.kinds[order]
        fresh = np.append(True, (numbers[1:] != numbers[:-1]) | (owners[1:] != owners[:-1]))
        for kind in range(6):
            found.setdefault(kind, []).append(numbers[fresh & (kinds == kind)])
    return {kind: np.unique(np.concatenate(many), return_counts=True) for kind, many in found.items()}


def choose(pairs: Mapping[str, list[Pair]]) -> tuple[Vocabulary, NDArray[np.float32]]:
    """The vocabulary, and the starting weight of each row."""
    cutter = Cutter(variants())
    texts: dict[str, list[str]] = {}
    for source, found in pairs.items():
        if not source.startswith(("through", "switched")):
            for pair in found[:COUNTED]:
                for language, text in zip(languages(source), pair, strict=True):
                    texts.setdefault(language, []).append(text)
    weights: dict[int, float] = {}
    for language, many in texts.items():
        for kind, (numbers, counts) in counted(many, cutter).items():
            order = np.argsort(-counts, kind="stable")[: QUOTAS[language][kind]]
            order = order[counts[order] >= LEAST]
            rarity = np.log(len(many) / counts[order]) / 8
            for number, weight in zip(numbers[order].tolist(), rarity.tolist(), strict=True):
                weights[number] = min(weights.get(number, 9.0), max(weight, 0.02) * float(KIND_WEIGHTS[kind]))
    numbers = np.array(sorted(weights), dtype=np.uint64)
    start = np.array([weights[number] for number in numbers.tolist()] + [1.0] * SPARE, dtype=np.float32)
    return Vocabulary(numbers, SPARE, cutter.variants), start


def fresh(pairs: Mapping[str, list[Pair]], seed: int) -> Static:
    """A static encoder before it has learned: random directions, so that what is shared counts, weighted by rarity."""
    vocabulary, scales = choose(pairs)
    random = np.random.default_rng(seed)
    vectors = random.normal(0, DIMENSION**-0.5, (len(vocabulary), DIMENSION)).astype(np.float32)
    return Static(vectors, scales, vocabulary)
