"""Where an evaluation looks names up, and how much it may still do. Serves compiler and functions."""

from __future__ import annotations

from collections.abc import Mapping

from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.values import Value
from minben.kernel.feel.weight import LETTERS, NESTED, PARTS, Scales

DEFAULT_STEPS = 1_000_000


class Run:
    """One evaluation's budget, the reasons it met for giving null, and the trail its caller's tables leave."""

    __slots__ = ("notes", "scales", "steps", "trail")

    def __init__(self, steps: int = DEFAULT_STEPS) -> None:
        self.steps = steps
        self.notes: list[str] = []
        self.trail: list[object] = []
        self.scales: Scales | None = None

    def tick(self, count: int = 1) -> None:
        """Spend steps; FeelLimit when they are used up."""
        self.steps -= count
        if self.steps < 0:
            raise FeelLimit(
                "The evaluation needs more steps than allowed.", 0, "Narrow its ranges and loops."
            )

    def renew(self, steps: int) -> None:
        """The whole budget again, for the next case."""
        self.steps, self.scales = steps, None

    def built(self, value: Value) -> Value:
        """The value just made: a nested one is weighed (FeelLimit when it is too heavy), a long text costs steps."""
        kind = type(value)
        if kind in NESTED:
            self.weight(value)
        elif kind is str and len(value) > LETTERS:
            self.tick(len(value) // LETTERS)
        return value

    def walked(self, value: Value) -> Value:
        """The value that is about to be walked through; a step for each 32 parts or 64 letters."""
        kind = type(value)
        if kind in NESTED:
            self.tick(self.weight(value) // PARTS)
        elif kind is str and len(value) > LETTERS:
            self.tick(len(value) // LETTERS)
        return value

    def weight(self, value: Value) -> int:
        """How many parts a value has; counting them costs a step for each eight."""
        scales = self.scales
        if scales is None:
            scales = self.scales = Scales()
        before = scales.counted
        weight = scales.weight(value)
        self.tick((scales.counted - before) // 8)
        return weight

    def note(self, reason: str) -> None:
        """Remember why something became null; at most a hundred reasons are kept."""
        if len(self.notes) < 100:
            self.notes.append(reason)


class Scope:
    """Names bound here, then those outside."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, Value], outer: Scope | None, run: Run) -> None:
        self.names, self.outer, self.run = names, outer, run

    def inner(self, names: Mapping[str, Value]) -> Scope:
        """A scope within this one."""
        return Scope(names, self, self.run)
