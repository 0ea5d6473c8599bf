"""Plots as SVG that stands by itself in a page: colours come from the page's style, so that it follows light, dark and
paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 420, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 44
LINE = 18  # height of a line of the legend
MOST_POINTS = 200  # of one series; more cannot be seen
COLOURS = 6  # the page's style has so many, and as many ways to break a line


@dataclass(frozen=True, slots=True)
class Series:
    """Points ``(x, y)`` in order of x, and a radius for each where they are to be seen."""

    name: str
    points: tuple[tuple[float, float], ...]
    radii: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Axes:
    """What a plot is called and what its axes are; ``ticks``: of x, the first and last being its ends. y goes from 0
    to 1. ``diagonal``: whether to draw where both are equal."""

    title: str
    x: str
    y: str
    ticks: tuple[float, ...]
    diagonal: bool = False


def plot(series: Sequence[Series], axes: Axes) -> str:
    """The series as lines in one plot, with a legend below when there are several."""
    legend = LINE * len(series) if len(series) > 1 else 0
    parts = [
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {HEIGHT + legend}" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(axes.title)}</title>",
        *_frame(axes),
    ]
    for number, one in enumerate(series):
        parts += _drawn(one, number % COLOURS, axes)
        if legend:
            parts += _entry(one.name, number % COLOURS, HEIGHT + LINE * number + 4)
    return "".join([*parts, "</svg>"])


def _frame(axes: Axes) -> list[str]:
    parts = []
    for step in range(6):
        at = _y(step / 5)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{at}" x2="{WIDTH - RIGHT}" y2="{at}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 6}" y="{at + 4}" text-anchor="end">{step / 5:.1f}</text>')
    for tick in axes.ticks:
        at = _x(tick, axes)
        parts.append(f'<text class="tick" x="{at}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{tick:g}</text>')
    middle, low = (LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text class="axis" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(axes.x)}</text>')
    turned = f'transform="rotate(-90 14 {low})"'
    parts.append(f'<text class="axis" x="14" y="{low}" text-anchor="middle" {turned}>{escape(axes.y)}</text>')
    if axes.diagonal:
        ends = f'x1="{LEFT}" y1="{_y(0)}" x2="{WIDTH - RIGHT}" y2="{_y(1)}"'
        parts.append(f'<line class="diagonal" {ends}/>')
    return parts


def _drawn(series: Series, colour: int, axes: Axes) -> list[str]:
    points = [(_x(x, axes), _y(y)) for x, y in thinned(series.points)]
    path = " ".join(f"{x},{y}" for x, y in points)
    parts = [f'<polyline class="line c{colour}" points="{path}"/>'] if len(points) > 1 else []
    radii = series.radii or ((2.5,) * len(points) if len(points) <= 10 else ())
    for (x, y), radius in zip(points, radii, strict=False):
        parts.append(f'<circle class="dot c{colour}" cx="{x}" cy="{y}" r="{radius:.1f}"/>')
    return parts


def _entry(name: str, colour: int, at: int) -> list[str]:
    return [
        f'<line class="line c{colour}" x1="{LEFT}" y1="{at}" x2="{LEFT + 28}" y2="{at}"/>',
        f'<text class="tick" x="{LEFT + 36}" y="{at + 4}">{escape(name)}</text>',
    ]


def thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most `MOST_POINTS` of the points, evenly taken, the first and last among them."""
    if len(points) <= MOST_POINTS:
        return list(points)
    last = len(points) - 1
    return [points[round(place * last / (MOST_POINTS - 1))] for place in range(MOST_POINTS)]


def _x(value: float, axes: Axes) -> float:
    first, last = axes.ticks[0], axes.ticks[-1]
    return round(LEFT + (value - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float) -> float:
    return round(HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM), 1)
