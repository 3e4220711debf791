"""Draw a process as accessible SVG on the server: no script, no inline style, ready for a strict content
policy and print.

Serves every door: citizens see where their case is, officers the way ahead, leaders the heat map of delay.
Colour never says anything alone: done steps carry a tick, current ones a thick border, hot ones their number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape

from .describe import describe
from .icons import ICONS, SIGNS, TRIGGERS, markers
from .layout import Layout, Wishes, lane_scope, layout
from .model import EVENTS, GATEWAYS, Flow, Node, Process
from .sizes import (
    LABEL_FONT,
    LABEL_LINE,
    NODE_FONT,
    NODE_LINE,
    Box,
    Point,
    flow_lines,
    frame,
    iconed,
    label,
    low,
    name_lines,
)
from .svg import circle, line, lines, rect, rounded, tag, text
from .text import wrap
from .words import word

_MARGIN, _TITLE = 16.0, 40.0
_INK, _LINE, _QUIET = "#1d2b36", "#5b6b78", "#d5dde3"
_HEAT = ((255, 255, 255), (253, 224, 183), (239, 138, 70), (158, 31, 22))
_FONT = "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans', sans-serif"


@dataclass(frozen=True)
class Show:
    """What the caller wants seen."""

    heat: Mapping[str, float] = field(default_factory=dict[str, float])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    lane_names: Mapping[str, str] = field(default_factory=dict[str, str])
    marked: Collection[str] = ()
    done: Collection[str] = ()
    language: str = "zh-Hant"
    texts: Mapping[str, str] = field(default_factory=dict[str, str])  # of flows


def draw(
    process: Process,
    *,
    heat: Mapping[str, float] | None = None,
    labels: Mapping[str, str] | None = None,
    edge_labels: Mapping[str, str] | None = None,
    lane_names: Mapping[str, str] | None = None,
    marked: Collection[str] = (),
    done: Collection[str] = (),
    title: str = "",
    expanded: bool = True,
    language: str = "zh-Hant",
) -> str:
    """The process as an SVG document.

    `heat`: node id to 0 (cool) … 1 (hot); `labels`: a short note in the node, e.g. "3.2 天"; `edge_labels`:
    text of a flow instead of its name; `lane_names`: names of lanes instead of the file's; `marked`: nodes
    where the case is now; `done`: nodes behind it; `expanded`: show what is inside sub-processes.
    """
    texts = {flow.id: flow.name for flow in process.flows} | dict(edge_labels or {})
    show = Show(
        heat or {}, labels or {}, {**process.lanes, **(lane_names or {})}, marked, done, language, texts
    )
    wishes = Wishes(texts, show.lane_names, frozenset(show.labels))
    drawn = layout(process, expanded=expanded, wishes=wishes)
    told = _told(process, show)
    name, size = title or process.name or process.id, (drawn.width, drawn.height)
    return document(process.id, name, told, size, language, markup(process, drawn, show))


def markup(process: Process, drawn: Layout, show: Show, key: str = "") -> str:
    """Lanes, flows and steps, without a document around them; `key` is the picture's in which they stand."""
    key = key or process.id
    parts = [
        *_lanes(process, drawn, show, ""),
        *(
            part
            for node in process.nodes
            if node.id in drawn.expanded
            for part in (_node(node, drawn, show), *_lanes(process, drawn, show, node.id))
        ),
        *(_flow(key, flow, drawn.flows[flow.id]) for flow in process.flows if flow.id in drawn.flows),
        *(
            _node(node, drawn, show)
            for node in _in_front(process)
            if node.id in drawn.boxes.keys() - drawn.expanded
        ),
        *(_flow_text(show.texts[flow], at) for flow, at in drawn.labels.items()),
    ]
    return "\n".join(parts)


def _lanes(process: Process, drawn: Layout, show: Show, scope: str) -> list[str]:
    """The lanes of the process or of a sub-process."""
    mine = [lane for lane in drawn.lanes if lane_scope(process, lane) == scope]
    return [
        lane_markup(drawn.lanes[lane], show.lane_names.get(lane, ""), number, drawn.head)
        for number, lane in enumerate(mine)
    ]


def _in_front(process: Process) -> list[Node]:
    """Boundary events last: they sit on other nodes."""
    return sorted(process.nodes, key=lambda node: node.kind == "boundary")


def document(key: str, name: str, told: str, size: Point, language: str, body: str) -> str:
    """The whole SVG: title and description for those who hear it, the arrows' tips, the picture."""
    width, height = max(size[0], 320.0) + 2 * _MARGIN, size[1] + 2 * _MARGIN + _TITLE
    parts = [
        tag("title", escape(name), id=f"{key}-title"),
        tag("desc", escape(told), id=f"{key}-desc"),
        tag("defs", _tips(key)),
        tag("rect", width=width, height=height, fill="#ffffff"),
        text(name, (_MARGIN, _MARGIN + 18), 18, _INK, font_weight="600"),
        tag("g", body, transform=f"translate({_MARGIN:g} {_MARGIN + _TITLE:g})"),
    ]
    root: dict[str, str | float] = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height}
    root |= {"aria-labelledby": f"{key}-title", "aria-describedby": f"{key}-desc", "font-family": _FONT}
    root |= {"role": "img", "class": "minben-process", "lang": language}
    return tag("svg", "\n".join(parts), xmlns="http://www.w3.org/2000/svg", **root) + "\n"


