"""What a report says of itself and of one question, name and value: what the terminal and the HTML both show."""

from __future__ import annotations

from collections.abc import Iterator

from rag.evaluate.compare import ROUNDS
from rag.evaluate.measures import SAMPLES, SEED
from rag.evaluate.report import Report
from rag.evaluate.running import DEPTH, TOP, Outcome
from rag.evaluate.strings import tell
from rag.messages import Language
from rag.records import RankedPassage

ABOVE = 5
"""Passages shown above the right one, at most."""


def about_of(report: Report, language: Language) -> Iterator[tuple[str, str]]:
    """What tells this report from another, name and value."""
    about = report.about
    gold = {"gold": about.gold, "count": about.questions, "digest": about.gold_digest}
    yield tell("gold", language), tell("gold_line", language, **gold)
    corpus = {"documents": about.documents, "passages": about.passages, "digest": about.corpus_digest}
    line = tell("corpus_line", language, **corpus)
    yield tell("corpus", language), f"{line} · {tell('from_gold', language)}" if about.from_gold else line
    for run in report.runs:
        models = f"{tell('encoder', language)} {run.encoder}"
        if run.reader:
            models += f" · {tell('reader', language)} {run.reader}"
        yield tell("setting", language), f"{run.setting.name} · {models}"
    yield tell("depth", language), tell("depth_line", language, depth=DEPTH, top=TOP)
    yield tell("seed", language), tell("seed_line", language, seed=SEED, samples=SAMPLES, rounds=ROUNDS)
    yield tell("versions", language), " · ".join(f"{name} {version}" for name, version in about.versions.items())


def facts_of(outcome: Outcome, language: Language, whole: bool = True) -> Iterator[tuple[str, str]]:
    """What is known of one question, name and value; of the right passage its evidence alone unless ``whole``."""
    gold, said, target = outcome.gold, outcome.said, outcome.target
    if gold.answers is not None:
        yield tell("listed", language), " | ".join(dict.fromkeys(gold.answers)) or tell("none_listed", language)
    if said:
        declined = said.answer.text is None
        text = (said.guess if declined else said.answer.text) or tell("nothing", language)
        name = tell("declined_guess" if declined else "said", language)
        yield name, f"{text} ({said.answer.confidence:.0%})"
    if outcome.wrong:
        yield tell("miss_unasked", language), outcome.wrong.in_language(language)
    if target is not None:
        rank = tell("rank", language, rank=outcome.rank) if outcome.rank else tell("no_rank", language, depth=DEPTH)
        if target.passage is None:
            yield tell("right_passage", language), f"{tell('nowhere_right', language)}: {gold.evidence or rank}"
        else:
            shown = target.passage
            place = tell("place", language, document=shown.document, paragraph=shown.paragraph)
            text = shown.text if whole or not gold.evidence else gold.evidence
            yield tell("right_passage", language), f"{rank} · {place}: {text}"


def above_of(outcome: Outcome) -> tuple[RankedPassage, ...]:
    """The passages above the right one; where that was not found, or nothing is right, the first ones."""
    return outcome.passages[: min(ABOVE, outcome.rank - 1)] if outcome.rank else outcome.passages[:ABOVE]


def why_of(passage: RankedPassage, language: Language) -> str:
    """Why a passage was found."""
    words, why = " ".join(passage.why.words) or "–", passage.why
    return tell("why", language, words=words, lexical=why.lexical, dense=why.dense)
