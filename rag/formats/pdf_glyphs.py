"""Characters of a PDF page with their places, as pdfium finds them; joined into runs that nothing parts."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_AS_IT_IS = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
# Points; CPDF_TextPage leaves out text objects narrower than this (kSizeEpsilon).
_NO_WIDTH = 0.01
# Forms inside forms whose text is looked at; pdfium itself reads no deeper than about this.
_DEEPEST = 8
# pdfium hands a hyphen at the end of a line out as one of these.
_HYPHENS = frozenset((0x02, 0xFFFE))
# Parts of the font size. Wider than this between two characters: not one run.
_PARTED = 0.7
# A word space is a quarter to a third of it, and shrinks to a sixth in a tight line; kerning stays below a tenth.
_SPACE = 0.16
# Gaps that show what is usual in a line; a quarter of them are no wider than that.
_SHOWS_USUAL = 4
# Between Chinese and Latin, typesetters leave a quarter (JIS X 4051) without a space being meant.
_MIXED_SPACE = 0.6
_CHINESE_SPACE = 1.5
# Characters below one another that are a column of text, and the angle that stands for it.
_LEAST_DOWNWARDS = 4
_DOWNWARDS = -90
# A raised or lowered mark: of smaller type, short, close to its word and not far above or below.
_MARK, _LONGEST_MARK, _MARK_GAP, _MARK_RAISED = 0.85, 6, 0.3, 0.7
# The same character this near to itself is printed twice to look bold.
_TWICE = 0.08


class Glyph(NamedTuple):
    """A character on the page, turned so that its line runs to the right: left, right and base line in points,
    font size as printed, angle of its line in degrees."""

    character: str
    left: float
    right: float
    base: float
    size: float
    angle: int


class Run(NamedTuple):
    """Characters of one line with nothing between them but word spaces."""

    text: str
    left: float
    right: float
    base: float
    size: float


def glyphs_of(page: Any, most: int) -> list[Glyph] | None:
    """The characters of a pdfium page in the order of the file; None when there are more than ``most``.

    Control characters, halves of characters and the spaces pdfium adds are left out.
    """
    _widen(page)
    text = page.get_textpage()
    try:
        count = text.count_chars()
        return None if count > most else _with_columns_turned(list(_glyphs(text.raw, count)))
    finally:
        text.close()


def _widen(page: Any) -> None:
    """Gives width to text that pdfium takes to have none, and would leave out: one character alone, in a font that
    is neither in the file nor on the machine."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST):
        pdfium.FPDFPageObj_GetBounds(part.raw, left, bottom, right, top)
        if right.value - left.value < _NO_WIDTH:
            # A drawn outline has a width, which is counted when the text is placed anew
            pdfium.FPDFTextObj_SetTextRenderMode(part.raw, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
            pdfium.FPDFPageObj_TransformF(part.raw, _AS_IT_IS)


def _glyphs(text: Any, count: int) -> Iterator[Glyph]:
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    size, angle, turn, shown = 0.0, 0, (1.0, 0.0), None
    first_half = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            first_half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((first_half - 0xD800) << 10) + (code - 0xDC00) if first_half else 0
        first_half = 0
        character = _character(code)
        if not character:
            continue
        drawn = ctypes.addressof(found.contents) if (found := pdfium.FPDFText_GetTextObject(text, i)) else None
        if drawn != shown or drawn is None:
            shown = drawn
            pdfium.FPDFText_GetMatrix(text, i, matrix)
            size, angle = _size_and_angle(matrix, pdfium.FPDFText_GetFontSize(text, i))
            turn = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        if not (pdfium.FPDFText_GetCharOrigin(text, i, x, y) and pdfium.FPDFText_GetLooseCharBox(text, i, box)):
            continue
        left, base = _turned(x.value, y.value, turn)
        if angle % 90:
            right = left + size * (1.0 if is_wide(character) else 0.5)
        else:
            one, other = (_turned(*corner, turn)[0] for corner in ((box.left, box.bottom), (box.right, box.top)))
            left, right = min(one, other), max(one, other)
        if math.isfinite(left) and math.isfinite(right) and math.isfinite(base):
            yield Glyph(character, left, right, base, size, angle)


def _with_columns_turned(glyphs: list[Glyph]) -> list[Glyph]:
    """``glyphs``, those of Chinese written downwards turned so that each column is a line, the rightmost the first."""
    found: list[Glyph] = []
    for start, end in _stretches(glyphs):
        if end - start < _LEAST_DOWNWARDS:
            found += glyphs[start:end]
            continue
        for glyph in glyphs[start:end]:
            found.append(
                glyph._replace(left=-glyph.base, right=glyph.size - glyph.base, base=glyph.left, angle=_DOWNWARDS)
            )
    return found


def _stretches(glyphs: list[Glyph]) -> Iterator[tuple[int, int]]:
    """Ranges in which each character stands below the one before."""
    start = 0
    for i in range(1, len(glyphs) + 1):
        if i == len(glyphs) or not _is_below(glyphs[i - 1], glyphs[i]):
            yield start, i
            start = i


def _is_below(last: Glyph, glyph: Glyph) -> bool:
    if glyph.angle or last.angle or not (is_wide(glyph.character) and is_wide(last.character)):
        return False
    size = glyph.size
    return abs(glyph.left - last.left) < 0.1 * size and 0.8 * size < last.base - glyph.base < 1.4 * size


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if not 0x20 <= code <= 0x10FFFF or 0xD800 <= code < 0xE000:
        return ""
    character = chr(code)
    if character.isspace():
        return "\u3000" if character == "\u3000" else " "
    return "" if unicodedata.category(character) in ("Cc", "Cn") else character


def _size_and_angle(matrix: Any, size: float) -> tuple[float, int]:
    scale = math.hypot(matrix.c, matrix.d) * size
    if not (math.isfinite(scale) and math.isfinite(matrix.a) and math.isfinite(matrix.b)):
        return 1.0, 0
    return max(scale, 0.1), round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360


def _turned(x: float, y: float, turn: tuple[float, float]) -> tuple[float, float]:
    cosine, sine = turn
    return x * cosine + y * sine, y * cosine - x * sine


def runs_of(glyphs: list[Glyph]) -> list[Run]:
    """The runs of characters that all have one angle, in their order."""
    runs: list[Run] = []
    group: list[Glyph] = []
    for glyph in glyphs:
        if group and _printed_twice(group[-1], glyph):
            continue
        if group and not _goes_on(group[-1], glyph):
            runs.extend(_run(group))
            group = []
        group.append(glyph)
    runs.extend(_run(group))
    return [
        _level(run, before, after) for before, run, after in zip([None, *runs], runs, [*runs[1:], None], strict=False)
    ]


def _level(run: Run, before: Run | None, after: Run | None) -> Run:
    """``run`` on the base line of the one beside it when it is a raised or lowered mark of that."""
    for other, gap in ((before, before and run.left - before.right), (after, after and after.left - run.right)):
        if other is None or gap is None or len(run.text) > _LONGEST_MARK or run.size > _MARK * other.size:
            continue
        if abs(gap) < _MARK_GAP * other.size and 0 < abs(run.base - other.base) < _MARK_RAISED * other.size:
            return run._replace(base=other.base)
    return run


def _printed_twice(last: Glyph, glyph: Glyph) -> bool:
    near = _TWICE * glyph.size
    return (
        last.character == glyph.character and abs(last.left - glyph.left) < near and abs(last.base - glyph.base) < near
    )


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    if abs(last.base - glyph.base) > 0.1 * size or min(last.size, glyph.size) < 0.8 * size:
        return False
    if -_PARTED * size < glyph.left - last.right < _PARTED * size:
        return True
    # Arabic and Hebrew come in reading order, that is to the left.
    return is_leftward(glyph.character) and -_SPACE * size < last.left - glyph.right < _PARTED * size


def is_wide(character: str) -> bool:
    """Whether it takes a full square: Chinese, Japanese, Korean, and the marks of theirs."""
    return ord(character) > 0x2E7F


def is_leftward(character: str) -> bool:
    """Whether it is of a script written from right to left."""
    return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"


def _run(group: list[Glyph]) -> Iterator[Run]:
    gaps = [(glyph.left - last.right) / glyph.size for last, glyph in pairwise(group)]
    # Lines are filled by moving all characters apart: what is usual between them is no space
    usual = max(sorted(gaps)[len(gaps) // 4], 0.0) if len(gaps) >= _SHOWS_USUAL else 0.0
    text = group[0].character if group else ""
    for glyph, gap in zip(group[1:], gaps, strict=True):
        text += " " * wants_space(text[-1], glyph.character, gap - usual) + glyph.character
    if text.strip():
        seen = [glyph for glyph in group if not glyph.character.isspace()]
        left, right = min(glyph.left for glyph in seen), max(glyph.right for glyph in seen)
        yield Run(text, left, right, seen[0].base, max(glyph.size for glyph in seen))


def wants_space(before: str, after: str, gap: float) -> bool:
    """Whether a gap, in font sizes, between two characters of a line is a space that the file does not spell out."""
    if before.isspace() or after.isspace():
        return False
    wide = is_wide(before) + is_wide(after)
    return gap > (_SPACE, _MIXED_SPACE, _CHINESE_SPACE)[wide]
