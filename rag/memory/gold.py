"""Gold lines: what people say of answers, and what is proposed to be asked; edited, accepted, rejected, exported."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import LibraryError
from rag.languages import language_of
from rag.memory.exporting import removed
from rag.memory.records import Gold, GoldEntry, GoldKind, GoldState, KeptTurn, Verdict, Where
from rag.memory.rows import LINE, TURN, line, loaded, now
from rag.memory.store import KeptStore, packed

if TYPE_CHECKING:
    from rag.memory import Memory

LONGEST = 10_000
"""Characters of a question, an answer or a piece of evidence."""


class GoldLines:
    """All gold lines that are remembered. Everything raises LibraryError, also for one that is not there."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def judge(self, turn: int, verdict: Verdict, where: Where | None = None) -> GoldEntry:
        """The gold line that a verdict on a turn's answer makes, in place of an earlier verdict's.

        ``where`` shows the right place: with ``in_documents`` it is needed, with ``wrong_piece`` and
        ``wrong_paragraph`` welcome. A line that does not say enough to measure with (`Gold.whole`) is kept, and
        exported once it has been edited.
        """
        with self._memory.writing() as kept:
            found = kept.rows(f"SELECT {TURN} FROM turns WHERE id = ?", (turn,))
            if not found:
                raise LibraryError("turn_unknown", number=turn)
            judged = loaded(kept.path, found[0])
            gold, documents = self._checked(_gold(judged, verdict, where), shown=where is not None)
            documents |= self._memory.numbers(citation.document for citation in judged.turn.answer.citations)
            if judged.turn.asked != judged.turn.question:  # the question itself has words of what was cited before
                earlier = (
                    "SELECT DISTINCT q.name, q.number FROM quotes q JOIN turns t ON t.id = q.turn"
                    " WHERE t.conversation = ? AND t.id < ?"
                )
                documents |= dict(kept.rows(earlier, (judged.conversation, turn)))
            kept.rows("DELETE FROM lines WHERE turn = ?", (turn,))
            number = _insert(kept, gold, ("accepted", verdict, turn, judged.turn.question))
            _quote(kept, number, documents)
            return _line(kept, number)

    def propose(self, golds: Iterable[Gold]) -> tuple[int, ...]:
        """Numbers of new lines that are proposed, for somebody to accept, edit or reject; those whose question is
        there already are left out."""
        numbers = []
        with self._memory.writing() as kept:
            for gold in golds:
                if not kept.rows("SELECT 1 FROM lines WHERE question = ?", (gold.question,)):
                    checked, documents = self._checked(gold)
                    numbers.append(_insert(kept, checked, ("proposed", None, None, gold.question)))
                    _quote(kept, numbers[-1], documents)
        return tuple(numbers)

    def accept(self, number: int) -> GoldEntry:
        """The line, now accepted."""
        return self._move(number, "accepted")

    def reject(self, number: int) -> GoldEntry:
        """The line, now rejected: it stays, so that it is not proposed again."""
        return self._move(number, "rejected")

    def edit(self, number: int, gold: Gold) -> GoldEntry:
        """The line as a person corrected it, which accepts it."""
        with self._memory.writing() as kept:
            _line(kept, number)
            checked, documents = self._checked(gold)
            kept.rows(
                "UPDATE lines SET state = 'accepted', removed = 0, question = ?, answers = ?, evidence = ?,"
                " document = ?, lang = ?, kind = ? WHERE id = ?",
                (*_values(checked), number),
            )
            if documents:  # of one that names none any more, the text can still be the old one's
                kept.rows("DELETE FROM quotes WHERE line = ?", (number,))
                _quote(kept, number, documents)
            return _line(kept, number)

    def delete(self, number: int) -> None:
        """Deletes a line without a trace."""
        with self._memory.writing() as kept:
            _line(kept, number)
            kept.rows("DELETE FROM lines WHERE id = ?", (number,))
            kept.set("unpurged", 1)
        self._memory.purge()

    def entries(self, state: GoldState | None = None) -> tuple[GoldEntry, ...]:
        """All lines, or those of a state, in the order they came."""
        with self._memory.reading() as kept:
            rows = kept.rows(f"SELECT {LINE} FROM lines WHERE ? IS NULL OR state = ? ORDER BY id", (state, state))
            return tuple(line(kept.path, row) for row in rows)

    def of_turn(self, turn: int) -> GoldEntry | None:
        """The line that somebody's verdict on a turn made, if any did."""
        with self._memory.reading() as kept:
            rows = kept.rows(f"SELECT {LINE} FROM lines WHERE turn = ?", (turn,))
            return line(kept.path, rows[0]) if rows else None

    def export(self) -> str:
        """All accepted lines that say enough to measure with, as a gold file (JSONL)."""
        entries = [entry for entry in self.entries("accepted") if entry.gold.whole and not entry.removed]
        return "".join(json.dumps(entry.record(), ensure_ascii=False) + "\n" for entry in entries)

    def _move(self, number: int, state: GoldState) -> GoldEntry:
        with self._memory.writing() as kept:
            _line(kept, number)
            kept.rows("UPDATE lines SET state = ? WHERE id = ?", (state, number))
            return _line(kept, number)

    def _checked(self, gold: Gold, shown: bool = True) -> tuple[Gold, dict[str, int]]:
        """A line with its document as the library calls it, and that one's number. Raises LibraryError when there is no
        such document, or the evidence (if ``shown`` by somebody) is in none of its paragraphs."""
        if not gold.question.strip():
            raise LibraryError("line_no_question")
        for text in (gold.question, gold.evidence, *gold.answers):
            if len(text) > LONGEST:
                raise LibraryError("line_long", start=f"{text[:20]}…", length=len(text), most=LONGEST)
        if not gold.document:
            if gold.evidence:
                raise LibraryError("evidence_needs_document")
            return gold, {}
        name, number = self._memory.document(gold.document)
        if shown and gold.evidence:
            evidence = _bare(gold.evidence)
            if not any(evidence in _bare(text) for text in self._memory.passages(number)):
                raise LibraryError("evidence_not_there", document=name)
        return replace(gold, document=name), {name: number}


