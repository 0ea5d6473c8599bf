"""The stages of training: gather pairs, choose a vocabulary, learn from text and bitext, then from questions."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset, DatasetDict, load_from_disk
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from transformers.trainer_utils import get_last_checkpoint

from embeddings.static import Static, StaticEncoder, read_static, write_static
from embeddings.static_module import StaticModule
from embeddings.training.bridge import Switcher, bridges, english_reports, entries
from embeddings.training.choosing import fresh
from embeddings.training.questions import around_answer, paragraphs, pieces, sentence_of
from embeddings.training.text import Pair, asked, laws, news, reports

logger = logging.getLogger(__name__)

SEED = 20
BATCH = 1024
DIMENSIONS = [256, 128, 64]
INITIAL = 1e-8
"""What Adagrad starts its sums of squared gradients from: so that a gram met once does not jump."""
RATES = {"text": 0.05, "questions": 0.02}
SCALE = 20.0
"""One over the temperature of the softmax over a batch."""
SWITCHED = {"news": 0.3, "reports": 3.0, "blanks": 3.0, "laws": 0.5, "opening": 0.5, "report_headings": 1.0}
"""How often each pair of a source is learned once more with one side put into another language."""
SWITCHED_TO = ("en", "en", "en", "en", "fr", "ja", "ko", "es", "de", "ru")
NEAREST = 20
"""Hard negatives are among so many paragraphs nearest to the question."""
SENTENCES = 0.25
"""Share of the questions that are learned with the sentence that answers them, not the paragraph."""
QUESTION_TIMES = {"cmrc2018_train": 6, "drcd_dev": 6, "jaquad_train": 3, "arcd_train": 6}
"""How often each question of a set is learned, each time with another negative."""
SWITCHED_QUESTIONS = ("cmrc2018_train", "drcd_dev", "reports")
"""Chinese questions that are learned in other languages too."""
SHORTEST = 8
"""Characters of a text put into another language."""
AGAIN = 0.05
"""Share of the first stage that is learned again in the second, so that it is not forgotten."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where data are read and results kept, and which share of the pairs is taken."""

    data: Path
    out: Path
    scale: float


def gather(run: Run) -> None:
    """Writes the pairs of the first stage and the fresh encoder."""
    if (run.out / "fresh").exists():
        return
    rng = random.Random(SEED)
    found: dict[str, list[Pair]] = {}
    texts = chain(news(run.data, rng), laws(run.data, rng), reports(run.data, rng), pieces(run.data, rng))
    for source, pair in chain(_once(texts), bridges(run.data, rng), english_reports(run.data), entries(run.data)):
        if run.scale == 1 or rng.random() < run.scale:
            found.setdefault(source, []).append(pair)
    switcher = Switcher(run.data)
    for source, share in SWITCHED.items():
        for pair in rng.choices(found[source], k=int(share * len(found[source]))):
            language = rng.choice(SWITCHED_TO)
            if len(text := switcher.switched(pair[0], language, rng)) >= SHORTEST:
                found.setdefault(f"switched_{source}", []).append((text, pair[1]))
    for pairs in found.values():
        rng.shuffle(pairs)
    _write(run.out / "pairs", found)
    static = fresh(found, SEED)
    logger.info("%d rows", len(static.scales))
    SentenceTransformer(modules=[StaticModule(static)], device="cpu").save(str(run.out / "fresh"))


def _once(made: Iterable[tuple[str, Pair]]) -> Iterator[tuple[str, Pair]]:
    """Pairs without those that begin with a text met before: what is said everywhere belongs to no paragraph."""
    seen: set[tuple[str, str]] = set()
    for source, pair in made:
        if (source, pair[0]) not in seen:
            seen.add((source, pair[0]))
            yield source, pair


def _write(folder: Path, found: dict[str, list[Pair]]) -> None:
    """Keeps pairs by source; sources too small for a batch are put together."""
    together: dict[str, list[Pair]] = {}
    for source, pairs in found.items():
        logger.info("%s %d", source, len(pairs))
        together.setdefault(source if len(pairs) >= BATCH else "small", []).extend(pairs)
    DatasetDict({name: _dataset(pairs) for name, pairs in together.items()}).save_to_disk(str(folder))


