"""Questions as people put them, with and without an answer in the paragraph that looks as if it had one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.reader.training.examples import Example

QUESTIONS = Path(__file__).parent / "written.tsv"


def written(passages: Sequence[tuple[str, str]]) -> Iterator[Example]:
    """The questions of written.tsv, each with its passage among ``passages`` of the provincial reports of 2026, given
    with what stands above them."""
    for line in QUESTIONS.read_text("utf-8").splitlines()[1:]:
        place, _, _, evidence, answer, question = line.split("\t")
        title = f"2026年{place}"
        for above, text in passages:
            start = text.find(evidence) if above.startswith(title) else -1
            if start >= 0:
                first = start + evidence.find(answer)
                yield Example(question, above, text, ((first, first + len(answer)),) if answer else ())
                break
