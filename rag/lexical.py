"""Which passages share characters, words and numbers with a question: BM25 over tantivy.

Tantivy is given text that `rag.folding.tokens` has cut already, so the index and the question agree on what a token
is. It keeps passage ids and tokens, never the text itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from rag.folding import tokens
from rag.spelling import spelled

_WRITER_BYTES = 64 * 1024 * 1024
# What words of alphabets begin with: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic and the scripts of India, folded.
_SPACED_LETTERS = tuple(
    letter for letter in map(chr, range(0x61, 0xE00)) if letter.isalpha() and letter == letter.lower()
)
# Words that hardly a paragraph is without in its language, and hardly one has in another.
_COMMON_LISTED = """
the of and to de la el los que le les des et der die und den il di che do da os и на не что ve bir και το yang dan i nie
się în și là của та що في من على של את में के है
"""
_COMMON = _COMMON_LISTED.split()
_WRITTEN = 0.01  # share of passages that have the most frequent of them, from which a library is also in its language
_TEXT, _CONTEXT, _ID = "text", "context", "id"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ID, stored=False, indexed=True, fast=True)
    # What a passage is found by, its title and section included: BM25 over both together beats either alone.
    builder.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="freq")
    # Title and section once more by themselves: how rare a word is among titles is not how rare it is in text.
    builder.add_text_field(_CONTEXT, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class LexicalError(ValueError):
    """The files of a lexical index are damaged; or what the system refused, in tantivy's words."""


@contextmanager
def _sound() -> Iterator[None]:
    """Turns into LexicalError what tantivy makes of damaged files: ValueError, or panic, which is no Exception."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
            raise LexicalError(str(error)) from error
        raise


class LexicalIndex:
    """The lexical index of one library, in a folder of its own. Changes are seen after `commit`. All of it raises
    LexicalError when the files are damaged."""

    @_sound()
    def __init__(self, folder: Path, new: bool = True) -> None:
        """Opens the index in ``folder``; when there is none, an empty one if it may be ``new``."""
        if new:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), str(folder), reuse=True) if new else tantivy.Index.open(str(folder))
        if self._index.schema != _schema():
            raise LexicalError("written by another version")
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("whitespace", whitespace)
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = self._index.searcher()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """The index that is in ``folder``: nothing is made where there is none, for its files may be being removed."""
        return cls(folder, new=False)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @_sound()
    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Takes in passages: id, text, context (title and section). An id already there is replaced."""
        self.remove([number for number, _, _ in rows])
        writer = self._writing()
        above = {context for _, _, context in rows}  # far fewer than passages
        contexts = {context: " ".join(tokens(context)) for context in above}
        texts = spelled([text for _, text, _ in rows])
        for (number, _, context), text in zip(rows, texts, strict=True):
            document = tantivy.Document()
            document.add_unsigned(_ID, number)
            document.add_text(_TEXT, text + contexts[context])
            document.add_text(_CONTEXT, contexts[context])
            writer.add_document(document)

    @_sound()
    def remove(self, numbers: Sequence[int]) -> None:
        """Takes passages out. Their tokens stay in the files until those are written anew."""
        # By query: tantivy's delete by term takes an unsigned field without complaint and deletes nothing.
        self._writing().delete_documents_by_query(self._among(numbers))

    @_sound()
    def commit(self) -> None:
        """Makes the changes since the last commit permanent, all or none, and visible to this index."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self._searcher = self._index.searcher()

    @_sound()
    def search(
        self, weights: Mapping[str, float], limit: int, only: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Passages with any of the tokens, as (id, BM25 score), score descending, then id; among ``only`` if given.

        ``weights``: how much each token counts. BM25 with tantivy's k1 1.2, b 0.75.
        """
        found = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(_TEXT, token), weight))
            for token, weight in weights.items()
        ]
        if not found or not len(self) or (only is not None and not len(only)):
            return []
        query = tantivy.Query.boolean_query(found)
        if only is not None:
            allowed = tantivy.Query.const_score_query(self._among(only), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        hits = self._searcher.search(query, limit=limit, count=False).hits
        numbers = self._searcher.fast_field_values(_ID, [address for _, address in hits])
        scored = [(int(number or 0), float(score)) for number, (score, _) in zip(numbers, hits, strict=True)]
        return sorted(scored, key=lambda row: (-row[1], row[0]))

    def frequency(self, token: str) -> int:
        """How many passages have a token, in text or context."""
        with _sound():
            return int(self._searcher.doc_freq(_TEXT, token))

    @_sound()
    def spaced_words(self) -> list[str]:
        """All words of two letters or more in scripts that are written with spaces, in order; none where hardly any
        passage is in such a script, and words of it are names and abbreviations within another."""
        if max(self._searcher.doc_freq(_TEXT, word) for word in _COMMON) < _WRITTEN * len(self):
            return []
        found = (term for letter in _SPACED_LETTERS for term, _ in self._searcher.terms_with_prefix(_TEXT, letter))
        return sorted(term for term in found if len(term) > 1 and term.isalpha())

    def rarity(self, token: str) -> float:
        """Inverse document frequency of a token in text with context, as BM25 weighs it (Robertson and Zaragoza)."""
        return self._rarity(_TEXT, token)

    def context_rarity(self, token: str) -> float:
        """Inverse document frequency of a token among contexts alone."""
        return self._rarity(_CONTEXT, token)

    @_sound()
    def _rarity(self, field: str, token: str) -> float:
        holding = self._searcher.doc_freq(field, token)
        return math.log(1 + (len(self) - min(holding, len(self)) + 0.5) / (holding + 0.5))

    def _among(self, numbers: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._index.schema, _ID, [int(number) for number in numbers])

    def _term(self, field: str, token: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, token, index_option="freq")

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            # One thread: the same passages in the same order give the same index.
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        return self._writer
