"""FEEL by example and by property: numbers, three-valued logic, null, bounds, and no way to Python."""

from __future__ import annotations

import contextlib
import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.feel import FeelError, FeelLimit, evaluate, parse, parse_unary, to_json


def feel(text: str, **context: object) -> object:
    return to_json(evaluate(parse(text), context))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("0.1 + 0.2 = 0.3", True),
        ("2 ** 10", 1024),
        ('if 3 > 2 then "a" else "b"', "a"),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("for x in 1..3 return x * x", [1, 4, 9]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("{a: 1, b: a + 1}.b", 2),
        ("count([1, 2, 3])", 3),
        ('string length("蘭亭")', 2),
        ('date("2026-02-28") + duration("P1D")', "2026-03-01"),
        ('years and months duration(date("1943-11-02"), date("2026-11-24")).years', 83),
        ("5 in [1..10]", True),
        ("null + 1", None),
        ("1 / 0", None),
        ('"a" < 1', None),
        ("not(null)", None),
    ],
)
def test_examples(text: str, expected: object) -> None:
    assert feel(text) == expected


def test_names_with_spaces_and_chinese_characters() -> None:
    assert (
        to_json(evaluate(parse("monthly income * 2", names=["monthly income"]), {"monthly income": 10})) == 20
    )
    assert to_json(evaluate(parse("年齡 >= 80", names=["年齡"]), {"年齡": 83})) is True


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [("< 80", 79, True), ("[80..89]", 90, False), ("1, 3", 3, True), ("-", None, True), ("not(1)", 1, False)],
)
def test_cells(cell: str, value: object, holds: bool) -> None:
    assert evaluate(parse_unary(cell), {"?": value}) is holds


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)


@given(numbers, numbers)
def test_arithmetic_is_decimal(a: Decimal, b: Decimal) -> None:
    with decimal.localcontext(decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)):
        assert evaluate(parse("a + b"), {"a": a, "b": b}) == a + b
        assert evaluate(parse("a * b"), {"a": a, "b": b}) == a * b


truth = st.sampled_from([True, False, None])


@given(truth, truth)
def test_three_valued_logic(a: bool | None, b: bool | None) -> None:
    both = False if a is False or b is False else (None if a is None or b is None else True)
    either = True if a is True or b is True else (None if a is None or b is None else False)
    assert evaluate(parse("a and b"), {"a": a, "b": b}) is both
    assert evaluate(parse("a or b"), {"a": a, "b": b}) is either


@pytest.mark.parametrize("text", ["1 +", "(1", "if 1 then 2", '"open', "[1, ", "for x in return 1", "1 2"])
def test_what_is_no_feel_is_refused_with_a_position(text: str) -> None:
    with pytest.raises(FeelError) as refused:
        parse(text)
    assert 0 <= refused.value.position <= len(text)


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(FeelError, match="person"):
        parse("persn.age", names=["person.age"])


@pytest.mark.parametrize(
    "text",
    [
        "().__class__",
        "a.__class__.__mro__",
        '__import__("os")',
        'open("/etc/passwd")',
        'eval("1")',
        "a.denominator",
    ],
)
def test_nothing_reaches_python(text: str) -> None:
    with contextlib.suppress(FeelError):
        assert feel(text, a=5) is None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20000 + "1" + ")" * 20000,
        "count(for x in 1..1000000, y in 1..1000000 return 1)",
        "[" * 5000 + "]" * 5000,
    ],
)
def test_hostile_expressions_are_bounded(text: str) -> None:
    with pytest.raises(FeelLimit):
        evaluate(parse(text), {}, steps=100_000)
