"""The parser's two ways in: expressions, and the unary tests of decision tables. Serves `expression.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minben.kernel.feel import scan
from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.parser import MAX_TEXT, MEMBERS, Parser
from minben.kernel.feel.tree import Node, Tests


def _parser(text: str, names: Sequence[Iterable[str]], members: Iterable[str]) -> Parser:
    if len(text) > MAX_TEXT:
        raise FeelLimit(f"A text of {len(text)} characters is longer than {MAX_TEXT}.", 0)
    return Parser(text, [set(group) for group in names], {*MEMBERS, *members})


def _finish(parser: Parser) -> None:
    parser.blank()
    if parser.i < len(parser.text):
        raise parser.error("Expected the end of the expression")


def read_expression(
    text: str, names: Sequence[Iterable[str]], members: Iterable[str]
) -> tuple[Node, list[tuple[str, int]]]:
    """The tree of an expression, and the names in it that nobody declared, with their positions."""
    parser = _parser(text, names, members)
    node = parser.expression()
    _finish(parser)
    return node, parser.unknown


def read_tests(
    text: str, names: Sequence[Iterable[str]], members: Iterable[str]
) -> tuple[Tests, list[tuple[str, int]]]:
    """The tree of unary tests: `-`, `not(…)`, or tests separated by commas."""
    parser = _parser(text, names, members)
    if text.strip() in ("-", ""):
        return Tests((), ()), []
    negated = parser.word() == "not" and _closes_at_end(parser)
    if negated:
        parser.take_word("not")
        parser.expect("(")
    parts: list[Node] = []
    asks: list[bool] = []
    while True:
        parser.asked = False
        parts.append(parser.test_part())
        asks.append(parser.asked)
        if not parser.take(","):
            break
    if negated:
        parser.expect(")")
    _finish(parser)
    return Tests(tuple(parts), tuple(asks), negated), parser.unknown


def _closes_at_end(parser: Parser) -> bool:
    """Whether the parenthesis after `not` spans the whole rest: then it is the test `not(…)`, not a function call."""
    opened = parser.text.find("(", parser.i)
    depth, i = 0, opened
    while 0 <= i < len(parser.text):
        string = scan.STRING.match(parser.text, i)
        if string:
            i = string.end()
            continue
        depth += {"(": 1, ")": -1}.get(parser.text[i], 0)
        i += 1
        if depth == 0:
            return not parser.text[i:].strip()
    return False