def _tips(key: str) -> str:
    """A flow's arrow, the open arrow of messages and associations, the ring where a message begins."""
    shared: dict[str, str | float] = {"viewBox": "0 0 10 10", "refY": 5, "markerUnits": "userSpaceOnUse"}
    shared |= {"markerWidth": 8, "markerHeight": 8}
    full = tag("path", d="M0 0.8L9.5 5L0 9.2z", fill=_LINE)
    outline = tag("path", d="M0.8 1L9 5L0.8 9z", fill="#ffffff", stroke=_LINE, stroke_width=1.3)
    ring = tag("circle", cx=5, cy=5, r=3.8, fill="#ffffff", stroke=_LINE, stroke_width=1.3)
    return (
        tag("marker", full, id=f"{key}-arrow", refX=9, orient="auto", **shared)
        + tag("marker", outline, id=f"{key}-open", refX=9, orient="auto-start-reverse", **shared)
        + tag("marker", ring, id=f"{key}-sent", refX=5, **shared)
    )


def _told(process: Process, show: Show) -> str:
    """The picture in a paragraph, for those who hear it."""
    rows = describe(process, language=show.language, lane_names=show.lane_names)
    steps = [row for row in rows if row.kind not in ("start", "end")]
    here = [row.step for row in rows if row.node in show.marked]
    told = [word("steps", show.language, len(steps))]
    if here:
        told.append(word("here", show.language, word("comma", show.language).join(here)))
    told += [
        word("list", show.language, row.step, row.who, word("comma", show.language).join(row.next) or "—")
        for row in steps
    ]
    return " ".join(told)


# --- lanes and flows ---


def lane_markup(box: Box, name: str, number: int, head: float) -> str:
    """A lane or pool with its name at the left."""
    fill = "#f7f9fb" if number % 2 == 0 else "#ffffff"
    side = rect(Box(box.x, box.y, head, box.height), "#e9eff4", _QUIET, 1)
    lines_ = wrap(name, head - 16, NODE_FONT, max(1, int((box.height - 8) / NODE_LINE)))
    text_ = lines(lines_, (box.x + head / 2, box.y + box.height / 2), NODE_FONT, _INK, "600")
    return tag("g", tag("title", escape(name)) + rect(box, fill, _QUIET, 1) + side + text_, class_="lane")


def _flow(key: str, flow: Flow, points: tuple[Point, ...]) -> str:
    hint = tag("title", escape(flow.name or flow.condition or flow.id))
    arrow = f"url(#{key}-arrow)"
    shape: dict[str, str | float] = {
        "fill": "none",
        "stroke": _LINE,
        "stroke-width": 1.5,
        "marker-end": arrow,
    }
    return tag("path", hint, class_="flow", d=rounded(points), **shape)


def _flow_text(words: str, at: Point) -> str:
    """The flow's name above its line, with a white halo so that lines behind it do not disturb."""
    found = flow_lines(words)
    top = at[1] - (len(found) - 1) * (LABEL_FONT + 3)
    halo: dict[str, str | float] = {"stroke": "#ffffff", "stroke-width": 4, "paint-order": "stroke"}
    placed = [(one, (at[0], top + n * (LABEL_FONT + 3))) for n, one in enumerate(found)]
    return tag(
        "g", "".join(text(one, place, LABEL_FONT, _INK, **halo) for one, place in placed), class_="flow-text"
    )


# --- nodes ---


@dataclass(frozen=True)
class _Paint:
    fill: str
    stroke: str
    weight: float
    ink: str


def _paint(node: Node, show: Show) -> _Paint:
    value = show.heat.get(node.id)
    fill, ink = ("#ffffff", _INK) if value is None else (_heat(value), "#ffffff" if value > 0.62 else _INK)
    if node.id in show.marked:
        return _Paint(fill if value is not None else "#e3effb", "#1257a5", 3.5, ink)
    if node.id in show.done:
        return _Paint(fill if value is not None else "#eaf5ee", "#2d7a4d", 1.5, ink)
    return _Paint(fill, "#34495a", 1.5, ink)


