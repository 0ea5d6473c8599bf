"""The course of training: what is read when, how fast is learned, and checkpoints to go on from."""

from __future__ import annotations

import itertools
import logging
import math
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch

from embeddings.encoder import WordEncoder, load_encoder
from embeddings.static import BUNDLED, read_static
from embeddings.training.bridge import Switcher
from rag.evaluate.scoring import cmrc
from rag.folding import fold
from rag.reader.inputs import Alphabet
from rag.reader.training import cloze
from rag.reader.training.batches import Eyes, Window, batch, batches, windows
from rag.reader.training.checkpoints import State, checkpoint, kept, resume, save, seen_by, trained
from rag.reader.training.examples import TRAINED, Example, Gold, squad, titled
from rag.reader.training.export import export
from rag.reader.training.learning import Average, best_spans, loss, opinion
from rag.reader.training.misleading import with_misleading
from rag.reader.training.network import Network
from rag.reader.training.parallel import parallel
from rag.reader.training.strayed import with_strayed
from rag.reader.training.synonyms import synonyms
from rag.reader.training.written import written
from rag.reader.training.wrong import with_wrong

TOWERS = 2
"""Networks trained apart, whose scores are averaged: they err in different places (Lakshminarayanan et al. 2017)."""
FURTHER = 0.5
"""How much longer each then learns from what all say together, in courses."""
SIZE = 48
"""Windows of a batch."""
RATE = 1e-3
WARM = 12_000
"""Windows until the full rate."""
CHARACTERS = 4000
"""That have a vector of their own, the commonest."""
MADE = {"reports": 60_000, "foreign": 15_000, "news": 30_000, "laws": 4_000}
"""Questions made of each kind of text, at most; ``foreign``: of reports, in other languages."""
PASSAGES = 20_000
"""Of each kind of text, that questions are made of."""
RECENT, OFTEN = re.compile("20[12][0-9]年"), 4
"""Reports of these years are asked about so many times as often as others."""
LANGUAGES = {"en": 6, "fr": 1, "de": 1, "es": 1, "ru": 1, "ja": 2, "ko": 2}
"""How often a foreign question is in each."""
WRONGS = 0.5
"""Share of the questions that are asked of a wrong passage too."""
LESSON = 40
"""Batches' worth of examples drawn at a time."""
EARLY = {
    "reports": 0.23, "written": 0.02, "foreign": 0.1, "news": 0.1, "laws": 0.05, "jaquad_train": 0.2,
    "cmrc2018_train": 0.2, "drcd_dev": 0.1,
}  # fmt: skip
LATE = {
    "reports": 0.14, "written": 0.17, "foreign": 0.1, "news": 0.05, "laws": 0.02, "jaquad_train": 0.08,
    "cmrc2018_train": 0.31, "drcd_dev": 0.13,
}  # fmt: skip
"""Shares of what is read, to `TURN` of the course and from there on."""
TURN = 0.4
SEED = 20250101
CHECKED = 50_000
"""Windows between checkpoints."""


@dataclass(frozen=True, slots=True)
class Course:
    """A run: what it reads, where it keeps its checkpoints, how many windows each tower sees, on how many cores."""

    data: Path
    out: Path
    windows: int
    threads: int


@dataclass(frozen=True, slots=True)
class School:
    """What every network learns from, and is measured by on the way."""

    found: Mapping[str, Sequence[Example]]
    eyes: Eyes
    trial: tuple[list[tuple[str, str]], list[Example], list[Gold]]


@dataclass(frozen=True, slots=True)
class Part:
    """One network's part of a run: the name of its checkpoint, its seed, the checkpoint it begins with if it has none
    of its own, the windows it has seen in the end, and who teaches it."""

    name: str
    seed: int
    begins: str
    windows: int
    teachers: tuple[Network, ...]


def material(data: Path) -> dict[str, list[Example]]:
    """All examples, by source."""
    rng = random.Random(SEED)
    encoder = load_encoder("bundled")
    assert isinstance(encoder, WordEncoder)
    found: dict[str, list[Example]] = {}
    for name in TRAINED:
        paragraphs, examples, _ = squad(data, name)
        titles = {text: title for title, text in paragraphs}
        found[name] = list(titled(list(with_wrong(examples, paragraphs, encoder, rng)), titles, rng))
    chinese = cloze.Wording(synonyms(data, encoder.meanings))
    switcher = Switcher(data)
    others = [
        replace(chinese, language=language, switched=partial(_switched, switcher, language))
        for language, share in LANGUAGES.items()
        for _ in range(share)
    ]
    for name, texts, wordings in (
        ("reports", cloze.reports, [chinese]), ("foreign", cloze.reports, others), ("news", cloze.news, [chinese]),
        ("laws", cloze.laws, [chinese]),
    ):  # fmt: skip
        everything = list(texts(data, rng))
        passages = rng.sample(everything, min(PASSAGES, len(everything)))
        often = [OFTEN if RECENT.match(above) else 1 for above, _ in passages]
        drawn = (
            cloze.asked(*passage, rng, rng.choice(wordings))
            for passage in rng.choices(passages, often, k=3 * MADE[name])
        )
        examples = list(itertools.islice(filter(None, drawn), MADE[name]))
        if name == "foreign":
            examples += parallel(data, rng)
        logging.info("%d questions of %s", len(examples), name)
        found[name] = list(with_wrong(examples, passages, encoder, rng))
        if name == "reports":
            found["written"] = list(with_wrong(list(written(everything)), passages, encoder, rng))
    return {name: list(with_strayed(examples, encoder.meanings, rng)) for name, examples in found.items()}


