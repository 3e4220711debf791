"""Reading, compiling and evaluating FEEL: the room's front door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from minben.kernel.feel.builtins import BUILTINS
from minben.kernel.feel.compiler import Code, Compiler
from minben.kernel.feel.entry import read_expression, read_tests
from minben.kernel.feel.errors import FeelError, FeelLimit, suggestion
from minben.kernel.feel.scan import normal
from minben.kernel.feel.scope import DEFAULT_STEPS, Run, Scope
from minben.kernel.feel.temporal import DateTime
from minben.kernel.feel.tree import Node
from minben.kernel.feel.types import TypeSpec
from minben.kernel.feel.values import Function, Value, from_python

_BUILTIN_NAMES = frozenset(BUILTINS) | {"now", "today"}


@dataclass(frozen=True)
class Expression:
    """A read expression. `unknown` are names that nobody declared, with their positions in the text."""

    text: str
    tree: Node
    unknown: tuple[tuple[str, int], ...] = ()
    types: Mapping[str, TypeSpec] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def code(self) -> Code:
        """The compiled function of a scope; made once."""
        try:
            return Compiler(self.types).compile(self.tree)
        except RecursionError:
            raise FeelLimit("The expression is too long to compile.", 0, "Split it into decisions.") from None

    def compile(self) -> Expression:
        """Compile now rather than at the first evaluation; FeelError for unknown types and external functions."""
        _ = self.code
        return self


def parse(
    text: str,
    *,
    names: Iterable[str] = (),
    members: Iterable[str] = (),
    types: Mapping[str, TypeSpec] | None = None,
    lenient: bool = False,
) -> Expression:
    """Read an expression. `names` are the variables it may use (any characters; `person.age` also names the member
    `age` of `person`), `members` further member names that are more than plain words.

    When names are given, any other variable raises FeelError with a suggestion, unless `lenient`: then they are
    listed in `.unknown`. Also raises FeelError (with position) for a text that is no FEEL, FeelLimit for one too deep.
    """
    return _read(text, False, names, members, types, lenient)


def parse_unary(
    text: str,
    *,
    names: Iterable[str] = (),
    members: Iterable[str] = (),
    types: Mapping[str, TypeSpec] | None = None,
    lenient: bool = False,
) -> Expression:
    """Read unary tests, the cells of decision tables; `?` is the value under test. Otherwise like `parse`."""
    return _read(text, True, names, members, types, lenient)


def _read(
    text: str,
    unary: bool,
    names: Iterable[str],
    members: Iterable[str],
    types: Mapping[str, TypeSpec] | None,
    lenient: bool,
) -> Expression:
    declared = [normal(name) for name in names]
    heads = {name.split(".")[0] for name in declared}
    parts = {part for name in declared for part in name.split(".")[1:]}
    read = read_tests if unary else read_expression
    try:
        tree, unknown = read(text, [_BUILTIN_NAMES, {*declared, *heads, "?"}], [*members, *parts])
    except RecursionError:
        raise FeelLimit("The expression is nested too deep.", 0, "Split it into decisions.") from None
    if unknown and declared and not lenient:
        name, position = unknown[0]
        advice = suggestion(name, [*declared, *_BUILTIN_NAMES])
        raise FeelError(f"There is no {name!r} here.", position, advice)
    return Expression(text, tree, tuple(unknown), types or {})


def evaluate(
    expression: Expression,
    context: Mapping[str, object],
    *,
    now: DateTime | None = None,
    steps: int = DEFAULT_STEPS,
) -> Value:
    """The expression's value over the context (Python or FEEL values; unary tests read the value under test as `?`).

    Errors of meaning give null, as the standard says. `now` answers `now()` and `today()`, null without it.
    FeelLimit when more than `steps` iterations and calls are needed.
    """
    return run(expression.code, {key: from_python(value) for key, value in context.items()}, Run(steps), now)


def run(code: Code, names: Mapping[str, Value], budget: Run, now: DateTime | None = None) -> Value:
    """Evaluate compiled code over FEEL values, within a budget that the caller keeps."""
    scope = Scope(clock(now), None, budget).inner(names)
    try:
        return code(scope)
    except RecursionError:
        raise FeelLimit("The evaluation calls itself too deep.", 0, "Bound the recursion.") from None


def clock(now: DateTime | None) -> dict[str, Value]:
    """`now` and `today` for one evaluation."""
    return STILL if now is None else _clock(now)


def _clock(now: DateTime | None) -> dict[str, Value]:
    return {"now": _constant("now", now), "today": _constant("today", now.date if now else None)}


def _constant(name: str, value: Value) -> Function:
    return Function(
        name,
        (),
        lambda arguments: None if arguments else value,
        lambda arguments: None if arguments else value,
    )


STILL = _clock(None)
