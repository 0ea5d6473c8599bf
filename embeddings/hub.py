"""Models from a folder or from the model hub: what every kind that is named so has in common.

Hub names follow huggingface_hub's settings: HF_ENDPOINT names a mirror, HF_HUB_OFFLINE=1 asks nobody.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

HUB_NAME = re.compile(r"(?!\.)[\w.-]+(/(?!\.)[\w.-]+)?", re.ASCII)
HUB_SECONDS = 10
_LOADING = RLock()
"""What is made quiet is so for the whole program: one thread at a time."""


def folder_of(name: str) -> Path:
    """The folder that a model's name may mean: ~ is home, and stays as it is where nobody of that name has one."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def reachable(repository: str) -> bool:
    """Whether the hub can be asked for a model; if not, one kept on this machine may do.

    Raises LookupError, with a line for a person, when it has no such model.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    try:
        # Asked first, and once: the loaders would try each file for minutes
        HfApi().model_info(repository, timeout=HUB_SECONDS)
    except (RepositoryNotFoundError, GatedRepoError) as error:
        raise LookupError("no such folder, and the model hub has no such public model; check the name") from error
    except Exception:  # offline by setting, no network, a proxy's error page
        return False
    return True


def failure(name: str, kind: str, local: bool, error: Exception) -> str:
    """What to tell about a model that did not load; ``local``: from a folder."""
    if local:
        return f"{name}: no working {kind} in this folder; save or copy it again ({first_line(error)})"
    if isinstance(error, OSError):
        return (
            f"{name}: no such folder, and the model hub cannot be reached; "
            "go online, set HF_ENDPOINT to a mirror, or give a folder with the model"
        )
    return f"{name}: the model cannot be loaded: {first_line(error)}"


def knows_words(tokenizer: Any) -> bool:
    """Whether a tokenizer knows any tokens but the special ones: without its files one is made that does not."""
    return len(tokenizer) > len(set(tokenizer.all_special_tokens))


def first_line(error: BaseException) -> str:
    """The first line of what an error says, its kind if it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings, log lines or loading bars of the packages below: what matters is in our one line."""
    from transformers.utils import logging as transformers_logging

    with _LOADING:
        loud = [logging.getLogger(name) for name in ("sentence_transformers", "transformers", "huggingface_hub")]
        levels = [each.level for each in loud]
        bars = transformers_logging.is_progress_bar_enabled()
        for each in loud:
            each.setLevel(logging.CRITICAL)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            for each, level in zip(loud, levels, strict=True):
                each.setLevel(level)
            if bars:
                transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
