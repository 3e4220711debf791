"""How large things are drawn: steps with their names, what is beside them, headers of lanes. Serves `layout`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .icons import ICONS, markers
from .model import EVENTS, GATEWAYS, Artifact, Node
from .text import width, words, wrap

Point = tuple[float, float]

TASK_WIDTH, TASK_HEIGHT, EVENT, GATEWAY = 132.0, 70.0, 36.0, 44.0
NODE_FONT, LABEL_FONT = 14.0, 12.0
NODE_LINE, LABEL_LINE = NODE_FONT + 4, LABEL_FONT + 4
LABEL_WIDTH = 92.0  # names below events and gateways
FLOW_LABEL = 112.0
NOTE_WIDTH = 150.0  # annotations
SHEET = (36.0, 46.0)  # a data object
HEADER = 88.0  # a lane's or pool's name
LONGEST = 8  # lines of a name: what is longer ends in an ellipsis and is read in the hint


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, dx: float, dy: float) -> Box:
        """The same, elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Size:
    """What a step takes in its cell, from its centre; the name below an event counts."""

    width: float
    height: float
    cell: float  # width of the cell
    below: float  # from the centre line downwards


def union(boxes: Iterable[Box], margin: float = 0.0) -> Box:
    """The smallest rectangle around some, at least one, with a margin."""
    found = list(boxes)
    x, y = min(box.x for box in found) - margin, min(box.y for box in found) - margin
    right, bottom = max(box.right for box in found) + margin, max(box.bottom for box in found) + margin
    return Box(x, y, right - x, bottom - y)


def step(node: Node, noted: bool) -> Size:
    """An event, a gateway or a task; `noted`: a short note stands in the task."""
    if node.kind in EVENTS | GATEWAYS:
        side = GATEWAY if node.kind in GATEWAYS else EVENT
        found = label(node.name)
        cell = max([side, *(width(line, LABEL_FONT) for line in found)])
        return Size(side, side, cell, side / 2 + len(found) * LABEL_LINE + (4 if found else 0))
    count, high = len(name_lines(node)), TASK_HEIGHT
    high = max(high, NODE_LINE * (count + low(node, noted)) + 16 + (14 if iconed(node, noted) else 0))
    return Size(TASK_WIDTH, high, TASK_WIDTH, high / 2)


def name_lines(node: Node) -> list[str]:
    """A task's name as it is written into its box."""
    return wrap(node.name or node.id, TASK_WIDTH - 18, NODE_FONT, LONGEST)


def low(node: Node, noted: bool) -> bool:
    """Whether something stands below the task's name."""
    return noted or bool(markers(node, node.kind == "subprocess"))


def iconed(node: Node, noted: bool) -> bool:
    """Whether the task's sign needs a line of its own above the name."""
    return node.kind in ICONS and len(name_lines(node)) + low(node, noted) > 2


def label(name: str) -> list[str]:
    """The name below an event, a gateway or a data object."""
    return wrap(name, LABEL_WIDTH, LABEL_FONT, LONGEST)


def flow_lines(text: str) -> list[str]:
    """What is written on a flow: two lines, wider when it is long."""
    for limit in (FLOW_LABEL, 150.0, 190.0, 240.0):
        found = wrap(text, limit, LABEL_FONT, LONGEST)
        if len(found) < 3:
            return found
    return wrap(text, 240.0, LABEL_FONT, 3)


def note_lines(text: str) -> list[str]:
    """An annotation's text: its own lines are kept."""
    return [line for part in text.splitlines() for line in wrap(part, NOTE_WIDTH - 16, LABEL_FONT, 12)] or [
        ""
    ]


def artifact(one: Artifact) -> Size:
    """What is beside the flow: an annotation, or a data object with its name below."""
    if one.kind == "annotation":
        found = note_lines(one.name)
        high = len(found) * LABEL_LINE + 12
        return Size(NOTE_WIDTH, high, NOTE_WIDTH, high / 2)
    wide, high = SHEET
    found = label(one.name)
    cell = max([wide, *(width(line, LABEL_FONT) for line in found)])
    return Size(wide, high, cell, high / 2 + len(found) * LABEL_LINE + (4 if found else 0))


def header(names: Iterable[str]) -> float:
    """How wide the column of some names must be for no word of theirs to break."""
    longest = max((width(word, NODE_FONT) for name in names for word in words(name)), default=0.0)
    return max(HEADER, min(longest + 20, 2 * HEADER))


def frame(name: str, inside: Box) -> tuple[float, list[str]]:
    """The width of an expanded sub-process and the lines of its name above its steps."""
    wide = max(inside.width, TASK_WIDTH, min(width(name, NODE_FONT), 300) + 28)
    return wide, wrap(name, wide - 28, NODE_FONT, 3) or [""]
