"""From tree to text: an expression as a person would write it, which reads back as the same tree.

Serves editors, comparisons of versions and messages. Parentheses stand only where the precedence of DMN 1.5, 10.3.1.2
needs them, and around names before a sign when a known name holds a sign (`a - b` may itself be a name).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minben.kernel.feel import tree
from minben.kernel.feel.parser import LEVELS
from minben.kernel.feel.text import key_text, number_text, quoted, text_of

LOOSE, ARITHMETIC, UNARY, TIGHT = 0, 4, 7, 8
"""How tightly a text binds: anything; what may stand beside a comparison; after a minus; before `.`, `[` and `(`."""
SIGN = re.compile(r"[-+*/'.]")


def printed(node: tree.Node, names: Iterable[str] = ()) -> str:
    """The text of an expression or of unary tests; `names` are those to be visible when it is read again."""
    return _Printer(any(SIGN.search(name) for name in names)).text(node)


@dataclass(frozen=True)
class _Printer:
    guarded: bool

    def text(self, node: tree.Node, least: int = LOOSE) -> str:
        """The node's text, in parentheses unless it binds at least so tightly."""
        binds, write = _FORMS[type(node)]
        body = write(self, node)
        level = LEVELS[node.operator] if isinstance(node, (tree.Binary, tree.Logic)) else binds
        return body if level >= least else f"({body})"

    def operand(self, node: tree.Node, least: int) -> str:
        """An operand; a type test before `<` would swallow it, a name before `-` might be a longer name."""
        body = self.text(node, least)
        named = isinstance(node, (tree.Name, tree.Path)) and self.guarded
        return f"({body})" if named or isinstance(node, tree.InstanceOf) else body

    def joined(self, nodes: Iterable[tree.Node]) -> str:
        return ", ".join(self.text(node) for node in nodes)

    def literal(self, node: tree.Literal) -> str:
        if node.temporal is not None:
            return f"@{quoted(node.temporal)}"
        if isinstance(node.value, Decimal):
            return number_text(node.value) if abs(node.value.adjusted()) < 40 else str(node.value)
        return text_of(node.value)

    def name(self, node: tree.Name) -> str:
        return node.name

    def path(self, node: tree.Path) -> str:
        return f"{self.postfixed(node.base)}.{node.member}"

    def filter(self, node: tree.Filter) -> str:
        return f"{self.postfixed(node.base)}[{self.text(node.test)}]"

    def postfixed(self, node: tree.Node) -> str:
        """What stands before a dot or a bracket; after a number the dot would be a decimal point."""
        body = self.text(node, TIGHT)
        return f"({body})" if isinstance(node, tree.Literal) else body

    def call(self, node: tree.Call) -> str:
        values = [self.text(argument) for argument in node.arguments]
        pairs = [f"{name}: {value}" for name, value in zip(node.names, values, strict=False)]
        return f"{self.postfixed(node.target)}({', '.join(pairs or values)})"

    def negate(self, node: tree.Negate) -> str:
        return f"-{self.text(node.operand, UNARY)}"

    def binary(self, node: tree.Binary) -> str:
        level = LEVELS[node.operator]
        left, right = self.operand(node.left, level), self.operand(node.right, level + 1)
        return f"{left} {node.operator} {right}"

    def logic(self, node: tree.Logic) -> str:
        return f" {node.operator} ".join(self.text(one, LEVELS[node.operator] + 1) for one in node.operands)

    def between(self, node: tree.Between) -> str:
        parts = [self.operand(one, ARITHMETIC) for one in (node.operand, node.low, node.high)]
        return f"{parts[0]} between {parts[1]} and {parts[2]}"

    def tests(self, node: tree.Tests) -> str:
        parts = ", ".join(self.part(one) for one in node.parts)
        return f"not({parts})" if node.negated else parts or "-"

    def part(self, node: tree.Node) -> str:
        return self.half(node) if isinstance(node, tree.HalfOpen) else self.text(node)

    def within(self, node: tree.In) -> str:
        return f"{self.operand(node.operand, ARITHMETIC)} in ({self.tests(node.tests)})"

    def instance(self, node: tree.InstanceOf) -> str:
        return f"{self.text(node.operand, TIGHT)} instance of {self.type(node.type)}"

    def type(self, node: tree.Type) -> str:
        parts = [self.type(part) for part in node.parts]
        if node.name == "function" and parts:
            return f"function<{', '.join(parts[:-1])}> -> {parts[-1]}"
        if node.name == "context":
            parts = [f"{key_text(key)}: {part}" for key, part in zip(node.members, parts, strict=True)]
        return f"{node.name}<{', '.join(parts)}>" if parts else node.name

    def choice(self, node: tree.If) -> str:
        parts = [self.text(one) for one in (node.condition, node.then, node.otherwise)]
        return "if {} then {} else {}".format(*parts)

    def iterators(self, nodes: Iterable[tree.Iterator]) -> str:
        return ", ".join(f"{one.name} in {self.source(one)}" for one in nodes)

    def source(self, node: tree.Iterator) -> str:
        start = self.text(node.source)
        return start if node.end is None else f"{start}..{self.text(node.end)}"

    def loop(self, node: tree.For) -> str:
        return f"for {self.iterators(node.iterators)} return {self.text(node.body)}"

    def quantified(self, node: tree.Quantified) -> str:
        return f"{node.quantifier} {self.iterators(node.iterators)} satisfies {self.text(node.test)}"

    def function(self, node: tree.Lambda) -> str:
        pairs = zip(node.parameters, node.types, strict=True)
        told = ", ".join(name if kind is None else f"{name}: {self.type(kind)}" for name, kind in pairs)
        return f"function({told}) {'external ' if node.external else ''}{self.text(node.body)}"

    def context(self, node: tree.ContextOf) -> str:
        return "{" + ", ".join(f"{key_text(key)}: {self.text(value)}" for key, value in node.entries) + "}"

    def list(self, node: tree.ListOf) -> str:
        return f"[{self.joined(node.items)}]"

    def interval(self, node: tree.Interval) -> str:
        plain = isinstance(
            node.end, (tree.Literal, tree.Name)
        )  # a bracket in the end might close the interval
        end = self.text(node.end) if plain else f"({self.text(node.end)})"
        opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
        return f"{opening}{self.text(node.start)}..{end}{closing}"

    def half(self, node: tree.HalfOpen) -> str:
        return f"{node.operator} {self.operand(node.operand, ARITHMETIC)}"


