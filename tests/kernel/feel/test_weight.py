"""Values that cost little to build and much to walk: an evaluation says that they are too heavy, at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.feel import FeelLimit, evaluate, parse, to_json
from minben.kernel.feel.values import MAX_LENGTH, Range, Value
from minben.kernel.feel.weight import LETTERS, Scales

DOUBLED = "{f: function(n, l) if n < 1 then l else f(n - 1, %s), r: %s}.r"
NESTINGS = ["[l, l]", "{a: l, b: l}", "append([l], l)", "[(>= l), (>= l)]", 'context put({a: l}, "b", l)']
WALKS = [
    "f(60, [1])",
    "string(f(60, [1]))",
    "f(60, [1]) = f(60, [1])",
    "count(flatten(f(60, [1])))",
    "list contains([f(60, [1])], f(60, [1]))",
    "f(60, [1]) instance of list<list<list<Any>>>",
    "count(distinct values([f(60, [1]), f(60, [1])]))",
]


def quickly(text: str, **facts: object) -> None:
    """The evaluation is refused, and soon, by a fifth of the usual budget."""
    began = time.process_time()
    with pytest.raises(FeelLimit) as refused:
        evaluate(parse(text, names=facts, lenient=True), facts, steps=200_000)
    assert time.process_time() - began < 5
    assert refused.value.advice


@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("walk", WALKS)
def test_doubling_is_refused_wherever_it_is_walked(nesting: str, walk: str) -> None:
    quickly(DOUBLED % (nesting, walk))


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..60 return partial",
        "string(for i in 1..60 return [partial, partial])",
        'for i in 1..1000000 return string(big) + "x"',
        "for i in 1..1000000 return big = big",
        "for i in 1..1000000 return reverse(big)",
        "for i in 1..1000000 return count(big.name)",
        "count((for i in 1..1000000 return i)[big = big])",
        "for i in 1..1000000 return big in (big, [big])",
        "{f: function(n, t) if n < 1 then t else f(n - 1, (>= t)), r: f(300, 1)}.r",
        "{f: function(n, t) if n < 1 then t else f(n - 1, [t]), r: f(101, 1)}.r",
        "for i in 1..1000000 return big instance of list<string>",
    ],
)
def test_work_over_large_values_is_paid_for(text: str) -> None:
    quickly(text, big=["name"] * 100_000)


def test_a_fact_that_is_too_deep_is_refused() -> None:
    fact: object = 1
    for _ in range(300):
        fact = [fact]
    quickly("string(fact)", fact=fact)


def test_honest_work_stays_within_the_budget() -> None:
    people = [{"name": f"person {n}", "age": n % 90, "homes": [{"area": n}]} for n in range(2_000)]
    text = "count(people[age >= 60][count(homes[area > 100]) = 1])"
    assert to_json(evaluate(parse(text, names=["people"]), {"people": people})) == 630
    sorted_ages = "sort(people.age, function(a, b) a < b)[1]"
    assert to_json(evaluate(parse(sorted_ages, names=["people"]), {"people": people})) == 0


values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=200),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=4)
        | st.builds(Range, inner, inner, st.booleans(), st.booleans())
    ),
    max_leaves=40,
)


def naive(value: Value) -> int:
    """The number of parts, counted one by one."""
    if isinstance(value, list):
        return 1 + sum(map(naive, value))
    if isinstance(value, dict):
        return 1 + sum(map(naive, value.values()))
    if isinstance(value, Range):
        return 1 + naive(value.start) + naive(value.end)
    return 1 + (len(value) // LETTERS if isinstance(value, str) else 0)


@given(values, st.integers(1, 3))
def test_a_weight_counts_every_part_each_time(value: Value, shared: int) -> None:
    scales = Scales()
    assert scales.weight(value) == naive(value)
    assert scales.weight([value] * shared) == naive([value] * shared)
    assert scales.weight(value) == naive(value), "and is remembered rightly"


def test_a_weight_just_allowed_and_one_more() -> None:
    assert Scales().weight([1] * (MAX_LENGTH - 1)) == MAX_LENGTH
    with pytest.raises(FeelLimit):
        Scales().weight([1] * MAX_LENGTH)
