"""Tables in text files (.csv, .tsv): a line per row, its cells under their names."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from rag.errors import FileError
from rag.formats.decoding import decode
from rag.formats.tables import MOST_CELLS, write_table
from rag.formats.writing import Writer
from rag.records import Extract

_SEPARATORS = ",;\t|"
# Rows that show how the cells are kept apart.
_SAMPLE = 50


def read(content: bytes, name: str) -> Extract:
    """A line per row; one with a line break in a cell is still one line."""
    text = decode(content, name)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    separator = "\t" if name.lower().endswith(".tsv") and "\t" in text else _separator(text)
    if text.count(separator) + text.count("\n") > MOST_CELLS:
        raise FileError("file_vast", file=name, most=MOST_CELLS)
    writer = Writer()
    write_table(writer, _rows(text, separator))
    return writer.extract()


def _rows(text: str, separator: str) -> list[list[str]]:
    """All rows; where a quote is opened and never closed, quotes are ordinary characters."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE))


def _separator(text: str) -> str:
    """What stands between the cells: what splits most of the first rows into the same number of them, more than one."""
    best, found = (0, 0), ","
    for separator in _SEPARATORS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = Counter(len(row) for row in islice(rows, _SAMPLE) if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            if (count, width) > best:
                best, found = (count, width), separator
    return found
