"""Hostile expressions end soon: in a value or in FeelLimit, never in a hang."""

from __future__ import annotations

import contextlib
import time

import pytest

from minben.kernel.feel import FeelError, evaluate, parse


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a|a)*b",
        "(a|aa)+b",
        "(a?){50}a{50}b",
        "((a*)*)*b",
        "(.*)*b",
        "a*a*a*a*a*b",
        "(a{1,9}){1,9}b",
        "(a|b|ab)*c",
    ],
)
@pytest.mark.parametrize("length", [15, 22, 80, 19_999])
def test_catastrophic_patterns_are_bounded(pattern: str, length: int) -> None:
    before = time.process_time()
    with contextlib.suppress(FeelError):
        evaluate(parse("matches(t, p)", names=["t", "p"]), {"t": "a" * length, "p": pattern})
    assert time.process_time() - before < 20


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..1000000000 return i)",
        "count(for i in 1..100000, j in 1..100000 return i)",
        "{f: function(n) f(n + 1), r: f(0)}.r",
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000 + "]" * 5000,
        "-" * 5000 + "1",
        "1" + "+1" * 100_001,
        "some i in 1..1000000000 satisfies i < 0",
        "1000000000 in (for i in 1..1000000000 return i)",
    ],
)
def test_what_asks_for_too_much_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        evaluate(parse(text), {}, steps=100_000)


def test_ordinary_patterns_are_not_held_back() -> None:
    for pattern, subject in [
        ("^(foo|bar)+$", "foobar" * 100),
        (r"^\\d{17}[0-9X]$", "11010519491231002X"),
        ("a.*b", "a" * 5000 + "b"),
    ]:
        assert (
            evaluate(
                parse("matches(t, p)", names=["t", "p"]), {"t": subject, "p": pattern.replace("\\\\", "\\")}
            )
            is True
        )