def learn(run: Run, pairs: DatasetDict, begin: Path, name: str, rate: float) -> None:
    """Trains from one folder into another, going on from the last checkpoint there is."""
    target = run.out / name
    checkpoints = run.out / f"{name}-checkpoints"
    if target.exists():
        return
    model = SentenceTransformer(str(begin), trust_remote_code=True, device="cpu")
    ranking = MultipleNegativesRankingLoss(
        model, scale=SCALE, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )
    optimizer = torch.optim.Adagrad(model.parameters(), lr=rate, initial_accumulator_value=INITIAL, fused=True)
    batches = sum(len(found) // BATCH for found in pairs.values())  # what is short of a batch is left out
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50) * max(0.05, 1 - step / max(batches, 1))
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=1,
            per_device_train_batch_size=BATCH,
            dataloader_drop_last=True,
            dataloader_num_workers=1,
            save_steps=500,
            save_total_limit=1,
            logging_steps=50,
            report_to="none",
            seed=SEED,
            max_grad_norm=0,
            use_cpu=not torch.cuda.is_available(),
        ),
        train_dataset=pairs,
        loss=MatryoshkaLoss(model, ranking, DIMENSIONS),
        optimizers=(optimizer, schedule),
    )
    last = get_last_checkpoint(str(checkpoints)) if checkpoints.exists() else None  # type: ignore[no-untyped-call]
    trainer.train(resume_from_checkpoint=last)
    model.save(str(target))


def learn_text(run: Run) -> None:
    """The first stage: text and bitext."""
    gather(run)
    learn(run, load_from_disk(str(run.out / "pairs")), run.out / "fresh", "text", RATES["text"])


def learn_questions(run: Run) -> None:
    """The second stage: questions with their paragraphs, each with a wrong one near by, and some of the first."""
    if not (run.out / "question-pairs").exists():
        rng = random.Random(SEED + 1)
        encoder = StaticEncoder("text", read_static(run.out / "text"))
        switcher = Switcher(run.data)
        found: dict[str, list[tuple[str, ...]]] = {}
        for name, times in QUESTION_TIMES.items():
            found[name] = _asked(run.data, name, encoder, rng, times)
        found["reports"] = list(asked(run.data, rng))
        for name in SWITCHED_QUESTIONS:
            texts = ((switcher.switched(row[0], rng.choice(SWITCHED_TO), rng), *row[1:]) for row in found[name])
            found[f"switched_{name}"] = [row for row in texts if len(row[0]) >= SHORTEST]
        for name, rows in found.items():
            found[name] = rng.sample(rows, max(int(run.scale * len(rows)), 1))
            logger.info("%s %d", name, len(found[name]))
        DatasetDict({name: _dataset(rows) for name, rows in found.items()}).save_to_disk(
            str(run.out / "question-pairs")
        )
    sets = load_from_disk(str(run.out / "question-pairs"))
    for source, again in load_from_disk(str(run.out / "pairs")).items():
        sets[f"again_{source}"] = again.select(range(int(AGAIN * run.scale * len(again))))
    learn(run, sets, run.out / "text", "questions", RATES["questions"])


def _dataset(rows: Iterable[tuple[str, ...]]) -> Dataset:
    columns = map(list, zip(*rows, strict=True))
    return Dataset.from_dict(dict(zip(("anchor", "positive", "negative"), columns, strict=False)))


def _asked(data: Path, name: str, encoder: StaticEncoder, rng: random.Random, times: int) -> list[tuple[str, ...]]:
    """Question, what answers it (the paragraph, or now and then the sentence), and a near paragraph that does not."""
    found = list(paragraphs(data, name))
    vectors = encoder.encode([one.text for one in found])
    rows: list[tuple[str, ...]] = []
    for one in found:
        for question, answer in one.asked:
            nearest = np.argpartition(-(vectors @ encoder.encode_question(question)), NEAREST)[:NEAREST]
            wrong = [found[place].text for place in nearest.tolist() if found[place].text != one.text]
            for negative in rng.sample(wrong, times):
                right = around_answer(one.text, answer)
                if rng.random() < SENTENCES:
                    right = sentence_of(one.text, answer) or right
                rows.append((question, right, negative[: len(right) + 100]))
    return rows


def export(run: Run) -> None:
    """Writes the encoder with vectors of 8 bits, each row with a scale of its own."""
    target = run.out / "model"
    model = SentenceTransformer(str(run.out / "questions"), trust_remote_code=True, device="cpu")
    model.save(str(target), create_model_card=False)
    static = read_static(run.out / "questions")
    vectors = np.asarray(static.vectors)
    steps = np.abs(vectors).max(axis=1) / 127
    quantised = np.rint(vectors / np.maximum(steps, 1e-12)[:, None]).astype(np.int8)
    write_static(target, Static(quantised, static.scales * steps, static.vocabulary))


STAGES: dict[str, Callable[[Run], None]] = {
    "text": learn_text,
    "questions": learn_questions,
    "export": export,
}
