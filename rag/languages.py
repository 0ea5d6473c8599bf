"""What language a question is in."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en", "ja", "ko", "other"]

_ENGLISH_LISTED = """
the of what how is in was did does which who when where many much by to for at and are has
"""
_ENGLISH = frozenset(_ENGLISH_LISTED.split())
_FOREIGN_LISTED = """
le la les un une des du et dans pour est sont combien quand quel quelle que qui comment pourquoi der die das den ein
eine und von zu wie viele wann wo wer warum was welche welcher welches welchen welchem auf ist hat soll wird im um für
nach el los las una del con por para es son cuánto cuántos qué
"""
_FOREIGN = frozenset(_FOREIGN_LISTED.split()) - {"was", "die"}


def language_of(text: str) -> Language:
    """Language by script; Latin script is English where English function words are, or no accent is."""
    if re.search("[\u3041-\u3096\u30a1-\u30fa]", text):
        return "ja"
    if re.search("[\uac00-\ud7a3]", text):
        return "ko"
    if re.search("[\u3400-\u9fff]", text):
        return "zh"
    latin = re.findall(r"[^\W\d_]+", text.lower())
    if not latin or (not text.isascii() and not _ENGLISH.intersection(latin)):
        return "other"
    english = len(_ENGLISH.intersection(latin))
    foreign = len((_FOREIGN - _ENGLISH).intersection(latin))
    english -= bool(foreign and "in" in latin)  # German has it too
    return "en" if english >= foreign else "other"