def _heat(value: float) -> str:
    """White over amber to dark red."""
    place = min(max(value, 0.0), 1.0) * (len(_HEAT) - 1)
    low = min(int(place), len(_HEAT) - 2)
    mix = [round(a + (b - a) * (place - low)) for a, b in zip(_HEAT[low], _HEAT[low + 1], strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mix)


def _node(node: Node, drawn: Layout, show: Show) -> str:
    box = drawn.boxes[node.id]
    shape = _shape(node, box, _paint(node, show), show, node.id in drawn.expanded)
    tick = _tick(box) if node.id in show.done and node.id not in show.marked else ""
    content = tag("title", escape(_hint(node, show))) + shape + tick
    return tag("g", content, class_=f"node {node.kind}", data_node=node.id)


def _hint(node: Node, show: Show) -> str:
    """What a pointer resting on the node shows."""
    parts = [node.name or word(node.kind, show.language), node.timer, show.labels.get(node.id, "")]
    parts += [word("marked", show.language)] * (node.id in show.marked)
    parts += [word("done", show.language)] * (node.id in show.done)
    return " · ".join(filter(None, parts))


def _shape(node: Node, box: Box, paint: _Paint, show: Show, expanded: bool) -> str:
    if node.kind in EVENTS:
        return _event(node, box, paint) + ("" if node.kind == "boundary" else _name_below(node, box))
    if node.kind in GATEWAYS:
        return _gateway(node, box, paint) + _name_below(node, box)
    return _frame(node, box, paint) if expanded else _task(node, box, paint, show)


def _middle(box: Box) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def _name_below(node: Node, box: Box) -> str:
    found = label(node.name)
    y = box.y + box.height + 6 + len(found) * LABEL_LINE / 2
    return lines(found, (_middle(box)[0], y), LABEL_FONT, _INK)


def _event(node: Node, box: Box, paint: _Paint) -> str:
    """A thick ring ends, a double ring is on the way, dashes do not interrupt; the sign says what happens."""
    middle, radius = _middle(box), box.width / 2 - (0 if node.kind == "boundary" else 2)
    weight = max(paint.weight, 3.5 if node.kind == "end" else 1.5)
    dash = "none" if node.interrupting else "4 3"
    parts = [circle(middle, radius, paint.fill, paint.stroke, weight, dash)]
    if node.kind in ("catch", "throw", "boundary"):
        parts.append(circle(middle, radius - 3.5, "none", paint.stroke, 1, dash))
    if node.triggers:
        sign = TRIGGERS[node.triggers[0].kind] if len(node.triggers) == 1 else TRIGGERS["multiple"]
        filled = node.kind in ("throw", "end") and sign.endswith("z")
        parts.append(line(sign, middle, paint.ink, 1.5, fill=paint.ink if filled else "none"))
    return "".join(parts)


def _gateway(node: Node, box: Box, paint: _Paint) -> str:
    (x, y), half = _middle(box), box.width / 2
    d = f"M{x:g} {y - half:g}L{x + half:g} {y:g}L{x:g} {y + half:g}L{x - half:g} {y:g}z"
    diamond = tag("path", d=d, fill=paint.fill, stroke=paint.stroke, stroke_width=paint.weight)
    return diamond + line(SIGNS[node.kind], (x, y), paint.ink, 2.5 if node.kind != "event_based" else 1.5)


def _frame(node: Node, box: Box, paint: _Paint) -> str:
    """An expanded sub-process: its name in the upper left corner, its steps are drawn over it."""
    _, name = frame(node.name, box)
    shape = rect(box, paint.fill, paint.stroke, paint.weight, 10)
    if node.mode == "transaction":
        shape += rect(Box(box.x + 4, box.y + 4, box.width - 8, box.height - 8), "none", paint.stroke, 1, 7)
    shape += _markers(node, box, paint)
    for number, words in enumerate(name):
        place = (box.x + 14, box.y + 21 + NODE_LINE * number)
        shape += text(words, place, NODE_FONT, paint.ink, font_weight="600")
    return shape


def _task(node: Node, box: Box, paint: _Paint, show: Show) -> str:
    note, (x, y) = show.labels.get(node.id, ""), _middle(box)
    under, found = low(node, bool(note)), name_lines(node)
    above = iconed(node, bool(note))
    parts = [rect(box, paint.fill, paint.stroke, paint.weight, 9)]
    parts.append(lines(found, (x, y + _drop(len(found), under, above)), NODE_FONT, paint.ink))
    if note:
        parts.append(lines([note], (x, box.y + box.height - 13), LABEL_FONT, paint.ink, "700"))
    if node.kind in ICONS:
        parts.append(line(ICONS[node.kind], (box.x + 7, box.y + 6), paint.ink, 1, 0.7))
    parts.append(_markers(node, box, paint, closed=node.kind == "subprocess"))
    return "".join(parts)


def _markers(node: Node, box: Box, paint: _Paint, closed: bool = False) -> str:
    """The small signs at the lower edge: loop, for each, undoing, ad hoc, folded up."""
    found = markers(node, closed)
    left = box.x + box.width / 2 - 9 * (len(found) - 1)
    y = box.y + box.height - 8
    return "".join(line(sign, (left + 18 * n, y), paint.ink, 1.2) for n, sign in enumerate(found))


def _drop(count: int, under: bool, above: bool) -> float:
    """How far below the middle the name stands: room for the icon above it, for a note or signs below it."""
    moved = 7.0 if above else {1: 2.0, 2: 5.0}.get(count, 0.0)
    return moved - (6.0 if count == 1 else 12.0) if under and not above else moved - 9.0 * under


def _tick(box: Box) -> str:
    corner = (box.x + box.width - 4, box.y + 4)
    return circle(corner, 8, "#2d7a4d", "#ffffff", 1.5) + line("M-4 0L-1 3L4-3", corner, "#ffffff", 2)
