"""Lines of a page in reading order, from its runs of characters: columns one after the other, rows across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from rag.formats.pdf_glyphs import Run, is_leftward, wants_space

# In font sizes: how far base lines of one line may differ, and tops of one band.
_SAME_LINE = 0.35
_BAND = 0.75
# A gap this wide between runs parts them, so that a gutter between columns can run through it.
_PARTED = 0.7
# Columns of text are wider than this, in font sizes, and this much of each line is filled: else it is a table.
_COLUMN = 6.0
_FILLED = 0.8
# Lines that show a column, and that show one beyond doubt.
_LINES = 3
_LONG = 10
# Columns inside columns.
_DEEPEST = 6
# A band this many line distances away from the next is a running head or foot.
_APART = 1.6


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text as printed. ``left``, ``right``, ``base``, ``size`` in points; ``column``: number of the column
    on the page, in reading order; lines above and below columns are columns of their own."""

    text: str
    left: float
    right: float
    base: float
    size: float
    column: int


def lines_of(runs: Sequence[Run]) -> list[PrintedLine]:
    """The lines in reading order."""
    segments = _segments(runs)
    lines: list[PrintedLine] = []
    for column, part in enumerate(_columns(segments)):
        for row in _grouped(part, _SAME_LINE):
            lines.append(_line(row, column))
    return lines


def _grouped(runs: Sequence[Run], tolerance: float) -> list[list[Run]]:
    """Runs whose base lines are near the first one's, highest first; each group from left to right."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        if groups and groups[-1][0].base - run.base <= tolerance * max(groups[-1][0].size, run.size):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [sorted(group, key=lambda run: run.left) for group in groups]


def _segments(runs: Sequence[Run]) -> list[Run]:
    """Runs joined as long as no wide gap parts them."""
    segments: list[Run] = []
    for row in _grouped(runs, _SAME_LINE):
        group: list[Run] = []
        for run in row:
            if group and run.left - max(last.right for last in group[-3:]) > _PARTED * max(run.size, group[-1].size):
                segments.append(_joined(group))
                group = []
            group.append(run)
        segments.append(_joined(group))
    return segments


def _joined(row: Sequence[Run]) -> Run:
    if len(row) == 1:
        return row[0]
    leftward = sum(is_leftward(run.text.strip()[0]) for run in row) * 2 > len(row)
    text = ""
    last: Run | None = None
    for run in reversed(row) if leftward else row:
        size = max(run.size, last.size) if last else run.size
        gap = 0.0 if last is None else (last.left - run.right if leftward else run.left - last.right)
        if last and wants_space(text[-1], run.text[0], gap / size):
            text += " "
        text += run.text
        last = run
    largest = max(row, key=lambda run: (run.size, len(run.text)))
    return Run(text, row[0].left, max(run.right for run in row), largest.base, largest.size)


def _line(row: Sequence[Run], column: int) -> PrintedLine:
    whole = _joined(row)
    return PrintedLine(whole.text.rstrip(), whole.left, whole.right, whole.base, whole.size, column)


def _columns(segments: Sequence[Run]) -> list[list[Run]]:
    """Parts of the page in reading order, each read line by line."""
    bands = _grouped(segments, _BAND)
    head, body, foot = _without_edges(bands)
    parts = [*head, *_parted(body, 0), *foot]
    return [part for part in parts if part]


def _without_edges(bands: list[list[Run]]) -> tuple[list[list[Run]], list[list[Run]], list[list[Run]]]:
    """Running heads, what is between, running feet: bands at an edge that stand apart from the others."""
    tops = [band[0].base for band in bands]
    pitches = [above - below for above, below in pairwise(tops)]
    if len(bands) < 4:
        return [], bands, []
    apart = _APART * median(pitches)
    first = next((i for i in (2, 1) if pitches[i - 1] > apart), 0)
    last = next((i for i in (2, 1) if pitches[-i] > apart), 0)
    return bands[:first], bands[first : len(bands) - last], bands[len(bands) - last :]


def _parted(bands: Sequence[list[Run]], depth: int) -> list[list[Run]]:
    """``bands`` in parts: columns where a gutter parts them, what lies above, between and below read across."""
    gutter = _gutter(bands) if depth < _DEEPEST else None
    if gutter is None:
        return [[run for band in bands for run in band]]
    zones = _zones(bands, gutter)
    parts: list[list[Run]] = []
    across = False
    for zone in zones:
        assert gutter is not None  # or there were no zones
        left = [run for band in zone for run in band if run.left < gutter]
        right = [run for band in zone for run in band if run.left >= gutter]
        if not _crosses(zone[0], gutter) and _are_columns(left, right):
            parts += [part for side in (left, right) for part in _parted(_grouped(side, _BAND), depth + 1)]
            across = False
            continue
        inner = _parted(zone, depth + 1) if len(zones) > 1 else [left + right]
        if across and len(inner) == 1:
            parts[-1] += inner[0]
        else:
            parts += inner
        across = len(inner) == 1
    return parts or [[run for band in bands for run in band]]


def _gutter(bands: Sequence[Sequence[Run]]) -> float | None:
    """The x that most gaps inside bands contain and fewest runs cross, None when there are no gaps."""
    ends: list[tuple[float, int, int]] = []
    for band in bands:
        right = band[0].left
        for run in band:
            if right < run.left:
                ends += [(right, 1, 1), (run.left, -1, -1)]
            ends += [(run.left, -1, 0), (run.right, 1, 0)]
            right = max(right, run.right)
    ends.sort()
    best, place, score, gaps = -len(ends), None, 0, 0
    for (x, step, gap), (end, _, _) in pairwise(ends):
        score, gaps = score + step, gaps + gap
        if gaps > 0 and score > best and end > x:
            best, place = score, (x + end) / 2
    return place


def _crosses(band: Sequence[Run], gutter: float) -> bool:
    return any(run.left < gutter < run.right for run in band)


def _zones(bands: Sequence[list[Run]], gutter: float) -> list[list[list[Run]]]:
    """Stretches of bands that all cross the gutter, or all do not."""
    return [list(zone) for _, zone in groupby(bands, key=lambda band: _crosses(band, gutter))]


def _are_columns(*sides: Sequence[Run]) -> bool:
    """Whether all are columns of running text: wide, and filled from edge to edge, as those of a table are not."""
    columns = [_grouped(side, _BAND) for side in sides]
    longest = max(len(column) for column in columns)
    if not all(columns) or longest < _LINES:
        return False
    # Beside a long column the few lines of one that just begins say nothing yet
    return all(_is_filled(column) for column in columns if longest < _LONG or len(column) >= _LINES)


def _is_filled(column: Sequence[Sequence[Run]], depth: int = 0) -> bool:
    """Whether it is text from edge to edge, or columns of such text side by side."""
    width = max(run.right for row in column for run in row) - min(row[0].left for row in column)
    filled = sum(sum(run.right - run.left for run in row) >= _FILLED * width for row in column)
    if filled * 2 >= len(column):
        return width >= _COLUMN * median(row[0].size for row in column)
    gutter = _gutter(column) if depth < _DEEPEST else None
    if gutter is None:
        return False
    sides = [[run for row in column for run in row if (run.left < gutter) == left] for left in (True, False)]
    return all(_is_filled(_grouped(side, _BAND), depth + 1) for side in sides)
