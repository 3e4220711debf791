"""From text to tree: FEEL expressions and unary tests (DMN 1.5, 10.3.1.2 and 10.3.1.3).

Precedence, low to high: or, and, comparison, + -, * /, **, unary minus, instance of, path and filter and call.
No backtracking anywhere, so parsing time stays linear, whatever the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from minben.kernel.feel import scan
from minben.kernel.feel.errors import FeelError, FeelLimit
from minben.kernel.feel.temporal import read_temporal
from minben.kernel.feel.tree import (
    Between,
    Binary,
    Call,
    ContextOf,
    Filter,
    For,
    HalfOpen,
    If,
    In,
    InstanceOf,
    Interval,
    Iterator,
    Lambda,
    ListOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Tests,
    Type,
)
from minben.kernel.feel.values import finite

MAX_DEPTH = 64
MAX_TEXT = 200_000
LEVELS = {"or": 1, "and": 2, "between": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6} | dict.fromkeys(
    ("=", "!=", "<", "<=", ">", ">="), 3
)
MEMBERS = ("time offset", "start included", "end included")
TYPE_NAMES = frozenset({"date and time", "days and time duration", "years and months duration"})
# After `[` these say that the bracket closed an open interval, as in `[1..10[`.
CLOSERS = frozenset(")]},.:<>=!+*/")


@dataclass
class Parser:
    """One reading of one text. `visible` are stacked sets of names; `open` counts scopes of unknown content."""

    text: str
    visible: list[set[str]]
    members: set[str]
    i: int = 0
    depth: int = 0
    open: int = 0
    asked: bool = False
    ending: bool = False
    unknown: list[tuple[str, int]] = field(default_factory=list)

    # -- characters

    def blank(self) -> None:
        """Skip white space and comments."""
        match = scan.BLANK.match(self.text, self.i)
        self.i = match.end() if match else self.i

    def peek(self, sign: str) -> bool:
        """Whether the sign comes next."""
        self.blank()
        return self.text.startswith(sign, self.i)

    def take(self, sign: str) -> bool:
        """Step over the sign if it comes next."""
        if self.peek(sign):
            self.i += len(sign)
            return True
        return False

    def comma(self, closing: str) -> bool:
        """Step over a comma if it comes next; nothing may close right after it."""
        if not self.take(","):
            return False
        if self.peek(closing):
            raise self.error("Something is missing after the comma")
        return True

    def expect(self, sign: str) -> None:
        """Step over the sign or say that it is missing."""
        if not self.take(sign):
            raise self.error(f"Expected {sign!r}")

    def word(self) -> str:
        """The plain word that comes next, or ""."""
        self.blank()
        match = scan.WORD.match(self.text, self.i)
        return match[0] if match else ""

    def take_word(self, word: str) -> bool:
        """Step over the word if it comes next."""
        if self.word() == word:
            self.i += len(word)
            return True
        return False

    def expect_word(self, word: str) -> None:
        """Step over the word or say that it is missing."""
        if not self.take_word(word):
            raise self.error(f"Expected the word {word!r}")

    def error(self, message: str) -> FeelError:
        """The error at the present position, quoting what stands there."""
        found = self.text[self.i : self.i + 20]
        return FeelError(
            f"{message}, found {found!r}." if found else f"{message}, but the text ends.", self.i
        )

    # -- names

    def compound(self, names: Iterable[str]) -> str | None:
        """The longest of the compound names, if one comes next."""
        pattern = scan.pattern_of(frozenset(name for name in names if scan.is_compound(name)))
        match = pattern.match(self.text, self.i) if pattern else None
        if match is None:
            return None
        self.i = match.end()
        squeezed = "".join(match[0].split())
        return next((name for name in names if "".join(name.split()) == squeezed), match[0])

    def name(self, names: Iterable[str]) -> str:
        """A name: the longest known compound one, else all plain words up to a keyword or sign."""
        self.blank()
        known = self.compound(names)
        return known if known is not None else self.words()

    def words(self) -> str:
        """Plain words separated by white space, at least one."""
        word = self.word()
        if not word or word in scan.KEYWORDS:
            raise self.error("Expected a name")
        words = [word]
        self.i += len(word)
        while (match := scan.NEXT_WORD.match(self.text, self.i)) and match[1] not in scan.KEYWORDS:
            words.append(match[1])
            self.i = match.end()
        return " ".join(words)

    def known(self) -> set[str]:
        """All names visible here."""
        return set().union(*self.visible)

    # -- expressions

    def expression(self) -> Node:
        """Any expression."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelLimit(
                f"Nested deeper than {MAX_DEPTH} levels.", self.i, "Split the expression into decisions."
            )
        saved, self.ending = self.ending, False
        node = self.binary(1)
        self.ending = saved
        self.depth -= 1
        return node

    def operator(self) -> str:
        """The binary operator that comes next, or ""."""
        self.blank()
        match = scan.OPERATOR.match(self.text, self.i)
        return match[0] if match and match[0] in LEVELS else ""

    def binary(self, level: int) -> Node:
        """Operators of at least this level, left-associative."""
        left = self.unary()
        while (operator := self.operator()) and LEVELS[operator] >= level:
            self.i += len(operator)
            left = self.combine(operator, left)
        return left

    def combine(self, operator: str, left: Node) -> Node:
        """The tree for `left operator …`."""
        if operator == "between":
            low = self.binary(4)
            self.expect_word("and")
            return Between(left, low, self.binary(4))
        if operator == "in":
            return In(left, self.in_tests())
        right = self.binary(LEVELS[operator] + 1)
        if operator not in ("and", "or"):
            return Binary(operator, left, right)
        if isinstance(left, Logic) and left.operator == operator:
            return Logic(operator, (*left.operands, right))
        return Logic(operator, (left, right))

    def unary(self) -> Node:
        """Minus signs, then a value with its paths, filters, calls and type test."""
        minus = 0
        while self.take("-"):
            minus += 1
        if minus > MAX_DEPTH:
            raise FeelLimit("Too many minus signs.", self.i)
        node = self.postfix(self.primary())
        while self.take_word("instance"):
            self.expect_word("of")
            node = InstanceOf(node, self.type())
        for _ in range(minus):
            node = Negate(node)
        return node

    def postfix(self, node: Node) -> Node:
        """Paths, filters and calls after a value."""
        while True:
            self.blank()
            if self.text.startswith(".", self.i) and not self.text.startswith("..", self.i):
                self.i += 1
                node = Path(node, self.name(self.members))
            elif self.text.startswith("[", self.i) and not (self.ending and self.closes()):
                self.i += 1
                node = self.filter(node)
            elif self.text.startswith("(", self.i):
                node = self.call(node)
            else:
                return node

    def closes(self) -> bool:
        """Whether the `[` here ends an interval rather than opening a filter."""
        rest = scan.BLANK.match(self.text, self.i + 1)
        at = rest.end() if rest else self.i + 1
        word = scan.WORD.match(self.text, at)
        return (
            at >= len(self.text)
            or self.text[at] in CLOSERS
            or (word is not None and word[0] in scan.KEYWORDS)
        )

    def filter(self, base: Node) -> Node:
        """The rest of `base[…`; inside, members of the item are names too, so nothing is unknown."""
        self.open += 1
        self.visible.append({"item", *self.members})
        test = self.expression()
        self.visible.pop()
        self.open -= 1
        self.expect("]")
        return Filter(base, test)

    def call(self, target: Node) -> Node:
        """The arguments, all by position or all by name."""
        at = self.i
        self.expect("(")
        arguments: list[Node] = []
        names: list[str] = []
        while not self.peek(")"):
            self.argument(arguments, names)
            if not self.comma(")"):
                break
        self.expect(")")
        if names and len(names) != len(arguments):
            raise FeelError("Arguments by name and by position are mixed.", at, "Name all of them or none.")
        return Call(target, tuple(arguments), tuple(names), at)

    def argument(self, arguments: list[Node], names: list[str]) -> None:
        """One argument, with its name if it has one."""
        match = scan.ARGUMENT_NAME.match(self.text, self.i)
        if match:
            self.i = match.end()
            names.append(scan.normal(match[1]))
        arguments.append(self.expression())

    # -- values

    def primary(self) -> Node:
        """A literal, name, bracketed thing or keyword expression."""
        self.blank()
        sign = self.text[self.i : self.i + 1]
        if sign in _SIGNS:
            return _SIGNS[sign](self)
        number = scan.NUMBER.match(self.text, self.i)
        if number:
            self.i = number.end()
            return Literal(finite(Decimal(number[0])))
        return self.named()

    def named(self) -> Node:
        """A known compound name, a keyword expression, a constant or any other name."""
        at, names = self.i, self.known()
        name = self.compound(names)
        if name is None:
            word = self.word()
            if word in _KEYWORD_FORMS:
                self.i += len(word)
                return _KEYWORD_FORMS[word](self)
            if word in scan.CONSTANTS and word not in names:
                self.i += len(word)
                return Literal(scan.CONSTANTS[word])
            name = self.words()
        if name not in names and not self.open:
            self.unknown.append((name, at))
        return Name(name, at)

    def question(self) -> Node:
        """`?`, the value under test."""
        self.i += 1
        self.asked = True
        return Name("?", self.i - 1)

    def string(self) -> str:
        """A string literal's text."""
        match = scan.STRING.match(self.text, self.i)
        if match is None:
            raise FeelError("This string has no closing quotation mark.", self.i)
        at, self.i = self.i, match.end()
        return scan.unescape(match[1], at)

    def string_literal(self) -> Node:
        """A string."""
        return Literal(self.string())

    def at_literal(self) -> Node:
        """`@"…"`: a temporal value; a meaningless text is null."""
        self.i += 1
        self.blank()
        text = self.string()
        return Literal(read_temporal(text), text)

    def bracket(self) -> Node:
        """`[`: a list or an interval."""
        self.i += 1
        items: list[Node] = []
        while not self.peek("]"):
            items.append(self.expression())
            if len(items) == 1 and self.take(".."):
                return self.interval_end(items[0], True)
            if not self.comma("]"):
                break
        self.expect("]")
        return ListOf(tuple(items))

    def open_bracket(self) -> Node:
        """`]`: an interval whose start is open."""
        self.i += 1
        start = self.expression()
        self.expect("..")
        return self.interval_end(start, False)

    def interval_end(self, start: Node, included: bool) -> Node:
        """The rest of an interval after `..`."""
        saved, self.ending = self.ending, True
        end = self.binary(4)
        self.ending = saved
        if self.take("]"):
            return Interval(start, end, included, True)
        if self.take(")") or self.take("["):
            return Interval(start, end, included, False)
        raise self.error("Expected the end of the interval")

    def parenthesis(self) -> Node:
        """`(`: a grouped expression, a half-open range, or an interval whose start is open."""
        self.i += 1
        first = self.test_part()
        if self.take(".."):
            return self.interval_end(first, False)
        self.expect(")")
        return first

    def half_open(self) -> Node | None:
        """`< a` and the like, if it comes next."""
        self.blank()
        match = scan.OPERATOR.match(self.text, self.i)
        if match is None or LEVELS.get(match[0]) != 3 or match[0] in ("in", "between"):
            return None
        self.i = match.end()
        return HalfOpen(match[0], self.binary(4))

    def test_part(self) -> Node:
        """One unary test: a half-open range or an expression."""
        return self.half_open() or self.expression()

    def in_tests(self) -> Tests:
        """What follows `in`: one test, or several in parentheses."""
        outer, self.asked = self.asked, False
        if not self.peek("("):
            part = self.half_open() or self.binary(4)
            tests = Tests((part,), (self.asked,))
        else:
            tests = self.in_parenthesis()
        self.asked = outer
        return tests

    def in_parenthesis(self) -> Tests:
        """`(test, …)` or an expression or interval that begins with a parenthesis."""
        self.expect("(")
        first = self.test_part()
        if self.take(".."):
            node = self.interval_end(first, False)
            return Tests((node,), (self.asked,))
        parts, asks = [first], [self.asked]
        while self.take(","):
            self.asked = False
            parts.append(self.test_part())
            asks.append(self.asked)
        self.expect(")")
        return Tests(tuple(parts), tuple(asks))

    def context(self) -> Node:
        """`{key: value, …}`."""
        self.i += 1
        entries: list[tuple[str, Node]] = []
        self.visible.append(set())
        while not self.peek("}"):
            key = self.key()
            entries.append((key, self.expression()))
            self.visible[-1].add(key)
            self.members.add(key)
            if not self.comma("}"):
                break
        self.visible.pop()
        self.expect("}")
        return ContextOf(tuple(entries))

    def key(self) -> str:
        """A context key, quoted or plain, with its colon."""
        if self.peek('"'):
            key = self.string()
            self.expect(":")
            return key
        match = scan.ARGUMENT_NAME.match(self.text, self.i)
        if match is None:
            raise self.error("Expected a key and a colon")
        self.i = match.end()
        return scan.normal(match[1])

    # -- keyword forms

    def if_form(self) -> Node:
        """After `if`."""
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return If(condition, then, self.expression())

    def iterators(self) -> tuple[Iterator, ...]:
        """`a in x, b in y`; pushes one scope that the caller pops."""
        self.visible.append(set())
        found: list[Iterator] = []
        while True:
            name = self.words()
            self.expect_word("in")
            source = self.expression()
            end = self.expression() if self.take("..") else None
            self.visible[-1].add(name)
            found.append(Iterator(name, source, end))
            if not self.take(","):
                return tuple(found)

    def for_form(self) -> Node:
        """After `for`."""
        iterators = self.iterators()
        self.visible[-1].add("partial")
        self.expect_word("return")
        body = self.expression()
        self.visible.pop()
        return For(iterators, body)

    def quantified(self, quantifier: str) -> Node:
        """After `some` or `every`."""
        iterators = self.iterators()
        self.expect_word("satisfies")
        test = self.expression()
        self.visible.pop()
        return Quantified(quantifier, iterators, test)

    def function_form(self) -> Node:
        """After `function`."""
        self.expect("(")
        names: list[str] = []
        types: list[Type | None] = []
        while not self.peek(")"):
            names.append(self.words())
            types.append(self.type() if self.take(":") else None)
            if not self.comma(")"):
                break
        self.expect(")")
        external = self.take_word("external")
        self.visible.append(set(names))
        self.open += external
        body = self.expression()
        self.open -= external
        self.visible.pop()
        return Lambda(tuple(names), tuple(types), body, external)

    # -- types

    def type(self) -> Type:
        """A type as written after `instance of` or a parameter."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelLimit("A type nested too deep.", self.i)
        node = self.type_body()
        self.depth -= 1
        return node

    def type_body(self) -> Type:
        """A type's name and its arguments."""
        self.blank()
        name = "function" if self.take_word("function") else self.compound(TYPE_NAMES) or self.type_name()
        if not self.peek("<"):
            return Type(name)
        self.i += 1
        parts, members = self.type_arguments(name == "context")
        self.expect(">")
        if name == "function":
            self.expect("->")
            parts.append(self.type())
        return Type(name, tuple(parts), tuple(members))

    def type_name(self) -> str:
        """A type's qualified name."""
        name = self.words()
        while self.peek(".") and not self.peek(".."):
            self.i += 1
            name += "." + self.words()
        return name

    def type_arguments(self, named: bool) -> tuple[list[Type], list[str]]:
        """The types between `<` and `>`, with the members' names of a context."""
        parts: list[Type] = []
        members: list[str] = []
        while not self.peek(">"):
            if named:
                members.append(self.key())
            parts.append(self.type())
            if not self.take(","):
                break
        return parts, members


_SIGNS = {
    '"': Parser.string_literal,
    "@": Parser.at_literal,
    "[": Parser.bracket,
    "]": Parser.open_bracket,
    "(": Parser.parenthesis,
    "{": Parser.context,
    "?": Parser.question,
}
_KEYWORD_FORMS = {
    "if": Parser.if_form,
    "for": Parser.for_form,
    "some": lambda parser: parser.quantified("some"),
    "every": lambda parser: parser.quantified("every"),
    "function": Parser.function_form,
}
