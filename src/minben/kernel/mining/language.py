"""What a process tree allows: membership, next steps, replay. Serves conformance and the choice between
models.

A tree is read as a regular expression with shuffle and followed by Brzozowski derivatives (J. ACM 1964):
after an activity remains a set of residual expressions. This is exact for every tree, also with parallel
blocks and repeated names. Residuals are numbered, so each derivative is computed once.
"""

from __future__ import annotations

from collections.abc import Sequence

from minben.kernel.mining.tree import ProcessTree

Residual = tuple[object, ...]  # ("task", name) | (operator, number, number, …)
States = frozenset[int]


class Language:
    """The language of one tree. A state is the set of residuals a case may be in; empty: the model does not
    allow it.
    """

    def __init__(self, tree: ProcessTree) -> None:
        self._number: dict[tuple[str, tuple[object, ...]], int] = {}
        self._residual: list[tuple[str, tuple[object, ...]]] = []
        self._nullable: list[bool] = []
        self._first: list[frozenset[str]] = []
        self._derived: dict[tuple[int, str], States] = {}
        self._moved: dict[tuple[States, str], States] = {}
        self._empty = self._make("empty", ())
        self.start: States = frozenset({self._from_tree(tree)})

    def after(self, states: States, activity: str) -> States:
        """The states after an activity; empty when it is not allowed."""
        key = (states, activity)
        if key not in self._moved:
            reached: set[int] = set()
            for state in states:
                reached |= self._derive(state, activity)
            self._moved[key] = frozenset(reached)
        return self._moved[key]

    def enabled(self, states: States) -> frozenset[str]:
        """The activities allowed next."""
        return frozenset().union(*(self._first[state] for state in states))

    def may_end(self, states: States) -> bool:
        """Whether the case may be complete."""
        return any(self._nullable[state] for state in states)

    def accepts(self, trace: Sequence[str]) -> bool:
        """Whether the model allows exactly this trace."""
        states = self.start
        for activity in trace:
            states = self.after(states, activity)
        return self.may_end(states)

    # --- residuals: task, empty, sequence (pairs), choice, parallel (pairs), star ---

    def _from_tree(self, tree: ProcessTree) -> int:
        if tree.kind == "task":
            return self._make("task", (tree.name,))
        parts = [self._from_tree(child) for child in tree.children]
        if tree.kind == "silent":
            return self._empty
        if tree.kind == "loop":
            body, redo = parts
            return self._sequence(body, self._make("star", (self._sequence(redo, body),)))
        if tree.kind == "exclusive":
            return self._make("choice", tuple(sorted(set(parts))))
        whole = parts[-1]
        for part in reversed(parts[:-1]):
            whole = self._sequence(part, whole) if tree.kind == "sequence" else self._parallel(part, whole)
        return whole

    def _sequence(self, one: int, two: int) -> int:
        if one == self._empty:
            return two
        return one if two == self._empty else self._make("sequence", (one, two))

    def _parallel(self, one: int, two: int) -> int:
        if one == self._empty:
            return two
        return one if two == self._empty else self._make("parallel", (one, two))

    def _make(self, kind: str, parts: tuple[object, ...]) -> int:
        key = (kind, parts)
        if key not in self._number:
            self._number[key] = len(self._residual)
            self._residual.append(key)
            self._nullable.append(self._is_nullable(kind, parts))
            self._first.append(self._first_of(kind, parts))
        return self._number[key]

    def _is_nullable(self, kind: str, parts: tuple[object, ...]) -> bool:
        if kind in ("empty", "star"):
            return True
        numbers = _numbers(parts)
        quantifier = any if kind == "choice" else all
        return kind != "task" and quantifier(self._nullable[number] for number in numbers)

    def _first_of(self, kind: str, parts: tuple[object, ...]) -> frozenset[str]:
        if kind == "task":
            return frozenset({str(parts[0])})
        numbers = _numbers(parts)
        if kind == "sequence" and not self._nullable[numbers[0]]:
            numbers = numbers[:1]
        return frozenset().union(*(self._first[number] for number in numbers))

    def _derive(self, state: int, activity: str) -> States:
        if activity not in self._first[state]:
            return frozenset()
        key = (state, activity)
        if key not in self._derived:
            self._derived[key] = frozenset(self._derivative(*self._residual[state], activity))
        return self._derived[key]

    def _derivative(self, kind: str, parts: tuple[object, ...], activity: str) -> set[int]:
        if kind == "task":
            return {self._empty}
        numbers = _numbers(parts)
        if kind == "choice":
            return {rest for number in numbers for rest in self._derive(number, activity)}
        if kind == "star":
            again = self._make("star", parts)
            return {self._sequence(rest, again) for rest in self._derive(numbers[0], activity)}
        one, two = numbers
        if kind == "sequence":
            reached = {self._sequence(rest, two) for rest in self._derive(one, activity)}
            return reached | self._derive(two, activity) if self._nullable[one] else reached
        left = {self._parallel(rest, two) for rest in self._derive(one, activity)}
        return left | {self._parallel(one, rest) for rest in self._derive(two, activity)}


def _numbers(parts: tuple[object, ...]) -> tuple[int, ...]:
    return tuple(part for part in parts if isinstance(part, int))


def fits(tree: ProcessTree, trace: Sequence[str]) -> bool:
    """Whether the tree allows exactly this trace, from beginning to end. For many traces build one
    `Language`.
    """
    return Language(tree).accepts(trace)
