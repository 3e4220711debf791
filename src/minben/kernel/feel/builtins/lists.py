"""List functions (DMN 1.5, table 76) and `sort`. Positions count from 1, negative ones from the end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.values import DECIMAL128, Function, Value, concatenated, equal, order, unwrap

Items = list[Value]
MOST_COMPARED = 2_000  # comparing each with each takes the square of that


def same(left: Value, right: Value) -> bool:
    """Whether two items count as the same one."""
    return equal(left, right) is True


@builtin("list contains", "list:list, element:any")
def list_contains(items: Items, element: Value) -> Value:
    """Whether the element occurs."""
    return any(same(item, element) for item in items)


@builtin("count", "list:list")
def count(items: Items) -> Value:
    """How many items."""
    return Decimal(len(items))


def _extreme(items: Items, wanted: int) -> Value:
    if not items:
        return None
    best = items[0]
    if order(best, best) is None:
        return None
    for item in items[1:]:
        side = order(item, best)
        if side is None:
            return None
        best = item if side == wanted else best
    return best


@builtin("min", "*list:any")
def minimum(items: Items) -> Value:
    """The least item."""
    return _extreme(items, -1)


@builtin("max", "*list:any")
def maximum(items: Items) -> Value:
    """The greatest item."""
    return _extreme(items, 1)


def numbers_of(items: Items) -> list[Decimal] | None:
    """The items when all are numbers."""
    return items if items and all(isinstance(item, Decimal) for item in items) else None


def _fold(items: Items, step: Callable[[Decimal, Decimal], Decimal]) -> Decimal | None:
    numbers = numbers_of(items)
    return functools.reduce(step, numbers) if numbers else None


@builtin("sum", "*list:any")
def total(items: Items) -> Value:
    """The sum of numbers."""
    return _fold(items, DECIMAL128.add)


@builtin("product", "*list:any")
def product(items: Items) -> Value:
    """The product of numbers."""
    return _fold(items, DECIMAL128.multiply)


@builtin("mean", "*list:any")
def mean(items: Items) -> Value:
    """The arithmetic mean of numbers."""
    added = _fold(items, DECIMAL128.add)
    return None if added is None else DECIMAL128.divide(added, Decimal(len(items)))


@builtin("median", "*list:any")
def median(items: Items) -> Value:
    """The middle number, or the mean of the two middle ones."""
    numbers = numbers_of(items)
    if not numbers:
        return None
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else mean(ordered[half - 1 : half + 1])


@builtin("stddev", "*list:any")
def standard_deviation(items: Items) -> Value:
    """The sample standard deviation of at least two numbers."""
    numbers, middle = numbers_of(items), mean(items)
    if not numbers or len(numbers) < 2 or middle is None:
        return None
    squares = [DECIMAL128.power(DECIMAL128.subtract(number, middle), Decimal(2)) for number in numbers]
    return DECIMAL128.sqrt(
        DECIMAL128.divide(functools.reduce(DECIMAL128.add, squares), Decimal(len(numbers) - 1))
    )


@builtin("mode", "*list:any")
def mode(items: Items) -> Value:
    """The most frequent numbers, ascending."""
    if not items:
        return []
    numbers = numbers_of(items)
    if not numbers:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    return sorted(number for number, often in counts.items() if often == max(counts.values()))


def _quantify(items: Items, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(isinstance(item, bool) for item in items) else None


@builtin("all", "*list:any")
def every(items: Items) -> Value:
    """Three-valued conjunction."""
    return _quantify(items, False)


@builtin("any", "*list:any")
def some(items: Items) -> Value:
    """Three-valued disjunction."""
    return _quantify(items, True)


builtin("and", "*list:any")(every)
builtin("or", "*list:any")(some)


@builtin("sublist", "list:list, start position:number, length?:number?")
def sublist(items: Items, start: Decimal, length: Decimal | None = None) -> Value:
    """The part from a position, of a length or to the end."""
    first = int(start)
    if first == 0 or abs(first) > len(items):
        return None
    begin = first - 1 if first > 0 else len(items) + first
    if length is None:
        return items[begin:]
    end = begin + int(length)
    return items[begin:end] if int(length) >= 1 and end <= len(items) else None


@builtin("concatenate", "+list:any")
def _concatenate_one(lists: Items) -> Value:
    parts = [part if isinstance(part, list) else [part] for part in lists]
    return None if any(part is None for part in lists) else concatenated(parts)


def concatenate(*lists: Value) -> Value:
    """One list of all items of the lists."""
    return _concatenate_one(list(lists))


@builtin("union", "+list:any")
def union(lists: Items) -> Value:
    """One list of all different items of the lists."""
    joined = _concatenate_one(lists)
    return None if joined is None else distinct_values(joined)


@builtin("append", "list:list, +item:any")
def append(items: Items, new: Items) -> Value:
    """The list with one or more items put at its end."""
    return [*items, *new]


@builtin("insert before", "list:list, position:number, newItem:any")
def insert_before(items: Items, position: Decimal, new: Value) -> Value:
    """The list with an item put before a position."""
    at = _index(items, position)
    return None if at is None else [*items[:at], new, *items[at:]]


@builtin("remove", "list:list, position:number")
def remove(items: Items, position: Decimal) -> Value:
    """The list without the item at a position."""
    at = _index(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@builtin("list replace", "list:list, position:number, newItem:any")
def list_replace(items: Items, position: Decimal, new: Value) -> Value:
    """The list with the item at a position replaced."""
    at = _index(items, position)
    return None if at is None else [*items[:at], new, *items[at + 1 :]]


@builtin("list replace", "list:list, match:function, newItem:any")
def list_replace_matching(items: Items, match: Function, new: Value) -> Value:
    """The list with all items replaced for which `match(item, newItem)` is true."""
    if len(match.parameters) != 2:
        return None
    verdicts = [match.apply([item, new]) for item in items]
    if any(not isinstance(verdict, bool) for verdict in verdicts):
        return None
    return [new if verdict else item for item, verdict in zip(items, verdicts, strict=True)]


def _index(items: Items, position: Decimal) -> int | None:
    at = int(position)
    if at == 0 or abs(at) > len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


@builtin("reverse", "list:list")
def reverse(items: Items) -> Value:
    """The items in the opposite order."""
    return items[::-1]


@builtin("index of", "list:list, match:any")
def index_of(items: Items, match: Value) -> Value:
    """All positions of an item."""
    return [Decimal(at) for at, item in enumerate(items, 1) if same(item, match)]


@builtin("distinct values", "list:list")
def distinct_values(items: Items) -> Value:
    """Each different item once, in order of appearance."""
    plain: set[tuple[type, Value]] = set()
    others: Items = []
    kept: Items = []
    for item in items:
        if _seen(item, plain, others):
            continue
        kept.append(item)
    return kept


def _seen(item: Value, plain: set[tuple[type, Value]], others: Items) -> bool:
    """Whether the item came before; if not, it is remembered. Plain values are looked up, others compared."""
    if isinstance(item, (str, Decimal, bool)) or item is None:
        key = (type(item), item)
        if key in plain:
            return True
        plain.add(key)
        return False
    if len(others) > MOST_COMPARED:
        raise FeelLimit(
            f"More than {MOST_COMPARED} different items are compared.", 0, "Compare fewer of them."
        )
    if any(same(item, other) for other in others):
        return True
    others.append(item)
    return False


@builtin("flatten", "list:list")
def flatten(items: Items) -> Value:
    """All items of nested lists in one list."""
    out: Items = []
    stack: Items = list(reversed(items))
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))  # pyright: ignore[reportUnknownArgumentType]
        else:
            out.append(item)
    return out


@builtin("sort", "list:list, precedes?:function")
def sort(items: Items, precedes: Function | None = None) -> Value:
    """The items ordered by `precedes(a, b)`, stably; by their own order when it is left out."""
    if precedes is not None and len(precedes.parameters) != 2:
        return None

    def compare(a: Value, b: Value) -> int:
        if precedes is None:
            return _sure(order(a, b))
        if _sure(precedes.apply([a, b])) is True:
            return -1
        return 1 if _sure(precedes.apply([b, a])) is True else 0

    try:
        return sorted(items, key=functools.cmp_to_key(compare))
    except Undecided:
        return None


class Undecided(Exception):
    """Two items of which it cannot be said which comes first."""


def _sure(answer: Value) -> Value:
    if not isinstance(answer, (bool, int)):
        raise Undecided
    return answer


@builtin("not", "negand:any")
def negation(value: Value) -> Value:
    """Three-valued negation."""
    value = unwrap(value)
    return not value if isinstance(value, bool) else None


@builtin("is", "value1:any, value2:any")
def identical(left: Value, right: Value) -> Value:
    """Whether both are the same element of the semantic domain: of one type, and alike to the last digit."""
    if type(left) is not type(right):
        return False
    return left == right if not isinstance(left, (list, dict)) else same(left, right)
