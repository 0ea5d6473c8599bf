"""The command line's grammar: commands, their arguments, and one clear line when they are misused."""

from __future__ import annotations

import argparse
import locale
import os
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

from rag.cli.strings import say
from rag.cli.terminal import wrap
from rag.errors import UsageError
from rag.messages import Language

TOP = 5
PORT = 7860
PROPOSED = 20

# What argparse says, in its own English, and the line of ours that says it instead.
MISUSES = (
    (r"the following arguments are required: (?P<names>.+)", "misuse_missing"),
    (r"unrecognized arguments: (?P<names>-.*)", "misuse_unknown"),
    (r"unrecognized arguments: (?P<names>.+)", "misuse_unquoted"),
    (r"argument COMMAND: invalid choice: (?P<value>.+) \(choose from.*", "misuse_command"),
    (r"argument (?P<names>[^:]+): expected .*argument.*", "misuse_no_value"),
    (r"argument (?P<names>[^:]+): invalid choice: (?P<value>\S+).*", "misuse_choice"),
    (r"argument (?P<names>[^:]+): invalid _named value.*", "misuse_empty"),
    (r"argument (?P<names>[^:]+): invalid .+ value: (?P<value>.+)", "misuse_value"),
)


def language_of(argv: Sequence[str]) -> Language:
    """The language ``--language`` names, else the locale's: known before anything is parsed, so that help and
    misuse speak it too."""
    for word, after in pairwise([*argv, ""]):
        named = after if word == "--language" else word.removeprefix("--language=")
        if word.startswith("--language") and named in ("zh", "en"):
            return "zh" if named == "zh" else "en"
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def parse(argv: Sequence[str], language: Language) -> argparse.Namespace:
    """What is asked for. Raises UsageError; ``--help`` prints and raises SystemExit(0)."""
    return _parser(language).parse_args(argv)


class _Formatter(argparse.HelpFormatter):
    """Help whose lines are broken by the width of Chinese."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return [text[start:end] for start, end in wrap(text, width)]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))


class _Parser(argparse.ArgumentParser):
    """A parser that speaks ``language`` and raises UsageError instead of leaving the program."""

    def __init__(self, prog: str, language: Language, description: str) -> None:
        super().__init__(
            prog=prog, description=description, add_help=False, allow_abbrev=False, formatter_class=_Formatter
        )
        self.language: Language = language
        self.arguments = self.add_argument_group(say("help_arguments", language))
        self.choices = self.add_argument_group(say("help_options", language))
        self.option("--help", "-h", action="help")
        self.option("--library", metavar="DIR", type=_named, default=argparse.SUPPRESS)
        self.option("--language", choices=("zh", "en"), default=argparse.SUPPRESS)

    def argument(self, name: str, **settings: Any) -> None:
        self.arguments.add_argument(name, metavar=name.upper(), help=say(f"help_{name}", self.language), **settings)

    def option(self, name: str, *others: str, **settings: Any) -> None:
        about = say(f"help_{name.removeprefix('--')}", self.language)
        self.choices.add_argument(*others, name, help=about, **settings)

    def said_as(self, key: str, *names: str, **settings: Any) -> None:
        """An argument or option whose help is not called after it."""
        group = self.choices if names[0].startswith("-") else self.arguments
        group.add_argument(*names, help=say(key, self.language), **settings)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", say("usage", self.language), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", say("usage", self.language), 1)

    def error(self, message: str) -> NoReturn:
        for pattern, key in MISUSES:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                raise UsageError(key, command=self.prog, **found.groupdict())
        raise UsageError("misuse", command=self.prog, what=message)


def _parser(language: Language) -> argparse.ArgumentParser:
    parser = _Parser("chuchu", language, say("help_title", language))
    parser.epilog = say("help_end", language)
    parser.set_defaults(command="chat", library=None, host="127.0.0.1", port=PORT, reader="bundled", reranker=None)
    parser.set_defaults(auth=None, no_auth=False, mcp=False)
    parser.option("--version", action="store_true")
    commands = parser.add_subparsers(title=say("help_commands", language), metavar="COMMAND")
    for name, arguments in COMMANDS.items():
        about = say(f"help_{name}", language)
        added: _Parser = commands.add_parser(name, help=about, language=language, description=about)
        added.set_defaults(command=name)
        arguments(added)
    return parser


def _add(parser: _Parser) -> None:
    parser.argument("path", nargs="+")
    parser.option("--sync", action="store_true")
    parser.option("--encoder", metavar="NAME", type=_named)


def _remove(parser: _Parser) -> None:
    parser.argument("name", nargs="+")


def _list(parser: _Parser) -> None:
    parser.option("--json", action="store_true")


def _show(parser: _Parser) -> None:
    parser.argument("name")


def _ask(parser: _Parser) -> None:
    parser.argument("question")
    _choosing(parser)
    _reading(parser)


def _search(parser: _Parser) -> None:
    parser.argument("query")
    _choosing(parser)


def _batch(parser: _Parser) -> None:
    parser.argument("file")
    parser.option("--output", "-o", metavar="OUT")
    _narrowing(parser)
    _reading(parser)
    parser.option("--resume", action="store_true")


def _choosing(parser: _Parser) -> None:
    _narrowing(parser)
    parser.option("--json", action="store_true")


def _narrowing(parser: _Parser) -> None:
    parser.option("--top", metavar="N", type=_count, default=TOP)
    parser.option("--document", metavar="GLOB")


def _reading(parser: _Parser) -> None:
    parser.option("--reader", metavar="NAME", type=_named, default="bundled")
    parser.option("--reranker", metavar="NAME", type=_named)


def _evaluate(parser: _Parser) -> None:
    parser.said_as("help_gold_file", "gold", metavar="GOLD")
    parser.option("--corpus-from-gold", action="store_true")
    parser.option("--compare", metavar="NAME", action="append", default=[])
    parser.option("--report", metavar="FILE.html")
    parser.said_as("help_json_file", "--json", metavar="FILE")
    parser.option("--run", metavar="FILE.trec")
    parser.option("--details", metavar="FILE.jsonl")
    parser.option("--fail-under", metavar="METRIC=VALUE", action="append", default=[])
    parser.option("--encoder", metavar="NAME", type=_named)
    _reading(parser)


def _gold(parser: _Parser) -> None:
    parser.said_as("help_proposed", "--top", metavar="N", type=_count, default=PROPOSED)
    parser.option("--document", metavar="GLOB")


def _rebuild(parser: _Parser) -> None:
    parser.option("--encoder", metavar="NAME", type=_named)
    parser.option("--yes", action="store_true")


def _doctor(parser: _Parser) -> None:
    parser.option("--verify", action="store_true")


def _chat(parser: _Parser) -> None:
    parser.option("--host", metavar="ADDRESS", default="127.0.0.1")
    parser.option("--port", metavar="N", type=_count, default=PORT)
    parser.option("--auth", metavar="FILE")
    parser.option("--no-auth", action="store_true")
    parser.option("--mcp", action="store_true")
    _reading(parser)


def _count(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) > 0):
        raise ValueError
    return int(word)


def _named(word: str) -> str:
    if not word:  # a script whose variable is not set: no reason to take another library or model than was meant
        raise ValueError
    return word


# Every command and what its arguments are, in the order help lists them.
COMMANDS: dict[str, Callable[[_Parser], None]] = {
    "add": _add,
    "remove": _remove,
    "list": _list,
    "show": _show,
    "ask": _ask,
    "search": _search,
    "batch": _batch,
    "evaluate": _evaluate,
    "gold": _gold,
    "rebuild": _rebuild,
    "doctor": _doctor,
    "chat": _chat,
}
