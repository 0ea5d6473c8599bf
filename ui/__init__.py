"""The web chat: ask, see the paragraph, trust it. Imports `rag` and Gradio only."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from rag.messages import Language

# Before Gradio is imported anywhere: the server looks nothing up, and tells nobody.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"


def chat(folder: Path, asked: Namespace, language: Language) -> None:
    """Serves the chat over the library in ``folder`` until Ctrl-C; the command line finds it through pyproject.toml's
    entry point. Raises ChuchuError."""
    from ui.serving import serve

    serve(folder, asked, language)
