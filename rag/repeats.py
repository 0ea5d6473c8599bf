"""Passages that say the same: printed twice, in another document, or with a character read differently."""

from __future__ import annotations

import re
from dataclasses import dataclass

ALIKE = 0.9
"""Share of common character triples (Jaccard) from which two passages are one: the usual line for near-duplicates
(Manku et al. 2007 and others); a place name exchanged in a sentence or two already falls below it."""

_VISIBLE = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Print:
    """What of a text is compared: its letters and digits, and its numbers."""

    letters: str
    numbers: tuple[str, ...]


def print_of(folded: str) -> Print:
    """The print of a folded text (`rag.folding.fold`), the same whatever its punctuation."""
    return Print("".join(_VISIBLE.findall(folded)), tuple(_NUMBERS.findall(folded)))


def nearly_same(one: Print, other: Print) -> bool:
    """Whether two texts say the same. Never when a number differs: 5% and 6% are two facts in the same words."""
    if one.numbers != other.numbers:
        return False
    if one.letters == other.letters:
        return True
    shorter, longer = sorted((len(one.letters), len(other.letters)))
    if shorter < ALIKE * longer:  # too few triples to have in common, however alike
        return False
    ours, theirs = _triples(one.letters), _triples(other.letters)
    common = len(ours & theirs)
    return common >= ALIKE * (len(ours) + len(theirs) - common)


def _triples(letters: str) -> set[str]:
    return set(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))
