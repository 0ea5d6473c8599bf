"""Gold in, a report out: everything measured, and everything that tells two reports apart.

The same gold, library, models and versions give the same report, to the last byte. How long answers took is therefore
no part of it, see `Run.seconds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from rag.errors import ChuchuError
from rag.evaluate import trust
from rag.evaluate.compare import Changed, Difference, changed, differences
from rag.evaluate.corpus import Corpus, corpus_from, corpus_of, encoded_with
from rag.evaluate.gold import GoldSet
from rag.evaluate.measures import Group, Values, groups_of, values_of
from rag.evaluate.models import encoder_shown, models_of
from rag.evaluate.running import Outcome, Progress, outcomes
from rag.evaluate.settings import DEFAULT, Setting, setting_of
from rag.library import Library
from rag.versions import installed

NAMED = 5
"""Ids that a notice names, at most."""
BORNE = 0.2
"""The share of wrong answers at which coverage is given: 80 % right, as Kamath et al. 2020."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured. ``encoder``: empty for the library's own; ``compare``: names of further settings;
    ``from_gold``: whether the texts of the gold file are the corpus; ``reranker``: of every setting that reads."""

    encoder: str = ""
    reader: str = "bundled"
    compare: tuple[str, ...] = ()
    from_gold: bool = False
    reranker: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What was measured, on what and with what."""

    gold: str
    gold_digest: str
    questions: int
    documents: int
    passages: int
    corpus_digest: str
    from_gold: bool
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far confidence can be trusted; a guess is right when it is near an answer. ``questions``: with a reader's
    confidence, answerable or not."""

    questions: int
    curve: tuple[trust.Point, ...]
    area: float
    coverage: float
    bins: tuple[trust.Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Run:
    """One setting measured. ``encoder``, ``reader``: names with fingerprints where there are any; ``ranges``: how many
    were compared with their documents, ``wrong_ranges``: how many of them were not what stands there."""

    setting: Setting
    encoder: str
    reader: str
    groups: tuple[Group, ...]
    trust: Trust | None
    ranges: int
    wrong_ranges: int
    outcomes: tuple[Outcome, ...]

    @property
    def seconds(self) -> tuple[float, ...]:
        """How long each question took; another time it takes another time."""
        return tuple(one.seconds for one in self.outcomes if one.wrong is None)


@dataclass(frozen=True, slots=True)
class Report:
    """``notices``: what is to be known of the gold before the numbers are believed; ``runs``: the base first."""

    about: About
    notices: tuple[ChuchuError, ...]
    runs: tuple[Run, ...]
    differences: tuple[Difference, ...]
    changed: tuple[Changed, ...]


def evaluate(library: Library | None, gold: GoldSet, plan: Plan, progress: Progress | None = None) -> Report:
    """Everything measured. ``library`` is not looked at when the corpus comes from the gold.

    Raises UsageError for a setting that is none, LibraryError, ModelError.
    """
    settings = [setting_of(name, plan.reader, plan.encoder) for name in dict.fromkeys((DEFAULT, *plan.compare))]
    settings = [replace(one, reranker=plan.reranker) if one.reader else one for one in settings]
    models = {one.name: models_of(one) for one in settings}  # before the long work: a name that is none would end it
    with ExitStack() as stack:
        if plan.from_gold or library is None:
            corpus = stack.enter_context(corpus_from(gold, plan.encoder or "bundled"))
            settings = [replace(one, encoder="" if one.encoder == plan.encoder else one.encoder) for one in settings]
        else:
            corpus = stack.enter_context(corpus_of(library, gold))
        places = {"": corpus.library}
        for setting in settings:
            if setting.encoder not in places:
                places[setting.encoder] = stack.enter_context(encoded_with(corpus.library, setting.encoder))
        runs, values = [], {}
        for setting in settings:
            place, reading = places[setting.encoder], models[setting.name]
            found = outcomes(place, setting, reading, corpus.questions, progress)
            values[setting.name] = values_of(found)
            measured = groups_of(found, values[setting.name])
            runs.append(_run(setting, (encoder_shown(place.encoder), reading.shown), found, measured))
    return _report(gold, corpus, plan, runs, values)


def misses(outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, tuple[str, ...]]]:
    """The questions that went wrong, with how: ``passage`` (none right among the first five), ``wrong``, ``refused``,
    ``invented`` (there was no answer), ``unasked``."""
    read = any(one.said for one in outcomes)
    for one in outcomes:
        how = []
        if one.target is not None and not 0 < one.rank <= 5:
            how.append("passage")
        if one.wrong is not None:
            how.append("unasked")
        elif read and one.said and one.gold.answers is not None:
            answered = one.said.answer.text is not None
            if not one.gold.answerable:
                how += ["invented"] if answered else []
            elif not one.said.near:
                how.append("wrong" if answered else "refused")
        if how:
            yield one, tuple(how)


def _run(setting: Setting, models: tuple[str, str], found: tuple[Outcome, ...], groups: tuple[Group, ...]) -> Run:
    said = [one.said for one in found if one.said]
    return Run(
        setting=setting,
        encoder=models[0],
        reader=models[1],
        groups=groups,
        trust=_trust(found),
        ranges=sum(one.ranges for one in said),
        wrong_ranges=sum(one.wrong_ranges for one in said),
        outcomes=found,
    )


def _trust(found: Sequence[Outcome]) -> Trust | None:
    known = [one.said for one in found if one.said and one.gold.answers is not None]
    if not known:
        return None
    sure, right = [one.answer.confidence for one in known], [one.right for one in known]
    curve, bins = trust.risk_coverage(sure, right), trust.calibration(sure, right)
    return Trust(
        questions=len(known),
        curve=curve,
        area=trust.area(curve),
        coverage=trust.coverage_at(curve, BORNE),
        bins=bins,
        error=trust.calibration_error(bins),
    )


def _report(
    gold: GoldSet, corpus: Corpus, plan: Plan, runs: Sequence[Run], values: Mapping[str, Mapping[str, Values]]
) -> Report:
    base = runs[0]
    about = About(
        gold=gold.name,
        gold_digest=gold.digest,
        questions=len(gold.questions),
        documents=corpus.documents,
        passages=corpus.passages,
        corpus_digest=corpus.digest,
        from_gold=plan.from_gold,
        versions={name: version for name, version in installed().items() if version},
    )
    others = {run.setting.name: values[run.setting.name] for run in runs[1:]}
    return Report(
        about=about,
        notices=tuple(_notices(gold, corpus, base.outcomes)),
        runs=tuple(runs),
        differences=differences(values[base.setting.name], others),
        changed=tuple(one for run in runs[1:] for one in changed(run.setting.name, base.outcomes, run.outcomes)),
    )


def _notices(gold: GoldSet, corpus: Corpus, found: Sequence[Outcome]) -> Iterator[ChuchuError]:
    """What is to be known of the gold, one line for each kind of trouble."""
    if gold.repeated:
        yield ChuchuError("gold_repeated", file=gold.name, count=len(gold.repeated), ids=_named(gold.repeated))
    if corpus.left_out:
        yield ChuchuError("gold_left_out", file=gold.name, count=corpus.left_out)
    for trouble in ("no_document", "no_evidence", "across"):
        ids = [one.gold.id for one in found if one.target and one.target.trouble == trouble]
        if ids:
            yield ChuchuError(f"gold_{trouble}", file=gold.name, count=len(ids), ids=_named(ids))
    wrong = [one.gold.id for one in found if one.wrong]
    if wrong:
        yield ChuchuError("gold_unasked", file=gold.name, count=len(wrong), ids=_named(wrong))


def _named(ids: Sequence[str]) -> str:
    return " ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