_FORMS: dict[type, tuple[int, Callable[[_Printer, Any], str]]] = {
    tree.Literal: (TIGHT, _Printer.literal),
    tree.Name: (TIGHT, _Printer.name),
    tree.Path: (TIGHT, _Printer.path),
    tree.Filter: (TIGHT, _Printer.filter),
    tree.Call: (TIGHT, _Printer.call),
    tree.ContextOf: (TIGHT, _Printer.context),
    tree.ListOf: (TIGHT, _Printer.list),
    tree.Interval: (TIGHT, _Printer.interval),
    tree.Negate: (UNARY, _Printer.negate),
    tree.InstanceOf: (UNARY, _Printer.instance),
    tree.Binary: (LOOSE, _Printer.binary),
    tree.Logic: (LOOSE, _Printer.logic),
    tree.Between: (LEVELS["between"], _Printer.between),
    tree.In: (LEVELS["in"], _Printer.within),
    tree.If: (LOOSE, _Printer.choice),
    tree.For: (LOOSE, _Printer.loop),
    tree.Quantified: (LOOSE, _Printer.quantified),
    tree.Lambda: (LOOSE, _Printer.function),
    tree.HalfOpen: (-1, _Printer.half),  # always in parentheses, but as one of several tests
    tree.Tests: (LOOSE, _Printer.tests),
}
