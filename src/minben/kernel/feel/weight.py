"""How much a nested value weighs when it is written out. Serves the budget of an evaluation.

A list that holds another one twice costs nothing to build, yet its text is twice as long: sixty such steps make a value
that no computer can print. So a value is weighed where it is built, parts that it shares counted each time.
"""

from __future__ import annotations

from collections.abc import Iterable

from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.values import MAX_LENGTH, Range, Value

MAX_HEIGHT = 100
LETTERS = 64  # so many letters of a text weigh as much as one part
PARTS = 32  # so many parts are walked for one step of the budget
NESTED = frozenset({list, dict, Range})


class Scales:
    """Weighs values; each list, context and range only once, so that building stays cheap."""

    __slots__ = ("counted", "known")

    def __init__(self) -> None:
        self.counted = 0  # how many parts were counted, by all weighings
        self.known: dict[
            int, tuple[Value, int, int]
        ] = {}  # by identity: the value (kept alive), weight, height

    def weight(self, value: Value) -> int:
        """The number of parts; FeelLimit when there are more than a million, or more than a hundred levels."""
        return self.measure(value, MAX_HEIGHT)[0]

    def measure(self, value: Value, room: int) -> tuple[int, int]:
        """Weight and height of a value that may be `room` levels high."""
        if type(value) not in NESTED:
            return (1 + len(value) // LETTERS if isinstance(value, str) else 1), 0
        found = self.known.get(id(value))
        weight, height = (found[1], found[2]) if found else self.count(value, room)
        if height > room:
            raise FeelLimit(f"A value has more than {MAX_HEIGHT} levels.", 0, "Nest it less.")
        return weight, height

    def count(self, value: Value, room: int) -> tuple[int, int]:
        """Weight and height from those of the parts; remembered."""
        weight, height = 1, 0
        for part in parts(value):
            self.counted += 1
            more, high = self.measure(part, room - 1)
            weight, height = weight + more, max(height, high)
            if weight > MAX_LENGTH:
                raise FeelLimit(f"A value has more than {MAX_LENGTH} parts.", 0, "Work on smaller parts.")
        self.known[id(value)] = value, weight, height + 1
        return weight, height + 1


def parts(value: Value) -> Iterable[Value]:
    """What a nested value holds directly."""
    if isinstance(value, Range):
        return value.start, value.end
    return value.values() if isinstance(value, dict) else value  # pyright: ignore[reportUnknownVariableType]
