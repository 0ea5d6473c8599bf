"""Provinces are told by any of their names."""

from __future__ import annotations

import pytest

from rag.folding import fold
from rag.provinces import provinces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("山西和陕西的煤炭产量", {"山西", "陕西"}),
        ("江蘇省では常住人口", {"江苏"}),
        ("広東省の港", {"广东"}),
        ("지린성이 올해", {"吉林"}),
        ("How much did Inner Mongolia and Shaanxi mine?", {"内蒙古", "陕西"}),
        ("À combien s'élève le PIB du Hubei ?", {"湖北"}),
        ("Сколько школ построят в Хэбэе?", {"河北"}),
        ("北京路有多长？", set()),
        ("Who taught at Beijinghai?", set()),
    ],
)
def test_provinces_are_found_in_every_language_and_given_in_chinese(text: str, found: set[str]) -> None:
    assert provinces(fold(text)) == found