def _switched(switcher: Switcher, language: str, text: str, rng: random.Random) -> str:
    return switcher.switched(text, language, rng)


def alphabet(found: Mapping[str, Sequence[Example]]) -> Alphabet:
    """The commonest characters of the questions and passages."""
    counts: Counter[str] = Counter()
    for examples in found.values():
        for one in examples[::3]:
            counts.update(fold(one.question + one.above + one.text))
    return Alphabet("".join(sorted(one for one, _ in counts.most_common(CHARACTERS))))


def train(course: Course) -> list[Network]:
    """The trained networks, `TOWERS` of them: first each by itself, then each taught by all, with passages that mislead
    them. Their checkpoints are in ``course.out``."""
    torch.set_num_threads(course.threads)
    course.out.mkdir(parents=True, exist_ok=True)
    found = kept(course.out / "material.pt", lambda: material(course.data))
    logging.info("examples: %s", {name: len(examples) for name, examples in found.items()})
    first = checkpoint(course.out, "tower-1")
    eyes = Eyes(Alphabet(first["characters"]) if first else alphabet(found), read_static(BUNDLED))
    school = School(found, eyes, squad(course.data, "cmrc2018_trial"))
    numbers = range(1, TOWERS + 1)
    for number in numbers:
        build(course, school, Part(f"tower-{number}", SEED + number, "", course.windows, ()))
    teachers = tuple(trained(course.out, f"tower-{number}") for number in numbers)
    encoder = load_encoder("bundled")
    harder = kept(course.out / "misleading.pt", lambda: with_misleading(found, teachers, encoder, eyes))
    school = replace(school, found=harder)
    windows = int(course.windows * FURTHER)
    for number in numbers:
        seen = seen_by(course.out, f"tower-{number}")
        build(course, school, Part(f"pupil-{number}", SEED - number, f"tower-{number}", seen + windows, teachers))
    pupils = [trained(course.out, f"pupil-{number}") for number in numbers]
    export(pupils, eyes.alphabet, course.out / "model")
    return pupils


def build(course: Course, school: School, part: Part) -> None:
    """Trains one network, from its last checkpoint on, to the end of its part."""
    torch.manual_seed(part.seed)
    network = Network(len(school.eyes.alphabet))
    logging.info("%s, %d weights", part.name, sum(weight.numel() for weight in network.parameters()))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    state = State(network, Average(network), optimiser)
    last = checkpoint(course.out, part.name) or checkpoint(course.out, part.begins)
    seen = resume(last, state) if last else 0
    checked, began, first = seen, time.monotonic(), seen
    total = 0.0
    while seen < part.windows:
        rng = random.Random(f"{part.seed} {seen}")
        windows = lesson(school.found, seen / part.windows, school.eyes, rng)
        for one in batches(windows, school.eyes, SIZE, rng):
            for group in optimiser.param_groups:
                group["lr"] = rate(seen, part.windows)
            network.train()
            found_loss = loss(network, one, opinion(part.teachers, one))
            optimiser.zero_grad()
            torch.autograd.backward(found_loss)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            state.average.take(network)
            seen += len(one.allowed)
            total = 0.99 * total + 0.01 * found_loss.item()
        logging.info("%d windows, %.0f a second, loss %.3f", seen, (seen - first) / (time.monotonic() - began), total)
        if seen - checked >= CHECKED or seen >= part.windows:
            checked = seen
            save(course.out / f"{part.name}.pt", state, seen, school.eyes.alphabet)
            logging.info("cmrc2018_trial EM %.3f F1 %.3f", *measured(state, school))


def rate(seen: int, windows: int) -> float:
    """Warm, then falling along a cosine to a hundredth."""
    if seen < WARM:
        return RATE * (seen + 1) / WARM
    share = min(1.0, (seen - WARM) / max(1, windows - WARM))
    return RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))


def lesson(found: Mapping[str, Sequence[Example]], progress: float, eyes: Eyes, rng: random.Random) -> Iterator[Window]:
    """Windows of a few thousand examples, drawn by the shares of this part of the course."""
    shares = EARLY if progress < TURN else LATE
    chosen = rng.choices(list(shares), list(shares.values()), k=LESSON * SIZE)
    return windows([rng.choice(found[name]) for name in chosen], eyes, WRONGS, rng)


def measured(state: State, school: School) -> tuple[float, float]:
    """Exact and F1 of the averaged weights, the whole paragraph given."""
    eyes, (paragraphs, _, gold) = school.eyes, school.trial
    network = Network(len(eyes.alphabet))
    network.load_state_dict(state.average.weights)
    network.eval()
    rows = [Window(eyes.see(one.text), eyes.see(paragraphs[one.paragraph][1]), 0, (), 0) for one in gold]
    order = sorted(range(len(rows)), key=lambda row: len(rows[row].passage.codes))
    parts = (batch([rows[row] for row in order[first : first + 16]], eyes) for first in range(0, len(order), 16))
    said = dict(zip(order, best_spans(network, parts), strict=True))
    scores = [
        cmrc(one.answers, paragraphs[one.paragraph][1][said[row][2] : said[row][3] + 1]) for row, one in enumerate(gold)
    ]
    return sum(one.em for one in scores) / len(scores), sum(one.f1 for one in scores) / len(scores)
