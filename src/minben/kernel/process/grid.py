"""Where each node goes on a grid of layers (left to right) and rows (within its lane). Serves `layout`.

Layers: longest path after turning back edges (Sugiyama, Tagawa, Toda 1981). Rows: by the dominator tree, so
that a split's branches are stacked below one another and the join returns to the split's row: the first way
stays a straight line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Link = tuple[str, str]  # source and target node


@dataclass(frozen=True)
class Cell:
    """A place on the grid: `band` is the lane's number, `row` counts inside the band."""

    layer: int
    band: int
    row: int


def arrange(
    nodes: Sequence[str], links: Sequence[Link], bands: Mapping[str, int], minor: Collection[Link] = ()
) -> dict[str, Cell]:
    """A cell for every node, no two the same. `nodes` in file order, starts first where possible.

    What is reached only by `minor` links (from boundary events) makes way for the main line.
    """
    forward = sorted(_forward(nodes, links), key=lambda link: link in minor)
    order = _topological(nodes, forward)
    layers = _layers(order, forward)
    rows = _rows(order, forward, layers, bands, _aside(order, forward, minor))
    return {node: Cell(layers[node], bands[node], rows[node]) for node in nodes}


def above(cells: Mapping[str, Cell], beside: Mapping[str, Sequence[str]]) -> dict[str, Cell]:
    """The cells with rows between them for what stands above nodes, the nearest first."""
    more: dict[tuple[int, int], int] = defaultdict(int)
    for node, found in beside.items():
        row = (cells[node].band, cells[node].row)
        more[row] = max(more[row], len(found))
    moved: dict[str, Cell] = {}
    for node, cell in cells.items():
        rows = sum(count for (band, row), count in more.items() if band == cell.band and row <= cell.row)
        moved[node] = Cell(cell.layer, cell.band, cell.row + rows)
    for node, found in beside.items():
        at = moved[node]
        moved |= {name: Cell(at.layer, at.band, at.row - 1 - number) for number, name in enumerate(found)}
    return moved


def _forward(nodes: Sequence[str], links: Sequence[Link]) -> list[Link]:
    """The links without those that close a loop, found depth first from the nodes nothing leads to."""
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in links:
        after[source].append(target)
    entered = {target for _, target in links}
    state: dict[str, int] = {}
    back: set[Link] = set()
    for root in [*(node for node in nodes if node not in entered), *nodes]:
        if root not in state:
            _search(root, after, state, back)
    return [link for link in dict.fromkeys(links) if link not in back]


def _aside(order: Sequence[str], forward: Sequence[Link], minor: Collection[Link]) -> set[str]:
    """Nodes to which only minor links lead, directly or further back."""
    before = _before(forward)
    found: set[str] = set()
    for node in order:
        if before[node] and all((source, node) in minor or source in found for source in before[node]):
            found.add(node)
    return found


def _search(root: str, after: Mapping[str, list[str]], state: dict[str, int], back: set[Link]) -> None:
    """Depth-first search without recursion; 1 is on the path, 2 is done."""
    state[root] = 1
    path = [(root, iter(after[root]))]
    while path:
        node, rest = path[-1]
        target = next(rest, None)
        if target is None:
            state[node] = 2
            path.pop()
        elif state.get(target) == 1:
            back.add((node, target))
        elif target not in state:
            state[target] = 1
            path.append((target, iter(after[target])))


def _topological(nodes: Sequence[str], forward: Sequence[Link]) -> list[str]:
    after: dict[str, list[str]] = defaultdict(list)
    waiting = dict.fromkeys(nodes, 0)
    for source, target in forward:
        after[source].append(target)
        waiting[target] += 1
    order = [node for node in nodes if not waiting[node]]
    for node in order:  # grows while it is walked
        for target in after[node]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order


def _layers(order: Sequence[str], forward: Sequence[Link]) -> dict[str, int]:
    before = _before(forward)
    layers: dict[str, int] = {}
    for node in order:
        layers[node] = max((layers[source] + 1 for source in before[node]), default=0)
    return layers


def _before(forward: Sequence[Link]) -> dict[str, list[str]]:
    before: dict[str, list[str]] = defaultdict(list)
    for source, target in forward:
        before[target].append(source)
    return before


def _dominators(order: Sequence[str], forward: Sequence[Link]) -> dict[str, str]:
    """Immediate dominator of each node; "" for a root (Cooper, Harvey, Kennedy 2001, one pass: no loops)."""
    before = _before(forward)
    rank = {node: number for number, node in enumerate(order)} | {"": -1}
    dominator: dict[str, str] = {}
    for node in order:
        common = before[node][0] if before[node] else ""
        for other in before[node][1:]:
            while common != other:
                if rank[common] > rank[other]:
                    common = dominator[common]
                else:
                    other = dominator[other]
        dominator[node] = common
    return dominator


def _rows(
    order: Sequence[str],
    forward: Sequence[Link],
    layers: Mapping[str, int],
    bands: Mapping[str, int],
    aside: set[str],
) -> dict[str, int]:
    dominator, before = _dominators(order, forward), _before(forward)
    need: dict[str, dict[int, int]] = {}
    below: dict[str, list[str]] = defaultdict(list)
    for node in order:
        below[dominator[node]].append(node)
    linked = {(source, target): number for number, (source, target) in enumerate(forward)}
    for node, children in below.items():
        children.sort(key=lambda child: linked.get((node, child), len(linked)))
    joins = {node for node in order if len(before[node]) > 1}
    for node in reversed(order):
        need[node] = _need(bands[node], below[node], joins, need)
    base: dict[str, dict[int, int]] = {}
    _stack(below[""], joins, need, {}, base)
    for node in order:
        _stack(below[node], joins, need, base[node], base)
    wished = {node: base[node].get(bands[node], 0) for node in order}
    beside = {node: [one for one in before[node] if bands[one] == bands[node]] for node in aside}
    return _settle(sorted(order, key=lambda node: node in aside), layers, bands, wished, beside)


def _need(
    band: int, children: Sequence[str], joins: set[str], need: Mapping[str, dict[int, int]]
) -> dict[int, int]:
    """Rows per band that a node and all it dominates take: branches add up, joins return to the first row."""
    total: dict[int, int] = defaultdict(int)
    for child in children:
        if child not in joins:
            for where, rows in need[child].items():
                total[where] += rows
    for child in children:
        for where, rows in need[child].items():
            total[where] = max(total[where], rows)
    total[band] = max(total[band], 1)
    return dict(total)


def _stack(
    children: Sequence[str],
    joins: set[str],
    need: Mapping[str, dict[int, int]],
    base: Mapping[int, int],
    into: dict[str, dict[int, int]],
) -> None:
    offset = dict(base)
    for child in children:
        into[child] = dict(base if child in joins else offset)
        if child not in joins:
            for where, rows in need[child].items():
                offset[where] = offset.get(where, 0) + rows


def _settle(
    order: Sequence[str],
    layers: Mapping[str, int],
    bands: Mapping[str, int],
    wished: Mapping[str, int],
    beside: Mapping[str, Sequence[str]],
) -> dict[str, int]:
    """The wished row, or the next free one below it; side ways stay level with what leads to them."""
    taken: set[Cell] = set()
    rows: dict[str, int] = {}
    for node in order:
        row = max(wished[node], min((rows[one] for one in beside.get(node, ())), default=0))
        while Cell(layers[node], bands[node], row) in taken:
            row += 1
        taken.add(Cell(layers[node], bands[node], row))
        rows[node] = row
    return rows
