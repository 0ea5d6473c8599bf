"""Lines of a page in reading order, from its runs of characters: columns one after the other, rows across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rag.formats.pdf_glyphs import Run, is_leftward, wants_space

# In font sizes: how far base lines of one line may differ, and tops of one band.
_SAME_LINE = 0.35
_BAND = 0.75
# A gap this wide between runs parts them, so that a gutter between columns can run through it.
_PARTED = 0.7
# Smaller type this much beside a line is a raised or lowered mark of it.
_MARK = 0.85
# Columns of text are wider than this, in font sizes, and this much of each line is filled: else it is a table.
_COLUMN = 6.0
_FILLED = 0.6
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
            if group and run.left - max(member.right for member in group[-3:]) > _PARTED * max(run.size, group[-1].size):
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
    pitches = [above - below for above, below in zip(tops, tops[1:], strict=False)]
    if len(bands) < 4:
        return [], bands, []
    apart = _APART * median(pitches)
    first = next((i for i in (2, 1) if pitches[i - 1] > apart), 0)
    last = next((i for i in (2, 1) if pitches[-i] > apart), 0)
    return bands[:first], bands[first : len(bands) - last], bands[len(bands) - last :]


def _parted(bands: list[list[Run]], depth: int) -> list[list[Run]]:
    whole = [[run for band in bands for run in band]]
    gutter = _gutter(bands) if depth < 4 else None
    if gutter is None:
        return whole
    parts: list[list[Run]] = []
    found = False
    for crossed, zone in _zones(bands, gutter):
        sides = [[r for band in zone for r in band if r.left < gutter], [r for band in zone for r in band if r.left >= gutter]]
        if crossed or not _are_columns(sides):
            if parts and not found:
                parts[-1] += [run for band in zone for run in band]
                continue
            parts.append([run for band in zone for run in band])
            found = False
            continue
        for side in sides:
            parts += _parted(_grouped(side, _BAND), depth + 1)
        found = True
    return parts


def _gutter(bands: Sequence[Sequence[Run]]) -> float | None:
    """The x that most gaps between runs of a band contain, None when there are none."""
    ends: list[tuple[float, int]] = []
    for band in bands:
        right = band[0].right
        for run in band[1:]:
            if run.left - right > 0:
                ends += [(right, 1), (run.left, -1)]
            right = max(right, run.right)
    best, depth, place = 0, 0, None
    ends.sort()
    for i, (x, step) in enumerate(ends):
        depth += step
        if depth > best:
            best, place = depth, (x + ends[i + 1][0]) / 2
    return place


def _zones(bands: Sequence[list[Run]], gutter: float) -> list[tuple[bool, list[list[Run]]]]:
    """Bands in stretches, and whether they cross the gutter."""
    zones: list[tuple[bool, list[list[Run]]]] = []
    for band in bands:
        crossed = any(run.left < gutter < run.right for run in band)
        if zones and zones[-1][0] == crossed:
            zones[-1][1].append(band)
        else:
            zones.append((crossed, [band]))
    return zones


def _are_columns(sides: Sequence[Sequence[Run]]) -> bool:
    """Whether both are columns of running text, and not of a table."""
    rows = [_grouped(side, _SAME_LINE) for side in sides]
    if not all(rows) or max(len(side) for side in rows) < 3:
        return False
    long = max(len(side) for side in rows) >= 10
    for side in rows:
        if long and len(side) <= 2:
            continue
        left, right = min(row[0].left for row in side), max(run.right for row in side for run in row)
        size = median(row[0].size for row in side)
        filled = sum(sum(run.right - run.left for run in row) >= _FILLED * (right - left) for row in side)
        if right - left < _COLUMN * size or filled * 2 < len(side):
            return False
    return True
