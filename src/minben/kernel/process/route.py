"""Which rows and channels a flow takes between the cells of the grid. Serves `layout`.

A channel is the space after a layer (-1: before the first). A flow turns in at most two channels; in between
it runs in a row whose cells are free, made for it when there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .grid import Cell

Row = tuple[int, int]  # band and row


@dataclass(frozen=True)
class Run:
    """A flow to route: from a node (or the boundary event `hook` on it) to a node."""

    flow: str
    source: str
    target: str
    hook: str
    forks: bool  # others leave the same source


@dataclass(frozen=True)
class Turn:
    """A vertical piece in a channel to a row.

    Pieces of one group share their line: a fork's or a join's trunk.
    """

    channel: int
    group: str
    to: Row


@dataclass(frozen=True)
class Path:
    run: Run
    turns: tuple[Turn, ...]
    backward: bool


@dataclass
class _Group:
    """The heights that meet one vertical line, by the side from which they come."""

    left: set[float] = field(default_factory=set[float])
    right: set[float] = field(default_factory=set[float])

    def clashes(self, other: _Group) -> bool:
        mine, theirs = self.left | self.right, other.left | other.right
        return min(mine) <= max(theirs) + 4 and min(theirs) <= max(mine) + 4


class Channels:
    """Which line (slot) of a channel each group has."""

    def __init__(self, groups: Mapping[int, Mapping[str, _Group]]) -> None:
        self.slots = {channel: _slots(found) for channel, found in groups.items()}

    def count(self, channel: int) -> int:
        return 1 + max(self.slots.get(channel, {}).values(), default=-1)

    def slot(self, channel: int, group: str) -> int:
        return self.slots[channel][group]


def _slots(groups: Mapping[str, _Group]) -> dict[str, int]:
    """Number the lines so that a flow entering at a height turns before another leaves at the same height."""
    later = {
        name: {other for other, its in groups.items() if other != name and its.left & group.right}
        for name, group in groups.items()
    }
    found: dict[str, int] = {}
    while len(found) < len(groups):
        open_ = [name for name in groups if name not in found]
        name = next((one for one in open_ if not any(other in open_ for other in later[one])), open_[0])
        slot = 1 + max((found[other] for other in later[name] if other in found), default=-1)
        while any(slot == taken and groups[name].clashes(groups[other]) for other, taken in found.items()):
            slot += 1
        found[name] = slot
    return found


class Router:
    """Gives rows to flows and remembers which cells are taken."""

    def __init__(self, cells: Mapping[str, Cell], bands: int) -> None:
        self.cells = cells
        self.taken = {(cell.layer, cell.band, cell.row) for cell in cells.values()}
        self.rows = [
            1 + max((c.row for c in cells.values() if c.band == band), default=0) for band in range(bands)
        ]

    def row(self, node: str) -> Row:
        return self.cells[node].band, self.cells[node].row

    def level_of(self, node: str, level: Callable[[Row], float]) -> float:
        return level(self.row(node))

    def path(self, run: Run) -> Path:
        source, target = self.cells[run.source], self.cells[run.target]
        to = self.row(run.target)
        out = f"hook {run.hook}" if run.hook else f"out {run.source}"
        into = f"in {run.target}"
        if target.layer == source.layer + 1:
            group = out if run.forks or run.hook else into
            turns = (Turn(source.layer, group, to),) if run.hook or to != self.row(run.source) else ()
            return Path(run, turns, backward=False)
        backward = target.layer <= source.layer
        span = range(target.layer, source.layer + 1) if backward else range(source.layer + 1, target.layer)
        via = self.free_row(run, span)
        first = (Turn(source.layer, out, via),) if run.hook or via != self.row(run.source) else ()
        last = (Turn(target.layer - 1, into, to),) if via != to else ()
        return Path(run, first + last, backward)

    def free_row(self, run: Run, span: range) -> Row:
        """The nearest row that is free over these layers; a new one at the bottom of a band when none is."""
        source, target = self.row(run.source), self.row(run.target)
        low, high = min(source[0], target[0]), max(source[0], target[0])
        rows = [(band, row) for band in range(low, high + 1) for row in range(self.rows[band])]
        free = [row for row in rows if all((layer, *row) not in self.taken for layer in span)]
        fresh = [(band, self.rows[band]) for band in dict.fromkeys((source[0], target[0]))]
        order = {row: number for number, row in enumerate(sorted({*rows, *fresh}))}

        def cost(row: Row) -> tuple[int, bool]:
            length = abs(order[row] - order[source]) + abs(order[row] - order[target])
            return length + (row in fresh), (row == source) == run.forks

        best = min(free + fresh, key=cost)
        self.rows[best[0]] = max(self.rows[best[0]], best[1] + 1)
        self.taken |= {(layer, *best) for layer in span}
        return best

    def channels(
        self, paths: Sequence[Path], level: Callable[[Row], float], hook_level: Callable[[str], float]
    ) -> Channels:
        """Collect the vertical pieces of all flows and give each group its line."""
        groups: dict[int, dict[str, _Group]] = defaultdict(lambda: defaultdict(_Group))
        for path in paths:
            y = hook_level(path.run.hook) if path.run.hook else self.level_of(path.run.source, level)
            for turn in path.turns:
                group = groups[turn.channel][turn.group]
                comes_from_right = path.backward and turn.channel == self.cells[path.run.target].layer - 1
                leaves_left = path.backward and not comes_from_right
                (group.right if comes_from_right else group.left).add(y)
                y = level(turn.to)
                (group.left if leaves_left else group.right).add(y)
        return Channels(groups)
