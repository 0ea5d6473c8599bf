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
Change = tuple[int, str, str | None]
"""A document's number, what it was called, and what it is called now."""


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
                changes = _changes(kept, library)
                _change(kept, changes)
                if any(now is None for _, _, now in changes):
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


def _changes(kept: KeptStore, library: Store) -> list[Change]:
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


def _change(kept: KeptStore, changes: Iterable[Change]) -> None:
    """Gives documents their other names in all that quotes them, or takes them out. All in one pass: the name that one
    has now can be what another was called."""
    turns: dict[int, dict[str, str | None]] = {}
    lines: dict[int, dict[str, str | None]] = {}
    everywhere: dict[str, str | None] = {}
    for number, name, now in changes:
        everywhere[name] = now
        for turn, line in kept.rows("SELECT turn, line FROM quotes WHERE number = ? AND name = ?", (number, name)):
            names = lines.setdefault(line, {}) if turn is None else turns.setdefault(turn, {})
            names[name] = now if names.get(name, "") is not None else None
        if now is None:
            kept.rows("DELETE FROM quotes WHERE number = ? AND name = ?", (number, name))
        else:  # these have the number, so that none is changed twice
            kept.rows("UPDATE quotes SET name = ? WHERE number = ? AND name = ?", (now, number, name))
    for turn, document in kept.rows("SELECT id, document FROM turns WHERE document IS NOT NULL"):
        if document in everywhere:
            kept.rows("UPDATE turns SET document = ? WHERE id = ?", (everywhere[document] or "", turn))
    _change_turns(kept, turns)
    for line, names in lines.items():
        _change_line(kept, line, names)


def _change_turns(kept: KeptStore, turns: Mapping[int, Names]) -> None:
    """Changes the answers of turns, each as said for it, and takes out what later turns carried over of them."""
    first: dict[int, int] = {}
    for number, names in sorted(turns.items()):
        [row] = kept.rows(f"SELECT {TURN} FROM turns WHERE id = ?", (number,))
        turn = loaded(kept.path, row)
        kept.rows("UPDATE turns SET answer = ? WHERE id = ?", (stored(renamed(turn.turn.answer, names)), number))
        if None in names.values():
            first.setdefault(turn.conversation, number)
    for conversation, number in first.items():
        _drop_carried(kept, conversation, number)


def _change_line(kept: KeptStore, number: int, names: Names) -> None:
    """Gives a gold line's document its other name; one that quotes what is gone is deleted, or kept as typed."""
    if None in names.values():
        kept.rows("DELETE FROM lines WHERE verdict IS NULL AND id = ?", (number,))  # its question quotes it too
        kept.rows(
            "UPDATE lines SET removed = 1, question = typed, answers = '[]', evidence = '', document = '',"
            " kind = 'span' WHERE id = ?",
            (number,),
        )
        return
    [(document,)] = kept.rows("SELECT document FROM lines WHERE id = ?", (number,))
    kept.rows("UPDATE lines SET document = ? WHERE id = ?", (names.get(document, document), number))


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
