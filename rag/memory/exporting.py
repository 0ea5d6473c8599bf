"""Conversations as texts to take away: Markdown with the sources as footnotes, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from rag.answer import JOINER
from rag.cli.render import how_sure
from rag.cli.strings import say
from rag.memory.records import KeptTurn
from rag.messages import Language
from rag.records import Answer, Citation

Format = Literal["markdown", "json"]

_MARKS = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|(?<=^\d)[.)](?=\s|$)|(?<=^\d\d)[.)](?=\s|$)")


def shown(answer: Answer, language: Language) -> Answer:
    """An answer as it is shown: what came from a document that was removed since reads "source removed"."""
    gone = say("source_removed", language)
    citations = tuple(
        replace(each, title=gone, quote=gone, sentence=gone, passage=gone) if removed(each) else each
        for each in answer.citations
    )
    passages = tuple(each if each.document else replace(each, title=gone, text=gone) for each in answer.passages)
    text = answer.text
    if citations != answer.citations:
        text = JOINER.join(dict.fromkeys(each.quote for each in citations))
    return replace(answer, text=text, citations=citations, passages=passages)


def removed(citation: Citation) -> bool:
    """Whether the document of a citation was removed since."""
    return not citation.document


def exported(title: str, turns: Sequence[KeptTurn], form: Format, language: Language) -> str:
    """A conversation as one text that ends in a line break."""
    answers = [shown(kept.turn.answer, language) for kept in turns]
    if form == "markdown":
        return _markdown(title, turns, answers, language)
    records = [
        {
            "at": kept.at,
            "question": kept.turn.question,
            "asked": kept.turn.asked,
            "carried": [{"kind": each.kind, "text": each.text} for each in kept.turn.carried],
            "document": kept.turn.document,
            "answer": answer.record(),
        }
        for kept, answer in zip(turns, answers, strict=True)
    ]
    return json.dumps({"title": title, "turns": records}, ensure_ascii=False, indent=1) + "\n"


def _markdown(title: str, turns: Sequence[KeptTurn], answers: Sequence[Answer], language: Language) -> str:
    parts = [f"# {_escaped(title)}"]
    notes: list[str] = []
    for kept, answer in zip(turns, answers, strict=True):
        parts.append(f"## {_escaped(kept.turn.question)}")
        if kept.turn.carried:
            carried = " · ".join(_escaped(each.text) for each in kept.turn.carried)
            parts.append(f"*{say('carried', language, what=carried)}*")
        marks = ""
        for citation in answer.citations:
            notes.append(f"[^{len(notes) + 1}]: {_source(citation, language)}")
            marks += f"[^{len(notes)}]"
        if answer.text is None:
            parts.append(_escaped(say("not_found", language)))
        else:
            parts += [_escaped(answer.text) + marks, f"*{_escaped(how_sure(answer.confidence, language))}*"]
    return "\n\n".join(parts + (["\n".join(notes)] if notes else [])) + "\n"


def _source(citation: Citation, language: Language) -> str:
    """Where a citation stands, and the sentence it is in."""
    if removed(citation):
        return _escaped(citation.quote)
    title = [citation.title] if citation.title != PurePath(citation.document).stem else []  # a file is often named so
    section = citation.section[1:] if citation.section[:1] == (citation.title,) else citation.section
    place = [part for part in (*title, citation.document, *section) if part]
    if citation.pages:
        key = "page" if citation.pages[0] == citation.pages[-1] else "pages"
        place.append(say(key, language, first=citation.pages[0], last=citation.pages[-1]))
    place.append(say("paragraph", language, number=citation.paragraph))
    return f"{' · '.join(_escaped(part) for part in place)}: “{_escaped(citation.sentence)}”"


def _escaped(text: str) -> str:
    """A text on one line that Markdown shows as it stands."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", " ".join(text.split()))
