"""Records to HTML: the only place where text becomes HTML. Pure, and everything is escaped, once, in `marks`.

Buttons carry ``data-do``, the name of an event, and the data of the event beside it; page.js hands them to the
component that they stand in.
"""

from ui.render.gold import export, gold_lines, page_within, preview
from ui.render.page import Starter, header, hint, keys, welcome
from ui.render.results import documents, report, results, whole
from ui.render.shelf import conversations
from ui.render.source import Mark, Opened, Spread, source
from ui.render.turns import Told, thread

__all__ = [
    "Mark",
    "Opened",
    "Spread",
    "Starter",
    "Told",
    "conversations",
    "documents",
    "export",
    "gold_lines",
    "header",
    "hint",
    "keys",
    "page_within",
    "preview",
    "report",
    "results",
    "source",
    "thread",
    "welcome",
    "whole",
]
