"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.cli.strings import STRINGS
from rag.evaluate.strings import WORDS
from rag.messages import MESSAGES
from ui.strings import LABELS

ROOT = Path(__file__).parent.parent
FLOORS = {"embeddings": 0, "rag": 1, "ui": 2}
MODULES = [path for room in FLOORS for path in sorted((ROOT / room).rglob("*.py"))]
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in MODULES}
TABLES = {"MESSAGES": MESSAGES, "STRINGS": STRINGS, "WORDS": WORDS, "LABELS": LABELS}
SPOKEN_BY = {"say": "STRINGS", "tell": "WORDS", "label": "LABELS"}


def imports(tree: ast.AST) -> Iterator[str]:
    for found in ast.walk(tree):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, "imports are absolute, so that this test can read them"
            yield found.module or ""


def calls(tree: ast.AST) -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Name of what is called, the text it is given first, and the names of the fields after it (None: open)."""
    for found in ast.walk(tree):
        if isinstance(found, ast.Call) and found.args and isinstance(found.func, ast.Name | ast.Attribute):
            called = found.func.id if isinstance(found.func, ast.Name) else found.func.attr
            fields = frozenset(given.arg for given in found.keywords if given.arg)
            is_open = any(given.arg is None for given in found.keywords)
            first = found.args[0]
            for key in [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield called, key.value, None if is_open else fields


def in_two_parts(name: ast.JoinedStr) -> bool:
    """Whether it is a text followed by a name: how the names of a family of lines are put together."""
    return [type(part) for part in name.values] == [ast.Constant, ast.FormattedValue]


def fields_of(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}


@pytest.mark.parametrize("module", TREES)
def test_imports_go_from_ui_to_rag_to_embeddings_and_never_back(module: str) -> None:
    floor = FLOORS[module.split("/")[0]]
    upwards = [name for name in imports(TREES[module]) if FLOORS.get(name.split(".")[0], 0) > floor]
    assert not upwards


@pytest.mark.parametrize("module", TREES)
def test_a_module_has_at_most_300_lines_and_a_function_at_most_50(module: str) -> None:
    assert len((ROOT / module).read_text("utf-8").splitlines()) <= 300
    functions = [found for found in ast.walk(TREES[module]) if isinstance(found, ast.FunctionDef)]
    assert not [found.name for found in functions if (found.end_lineno or 0) - found.lineno >= 50]


@pytest.mark.parametrize("module", TREES)
def test_a_function_takes_at_most_five_parameters(module: str) -> None:
    functions = [found for found in ast.walk(TREES[module]) if isinstance(found, ast.FunctionDef)]
    given = {found.name: [arg.arg for arg in [*found.args.args, *found.args.kwonlyargs]] for found in functions}
    assert not [name for name, names in given.items() if len(set(names) - {"self", "cls"}) > 5]


@pytest.mark.parametrize(("table", "key"), [(name, key) for name, lines in TABLES.items() for key in lines])
def test_every_message_has_the_same_fields_in_both_languages_and_one_line(table: str, key: str) -> None:
    chinese, english = TABLES[table][key]
    assert fields_of(chinese) == fields_of(english)
    assert all(line.strip() and "\n" not in line for line in (chinese, english))


@pytest.mark.parametrize("module", TREES)
def test_every_message_raised_or_said_exists_and_is_given_its_fields(module: str) -> None:
    from rag import errors

    for called, key, fields in calls(TREES[module]):
        raised = isinstance(getattr(errors, called, None), type)
        if raised or called == "message" or called in SPOKEN_BY:
            lines = TABLES[SPOKEN_BY.get(called, "MESSAGES")]
            assert key in lines, f"{called}({key!r})"
            assert fields is None or fields_of(lines[key][0]) <= fields, f"{called}({key!r}) lacks a field"


@pytest.mark.parametrize("table", TABLES)
def test_no_message_is_left_over(table: str) -> None:
    trees = [tree for module, tree in TREES.items() if not module.endswith(("messages.py", "strings.py"))]
    found = [node for tree in trees for node in ast.walk(tree)]
    written = {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    begun = {node.values[0].value for node in found if isinstance(node, ast.JoinedStr) and in_two_parts(node)}
    written |= {f"{start}{name.removeprefix('--')}" for start in begun for name in written}
    assert not [key for key in TABLES[table] if key not in written]


def test_nothing_in_the_repository_names_the_workplace() -> None:
    text = "".join((ROOT / name).read_text("utf-8") for name in [*TREES, "README.md", "pyproject.toml", ".ci/run"])
    assert "/work/" not in text
