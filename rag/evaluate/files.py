"""A report as files for other programs: JSON, a TREC run, and a line for each question. Equal reports give equal
bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from rag.evaluate.compare import ROUNDS
from rag.evaluate.measures import SAMPLES, SEED, rounded
from rag.evaluate.report import Report, Run, Trust
from rag.evaluate.running import DEPTH, TOP, Outcome
from rag.evaluate.svg import thinned
from rag.records import Passage


def report_json(report: Report) -> str:
    """Everything but the single questions, as JSON."""
    record = {
        "about": asdict(report.about)
        | {"depth": DEPTH, "top": TOP, "seed": SEED, "samples": SAMPLES, "rounds": ROUNDS},
        "notices": [str(notice) for notice in report.notices],
        "runs": [_run(run) for run in report.runs],
        "differences": [asdict(one) for one in report.differences],
        "changed": [asdict(one) for one in report.changed],
    }
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def details_lines(report: Report) -> Iterator[str]:
    """A line of JSON for each question of each setting, the text of passages left out."""
    for run in report.runs:
        for one in run.outcomes:
            yield json.dumps(_question(run.setting.name, one), ensure_ascii=False, allow_nan=False) + "\n"


def trec_lines(report: Report) -> Iterator[str]:
    """The passages found for each question of the first setting, in trec_eval's format.

    A passage is called after its document, percent-encoded, and its paragraph. The scores count down from the depth:
    trec_eval orders by them alone, and ours order nothing across questions.
    """
    run = report.runs[0]
    for one in run.outcomes:
        seen: set[str] = set()
        for passage in one.passages:
            name = f"{quote(passage.document, safe='')}#{passage.paragraph}"
            while name in seen:  # a further part of an overlong paragraph
                name += "+"
            seen.add(name)
            score = DEPTH - passage.rank + 1
            yield f"{quote(one.gold.id, safe='')} Q0 {name} {passage.rank} {score} {run.setting.name}\n"


def _run(run: Run) -> dict[str, Any]:
    return {
        "setting": run.setting.name,
        "encoder": run.encoder,
        "reader": run.reader,
        "groups": [asdict(group) for group in run.groups],
        "trust": _trust(run.trust) if run.trust else None,
        "ranges": run.ranges,
        "wrong_ranges": run.wrong_ranges,
    }


def _trust(trust: Trust) -> dict[str, Any]:
    points = thinned([(point.coverage, point.risk) for point in trust.curve])
    return {
        "questions": trust.questions,
        "area": rounded(trust.area),
        "coverage": rounded(trust.coverage),
        "error": rounded(trust.error),
        "curve": [[rounded(coverage), rounded(risk)] for coverage, risk in points],
        "bins": [
            asdict(one) | {"confidence": rounded(one.confidence), "right": rounded(one.right)} for one in trust.bins
        ],
    }


def _question(setting: str, one: Outcome) -> dict[str, Any]:
    gold = one.gold
    return {
        "setting": setting,
        "id": gold.id,
        "question": gold.question,
        "answers": gold.answers,
        "evidence": gold.evidence,
        "documents": [name for name, _ in gold.documents],
        "lang": gold.language,
        "kind": gold.kind,
        "error": str(one.wrong) if one.wrong else None,
        "rank": one.rank,
        "right": _place(one.target.passage) if one.target and one.target.passage else None,
        "trouble": one.target.trouble if one.target else "",
        "said": _said(one),
        "passages": [
            {
                "rank": passage.rank,
                "document": passage.document,
                "paragraph": passage.paragraph,
                "score": rounded(passage.score),
                "right": bool(found),
                "why": asdict(passage.why),
            }
            for passage, found in zip(one.passages, one.found or (0,) * len(one.passages), strict=True)
        ],
    }


def _place(passage: Passage) -> dict[str, Any]:
    return {"document": passage.document, "paragraph": passage.paragraph, "ranges": passage.ranges}


def _said(one: Outcome) -> dict[str, Any] | None:
    said = one.said
    if said is None:
        return None
    return {
        "status": said.answer.status,
        "answer": said.answer.text,
        "guess": said.guess,
        "confidence": rounded(said.answer.confidence),
        "em": said.cmrc.em,
        "f1": rounded(said.cmrc.f1),
        "squad_em": said.squad.em,
        "squad_f1": rounded(said.squad.f1),
        "near": said.near,
        "citations": [
            {"document": cited.document, "paragraph": cited.paragraph, "ranges": cited.ranges}
            for cited in said.answer.citations
        ],
    }
