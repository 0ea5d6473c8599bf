"""A bar with rate and time left while work goes on; on a terminal only."""

from __future__ import annotations

import sys
from pathlib import PurePath
from types import TracebackType
from typing import Any

from rag.cli.strings import say
from rag.cli.terminal import Screen, fit, one_line, screen_of
from rag.messages import Language

NAME = 20  # columns for the name of what is being done
ROOMY = 60  # columns of a terminal that has room for it


class Progress:
    """Call it with how much is done, how much there is, and the name of the next."""

    def __init__(self, unit: str, language: Language) -> None:
        self._screen: Screen = screen_of(sys.stderr, language)
        self._unit = unit
        self._bar: Any = None

    def __call__(self, done: int, total: int, name: str = "") -> None:
        if not self._screen.width:
            return
        if self._bar is None:
            self._bar = self._new(total)
        if self._screen.width >= ROOMY:
            self._bar.set_description_str(fit(one_line(PurePath(name).name), NAME), refresh=False)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def _new(self, total: int) -> Any:
        from tqdm import tqdm  # only where there is a terminal to draw on

        shape = "{desc} {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt} {rate_fmt} " + say("left", self._screen.language)
        return tqdm(total=total, unit=self._unit, bar_format=shape, leave=False, dynamic_ncols=True, file=sys.stderr)
