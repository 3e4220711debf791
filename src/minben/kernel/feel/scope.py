"""Where an evaluation looks names up, and how much it may still do. Serves compiler and functions."""

from __future__ import annotations

from collections.abc import Mapping

from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.values import Value

DEFAULT_STEPS = 1_000_000


class Run:
    """One evaluation's budget, the reasons it met for giving null, and the trail its caller's tables leave."""

    __slots__ = ("notes", "steps", "trail")

    def __init__(self, steps: int = DEFAULT_STEPS) -> None:
        self.steps = steps
        self.notes: list[str] = []
        self.trail: list[object] = []

    def tick(self, count: int = 1) -> None:
        """Spend steps; FeelLimit when they are used up."""
        self.steps -= count
        if self.steps < 0:
            raise FeelLimit(
                "The evaluation needs more steps than allowed.", 0, "Narrow its ranges and loops."
            )

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
