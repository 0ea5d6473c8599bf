"""Gold: questions with what is known of their answers, and the texts they are about where the file has those too."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.errors import FileError

BETWEEN = "|"
"""What stands between several answers in one cell of a table."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One question. ``answers``: empty when it must not be answered, None when nothing is known of them;
    ``evidence``: a verbatim piece of the right paragraph, empty when none is given; ``documents``: the right ones by
    name, each with how right it is (1, or more where a set has grades)."""

    id: str
    question: str
    answers: tuple[str, ...] | None
    evidence: str = ""
    documents: tuple[tuple[str, int], ...] = ()
    language: str = ""
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """Whether it is to be answered, as far as is known."""
        return self.answers != ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text that the questions of a set are about; ``name`` is what `Gold.documents` call it."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class GoldSet:
    """What a gold file holds. ``name``: of the file, without folders; ``digest``: of its bytes; ``texts``: empty where
    only the questions are given; ``repeated``: ids that stand there more than once."""

    name: str
    digest: str
    questions: tuple[Gold, ...]
    texts: tuple[Text, ...] = ()
    repeated: tuple[str, ...] = ()


def gold_of(row: Mapping[str, Any], place: int, file: str) -> Gold:
    """The question of one row, by the names that gold files have for its parts; ``place`` counts rows from 1.

    Raises FileError when the row has no question, says nothing of answers, or has something else where text should be.
    """
    answers = row.get("answers")
    if answers is None:
        raise FileError("gold_no_answers", file=file, row=place)
    listed = answers.split(BETWEEN) if isinstance(answers, str) else answers
    if not isinstance(listed, Sequence) or not all(isinstance(one, str) for one in listed):
        raise FileError("gold_wrong_answers", file=file, row=place)
    parts = {key: _text(row, key, place, file) for key in ("id", "question", "evidence", "lang", "kind")}
    if not parts["question"]:
        raise FileError("gold_no_question", file=file, row=place)
    document = _text(row, "document", place, file)
    return Gold(
        id=parts["id"] or f"q{place}",
        question=parts["question"],
        answers=tuple(one.strip() for one in listed if one.strip()),
        evidence=parts["evidence"],
        documents=((document, 1),) if document else (),
        language=parts["lang"],
        kind=parts["kind"],
    )


def gold_line(gold: Gold) -> str:
    """A question as a line of a gold file (JSONL); what is absent is left out."""
    known = {
        "id": gold.id,
        "question": gold.question,
        "answers": list(gold.answers or ()),
        "evidence": gold.evidence,
        "document": gold.documents[0][0] if gold.documents else "",
        "lang": gold.language,
        "kind": gold.kind,
    }
    return json.dumps({key: value for key, value in known.items() if value or key == "answers"}, ensure_ascii=False)


def told_apart(questions: Iterable[Gold]) -> tuple[tuple[Gold, ...], tuple[str, ...]]:
    """The questions, one whose id is taken with ``#2`` and so on behind it; and the ids that came more than once."""
    seen: Counter[str] = Counter()
    found: list[Gold] = []
    for gold in questions:
        seen[gold.id] += 1
        found.append(gold if seen[gold.id] == 1 else replace(gold, id=f"{gold.id}#{seen[gold.id]}"))
    return tuple(found), tuple(name for name, count in seen.items() if count > 1)


def _text(row: Mapping[str, Any], key: str, place: int, file: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise FileError("gold_wrong_type", file=file, row=place, name=key)
    return str(value).strip()
