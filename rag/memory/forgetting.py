"""What is kept of documents that were removed from the library since: nothing.

Kept turns and gold lines know the library's numbers of the documents they quote, which are never used twice. So what
has to go is found by comparing, at any time: whatever was interrupted is finished by whoever compares next.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from rag.answer import JOINER
from rag.chat_files import chat_files
from rag.memory.rows import TURN, loaded, stored, stored_carried
from rag.memory.store import KeptStore, refusals
from rag.records import Answer, Citation, Place, RankedPassage
from rag.store import Store

Names = Mapping[str, str | None]
"""What documents are called now, by what they were called; None for those that were removed."""


def forget_removed(folder: Path, library: Store) -> None:
    """Takes every quote of a document that is gone out of all that is remembered of the library in a folder; what
    belongs to somebody else, they do when they next open it. Raises LibraryError.
    """
    for path in chat_files(folder):
        if os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK):
            kept = KeptStore.open(path)
            try:
                bring_in_step(kept, library)
            finally:
                kept.close()


def bring_in_step(kept: KeptStore, library: Store) -> None:
    """Takes out what is quoted of documents that the library no longer has, and takes over their new names."""
    with refusals(kept.path):
        if not in_step(kept, library) or _changes(kept, library):
            with kept.writing():
                # Read only now that nobody else can keep anything, and before the names: a later removal is seen later
                generation, identity = library.setting("generation"), library.identity()
                for number, name, now in _changes(kept, library):
                    _change(kept, number, name, now)
                    if now is None:
                        kept.set("unpurged", 1)
                if kept.setting("identity") != identity:
                    _renumber(kept, library)
                    kept.set("identity", identity)
                kept.set("generation", generation)
        kept.purge()


def in_step(kept: KeptStore, library: Store) -> bool:
    """Whether nothing has been added to or removed from the library since it was last compared."""
    return kept.setting("generation") == library.setting("generation")


def quoted(answer: Answer) -> set[str]:
    """Names of all documents that an answer has any text of."""
    parts: list[Citation | RankedPassage] = [*answer.citations, *answer.passages]
    return {part.document for part in parts} | {place.document for part in parts for place in part.also_in}


def renamed(answer: Answer, names: Names) -> Answer:
    """The answer with the documents' new names, and without a byte of those that have none."""
    citations = tuple(_citation(citation, names) for citation in answer.citations)
    passages = tuple(_passage(passage, names) for passage in answer.passages)
    gone = citations != answer.citations and any(names.get(each.document, "") is None for each in answer.citations)
    text = JOINER.join(dict.fromkeys(each.quote for each in citations if each.quote)) if gone else answer.text
    return replace(answer, text=text, citations=citations, passages=passages)


def _citation(citation: Citation, names: Names) -> Citation:
    now = names.get(citation.document, citation.document)
    if now is None:
        return Citation(citation.rank, "", "", (), (), 0, "", (), "", (), "", (), ())
    return replace(citation, document=now, also_in=_places(citation.also_in, names))


def _passage(passage: RankedPassage, names: Names) -> RankedPassage:
    now = names.get(passage.document, passage.document)
    if now is None:
        why = replace(passage.why, words=())
        return RankedPassage(passage.rank, "", "", (), (), 0, passage.score, "", (), (), why)
    return replace(passage, document=now, also_in=_places(passage.also_in, names))


def _places(also_in: Iterable[Place], names: Names) -> tuple[Place, ...]:
    named = ((place, names.get(place.document, place.document)) for place in also_in)
    return tuple(replace(place, document=now) for place, now in named if now is not None)


def _changes(kept: KeptStore, library: Store) -> list[tuple[int, str, str | None]]:
    """Number, kept name and present name of every quoted document whose name is another or gone."""
    known = kept.rows("SELECT DISTINCT number, name FROM quotes ORDER BY number")
    if not known:
        return []
    names = dict(library.rows("SELECT id, name FROM documents"))
    if kept.setting("identity") != library.identity():  # another library, made in the place of that one
        present = set(names.values())
        return [(number, name, name if name in present else None) for number, name in known]
    return [(number, name, names.get(number)) for number, name in known if names.get(number) != name]


def _renumber(kept: KeptStore, library: Store) -> None:
    numbers = {name: number for number, name in library.rows("SELECT id, name FROM documents")}
    for row, name in kept.rows("SELECT rowid, name FROM quotes"):
        kept.rows("UPDATE quotes SET number = ? WHERE rowid = ?", (numbers[name], row))


def _change(kept: KeptStore, number: int, name: str, now: str | None) -> None:
    """Gives a document another name in all that quotes it, or takes it out."""
    of_it = "IN (SELECT {} FROM quotes WHERE number = ? AND name = ?)"
    rows = kept.rows(f"SELECT {TURN} FROM turns WHERE id {of_it.format('turn')} ORDER BY id", (number, name))
    turns = [loaded(kept.path, row) for row in rows]
    for turn in turns:
        kept.rows("UPDATE turns SET answer = ? WHERE id = ?", (stored(renamed(turn.turn.answer, {name: now})), turn.id))
    kept.rows("UPDATE turns SET document = ? WHERE document = ?", (now or "", name))
    lines = f"id {of_it.format('line')}"
    if now is not None:
        kept.rows(f"UPDATE lines SET document = ? WHERE document = ? AND {lines}", (now, name, number, name))
        kept.rows("UPDATE quotes SET name = ? WHERE number = ? AND name = ?", (now, number, name))
        return
    for conversation in dict.fromkeys(turn.conversation for turn in turns):
        _drop_carried(kept, conversation, min(turn.id for turn in turns if turn.conversation == conversation))
    kept.rows(f"DELETE FROM lines WHERE verdict IS NULL AND {lines}", (number, name))  # its question quotes it too
    kept.rows(
        "UPDATE lines SET removed = 1, question = typed, answers = '[]', evidence = '', document = '', kind = 'span'"
        f" WHERE {lines}",
        (number, name),
    )
    kept.rows("DELETE FROM quotes WHERE number = ? AND name = ?", (number, name))


def _drop_carried(kept: KeptStore, conversation: int, first: int) -> None:
    """Takes out what the turns of a conversation carried over since one of them: all that nobody has typed."""
    rows = kept.rows(f"SELECT {TURN} FROM turns WHERE conversation = ? ORDER BY id", (conversation,))
    turns = [loaded(kept.path, row) for row in rows]
    typed = "\n".join(turn.turn.question for turn in turns)
    for turn in turns:
        left = tuple(each for each in turn.turn.carried if all(word in typed for word in each.text.split()))
        if turn.id >= first and left != turn.turn.carried:
            question = turn.turn.question
            kept.rows(
                "UPDATE turns SET carried = ?, asked = ?, answer = ? WHERE id = ?",
                (stored_carried(left), question, stored(replace(turn.turn.answer, question=question)), turn.id),
            )
