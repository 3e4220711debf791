"""Right-angled ways around boxes: for messages between pools and for what joins artifacts to steps. Serves `sheet`.

The shortest way with few bends on the grid of all edges (A*; Hart, Nilsson, Raphael 1968); a way that another has
taken costs more, so that lines lie beside each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from .sizes import Box, Point

_MARGIN = 4.0  # how near a line comes to a box
_BEND, _SHARED = 24.0, 6.0  # what a turn costs in pixels; how much dearer it is where others run
_OUT = (8.0, 14.0)  # where lines may run beside a box

Port = tuple[Point, Point]  # where a line touches, and the direction in which it leaves


class Detours:
    """The plain with its obstacles, and the ways found so far. `also` are further heights at which lines may run."""

    def __init__(self, obstacles: Sequence[Box], ports: Iterable[Point], also: Iterable[float] = ()) -> None:
        self.boxes = obstacles
        xs, ys = {x for x, _ in ports}, {*also} | {y for _, y in ports}
        for box in obstacles:
            xs |= {edge for out in _OUT for edge in (box.x - out, box.right + out)}
            ys |= {edge for out in _OUT for edge in (box.y - out, box.bottom + out)}
        self.xs, self.ys = sorted(xs), sorted(ys)
        self.across, self.down = self.blocked()
        self.taken: set[tuple[int, int, int]] = set()

    def blocked(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Pieces of the grid that touch a box: to the next x, to the next y."""
        across: set[tuple[int, int]] = set()
        down: set[tuple[int, int]] = set()
        for box in self.boxes:
            left, right = bisect_right(self.xs, box.x - _MARGIN), bisect_left(self.xs, box.right + _MARGIN)
            top, bottom = bisect_right(self.ys, box.y - _MARGIN), bisect_left(self.ys, box.bottom + _MARGIN)
            across |= {(i, j) for i in range(left - 1, right) for j in range(top, bottom)}
            down |= {(i, j) for i in range(left, right) for j in range(top - 1, bottom)}
        return across, down

    def way(self, source: Sequence[Port], target: Sequence[Port]) -> tuple[Point, ...]:
        """From one of the ports to another; straight through when there is no way around."""
        goals = {self.at(_out(port)): port for port in target}
        found = self.search({self.at(_out(port)): port for port in source}, goals)
        if not found:
            return source[0][0], target[0][0]
        cells, start, end = found
        self.take(cells)
        points = [start[0], *((self.xs[i], self.ys[j]) for i, j in cells), end[0]]
        return tuple(straight(points))

    def at(self, point: Point) -> tuple[int, int]:
        """The crossing nearest to a point that lies on the grid or between its lines."""
        i, j = bisect_left(self.xs, point[0]), bisect_left(self.ys, point[1])
        return min(i, len(self.xs) - 1), min(j, len(self.ys) - 1)

    def search(
        self, starts: dict[tuple[int, int], Port], goals: dict[tuple[int, int], Port]
    ) -> tuple[list[tuple[int, int]], Port, Port] | None:
        queue: list[tuple[float, float, tuple[int, int], int]] = []
        best: dict[tuple[tuple[int, int], int], float] = {}
        came: dict[tuple[tuple[int, int], int], tuple[tuple[int, int], int] | None] = {}
        for cell in starts:
            heappush(queue, (0.0, 0.0, cell, 1))
            best[cell, 1], came[cell, 1] = 0.0, None
        while queue:
            _, cost, cell, way = heappop(queue)
            if cell in goals:
                path = _back(came, (cell, way))
                return path, starts[path[0]], goals[cell]
            if cost > best[cell, way]:
                continue
            for other, turn, length in self.beside(cell):
                more = cost + length + _BEND * (turn != way)
                if more < best.get((other, turn), float("inf")):
                    best[other, turn], came[other, turn] = more, (cell, way)
                    heappush(queue, (more + self.least(other, goals), more, other, turn))
        return None

    def beside(self, cell: tuple[int, int]) -> Iterable[tuple[tuple[int, int], int, float]]:
        """The next crossings, the direction (0 across, 1 down) and the price."""
        i, j = cell
        for other, way, piece in (
            ((i + 1, j), 0, (i, j)),
            ((i - 1, j), 0, (i - 1, j)),
            ((i, j + 1), 1, (i, j)),
            ((i, j - 1), 1, (i, j - 1)),
        ):
            if not (0 <= other[0] < len(self.xs) and 0 <= other[1] < len(self.ys)):
                continue
            if piece in (self.down if way else self.across):
                continue
            length = abs(self.xs[other[0]] - self.xs[i]) + abs(self.ys[other[1]] - self.ys[j])
            yield other, way, length * (_SHARED if (*piece, way) in self.taken else 1)

    def least(self, cell: tuple[int, int], goals: Iterable[tuple[int, int]]) -> float:
        x, y = self.xs[cell[0]], self.ys[cell[1]]
        return min(abs(x - self.xs[i]) + abs(y - self.ys[j]) for i, j in goals)

    def take(self, cells: Sequence[tuple[int, int]]) -> None:
        for (a, b), (c, d) in pairwise(cells):
            self.taken.add((min(a, c), min(b, d), int(a == c)))


def _out(port: Port) -> Point:
    (x, y), (dx, dy) = port
    return x + dx * _OUT[0], y + dy * _OUT[0]


def _back(
    came: dict[tuple[tuple[int, int], int], tuple[tuple[int, int], int] | None],
    last: tuple[tuple[int, int], int],
) -> list[tuple[int, int]]:
    path = [last[0]]
    step = came[last]
    while step is not None:
        path.append(step[0])
        step = came[step]
    return path[::-1]


def straight(points: Sequence[Point]) -> list[Point]:
    """The points without repetitions and without those in the middle of a straight line."""
    found: list[Point] = []
    for point in points:
        if found and abs(found[-1][0] - point[0]) < 0.01 and abs(found[-1][1] - point[1]) < 0.01:
            continue
        if len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found[-1] = point
        else:
            found.append(point)
    return found
