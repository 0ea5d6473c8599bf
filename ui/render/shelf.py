"""The conversations kept, to go back to."""

from __future__ import annotations

from collections.abc import Sequence

from rag.memory import ConversationEntry
from rag.messages import Language
from ui.render.marks import button, element, text
from ui.strings import label


def conversations(entries: Sequence[ConversationEntry], here: int | None, language: Language) -> str:
    """A list of the conversations, the one changed last first; ``here``: the one that is shown."""
    begin = button(label("begin", language), "begin", class_="begin")
    if not entries:
        return element("nav", begin, class_="shelf", aria_label=label("conversations", language))
    fold = button(f"{label('conversations', language)} ({len(entries)})", "unfold", class_="unfold")
    rows = [element("li", _entry(entry, entry.id == here, language)) for entry in entries]
    exports = ""
    if here is not None:
        links = [
            element("a", text(suffix), href=f"conversation/{here}.{suffix}", download=True) for suffix in ("md", "json")
        ]
        exports = element("p", text(label("export_as", language)), " ", *links, class_="exports")
    parts = [begin, fold, element("ul", *rows), exports]
    return element("nav", *parts, class_="shelf", aria_label=label("conversations", language))


def _entry(entry: ConversationEntry, here: bool, language: Language) -> str:
    title = element("bdi", text(entry.title))
    chosen = {"data_conversation": entry.id, "aria_current": "true" if here else None}
    sure = label("forget_sure", language, title=entry.title)
    said = label("forget", language, title=entry.title)
    forget = button("×", "forget", class_="forget", aria_label=said, data_conversation=entry.id, data_sure=sure)
    return element("button", title, type="button", class_="choose", data_do="choose", **chosen) + forget