def _gold(kept: KeptTurn, verdict: Verdict, where: Where | None) -> Gold:
    """What a verdict on an answer says, as a gold line."""
    turn = kept.turn
    lang = language_of(turn.asked)
    if where is not None and verdict != "not_in_documents":
        return Gold(
            turn.asked, where.answers, where.evidence, where.document, lang, "span" if where.answers else "passage"
        )
    if verdict == "not_in_documents" or (verdict == "right" and turn.answer.status == "not_found"):
        return Gold(turn.asked, lang=lang, kind="none")
    if verdict == "in_documents":
        raise LibraryError("evidence_wanted")
    citations = turn.answer.citations
    if verdict == "wrong_paragraph" or not citations or any(removed(citation) for citation in citations):
        return Gold(turn.asked, lang=lang)
    first = citations[0]
    if verdict == "wrong_piece":
        return Gold(turn.asked, (), first.passage, first.document, lang, "passage")
    kind: GoldKind = "span" if len(citations) == 1 else "list"
    return Gold(turn.asked, (turn.answer.text or "",), first.sentence, first.document, lang, kind)


def _bare(text: str) -> str:
    """A text without white space and Unicode width, as evidence is compared (contract)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _values(gold: Gold) -> tuple[str, ...]:
    return (gold.question, packed(gold.answers), gold.evidence, gold.document, gold.lang, gold.kind)


def _insert(kept: KeptStore, gold: Gold, origin: tuple[GoldState, Verdict | None, int | None, str]) -> int:
    """The number of a new line. ``origin``: its state, verdict and turn, and the question as it was typed."""
    query = (
        "INSERT INTO lines (at, state, verdict, turn, typed, question, answers, evidence, document, lang, kind)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
    )
    [(number,)] = kept.rows(query, (now(), *origin, *_values(gold)))
    return int(number)


def _quote(kept: KeptStore, number: int, documents: dict[str, int]) -> None:
    """Notes which documents a line has text of."""
    for name, document in documents.items():
        kept.rows("INSERT INTO quotes (number, name, line) VALUES (?, ?, ?)", (document, name, number))


def _line(kept: KeptStore, number: int) -> GoldEntry:
    rows = kept.rows(f"SELECT {LINE} FROM lines WHERE id = ?", (number,))
    if not rows:
        raise LibraryError("line_unknown", number=number)
    return line(kept.path, rows[0])
