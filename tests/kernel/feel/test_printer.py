"""Printing an expression and reading it again gives the same tree: for random trees, and for real texts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from minben.kernel.feel import FeelError, parse, parse_unary, read_temporal
from minben.kernel.feel import tree as t
from minben.kernel.feel.entry import read_expression
from minben.kernel.feel.printer import printed
from tests.kernel.feel.test_chapters import chapters

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("a", "b", "年齡", "monthly income", "a-b", "count")
MEMBERS = ("size", "name of shop", "x/y")

literals = st.one_of(
    st.sampled_from([t.Literal(True), t.Literal(False), t.Literal(None)]),
    st.decimals(min_value=0, max_value=10**9, places=2).map(lambda n: t.Literal(Decimal(n))),
    st.text("ab\"\\\n。d'", max_size=6).map(t.Literal),
    st.sampled_from(["2026-11-26", "P1D", "no date"]).map(lambda x: t.Literal(read_temporal(x), x)),
)
leaves = st.one_of(literals, st.sampled_from(NAMES).map(t.Name))
types = st.recursive(
    st.sampled_from(["number", "date and time", "Any"]).map(t.Type),
    lambda inner: st.one_of(
        inner.map(lambda one: t.Type("list", (one,))),
        inner.map(lambda one: t.Type("context", (one,), ("size",))),
        st.tuples(inner, inner).map(lambda two: t.Type("function", two)),
    ),
    max_leaves=3,
)


def logic(two: tuple[str, list[Any]]) -> t.Logic:
    """What a reader makes of a chain: the first operand is never of the same operator."""
    operator, operands = two
    first = operands[0]
    if isinstance(first, t.Logic) and first.operator == operator:
        return t.Logic(operator, (*first.operands, *operands[1:]))
    return t.Logic(operator, tuple(operands))


def several(parts: list[Any]) -> t.Tests:
    return t.Tests(tuple(parts), (False,) * len(parts))


def grown(e: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    half = st.builds(t.HalfOpen, st.sampled_from(["<", ">=", "=", "!="]), e)
    iterators = st.builds(t.Iterator, st.sampled_from(["i", "each one"]), e, st.none() | e).map(
        lambda one: (one,)
    )
    return st.one_of(
        st.builds(t.Path, e, st.sampled_from(MEMBERS)),
        st.builds(t.Filter, e, e),
        st.builds(t.Call, e, st.lists(e, max_size=2).map(tuple)),
        e.map(lambda one: t.Call(t.Name("count"), (one,), ("list",))),
        st.builds(t.Negate, e),
        st.builds(t.Binary, st.sampled_from(["+", "-", "*", "/", "**", "=", "<", "<="]), e, e),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(e, min_size=2, max_size=3)).map(logic),
        st.builds(t.Between, e, e, e),
        st.builds(t.In, e, st.lists(e | half, min_size=1, max_size=2).map(several)),
        st.builds(t.InstanceOf, e, types),
        st.builds(t.If, e, e, e),
        st.builds(t.For, iterators, e),
        st.builds(t.Quantified, st.sampled_from(["some", "every"]), iterators, e),
        st.builds(t.Lambda, st.just(("p", "q")), st.tuples(st.none() | types, st.none()), e),
        e.map(lambda one: t.ContextOf((("size", one), ("a: key", one)))),
        st.lists(e, max_size=3).map(lambda items: t.ListOf(tuple(items))),
        st.builds(t.Interval, e, e, st.booleans(), st.booleans()),
        half,
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(leaves, grown, max_leaves=8))
def test_a_printed_tree_reads_back_as_itself(node: Any) -> None:
    text = printed(node, (*NAMES, *MEMBERS))
    again, _unknown = read_expression(text, [NAMES], MEMBERS)
    assert again == node, text


def test_every_expression_of_the_chapters_keeps_its_tree() -> None:
    seen = 0
    for lines in chapters().values():
        for text, _expected in lines:
            try:
                expression = parse(text)
            except FeelError:
                continue
            assert parse(printed(expression.tree)).tree == expression.tree, text
            seen += 1
    assert seen > 500


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("places/lanting/services/*/rules.dmn")), ids=lambda p: p.parent.name
)
def test_every_cell_of_the_services_keeps_its_tree(path: Path) -> None:
    cells = [cell.text or "" for cell in etree.parse(path).iterfind(".//{*}inputEntry/{*}text")]
    assert cells
    for cell in cells:
        tests = parse_unary(cell, lenient=True).tree
        assert parse_unary(printed(tests), lenient=True).tree == tests, cell


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("((1+2))*3", "(1 + 2) * 3"),
        ("if (a) then b else (count([a]))", "if a then b else count([a])"),
        ("(a instance of number) < 3", "(a instance of number) < 3"),
        ("-(a.size)**2", "-a.size ** 2"),
        ("(-a) instance of number", "(-a) instance of number"),
    ],
)
def test_only_needed_parentheses_stay(text: str, plain: str) -> None:
    assert printed(parse(text, lenient=True).tree) == plain
