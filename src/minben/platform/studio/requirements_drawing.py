"""The picture of what a decision rests on: facts below, decisions above them, an arrow from each to what needs it.

Serves the pages of decisions; the same is said there as a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from minben.kernel.decision import Decision, Model
from minben.kernel.process.layout import Box
from minben.kernel.process.svg import lines, rect, tag
from minben.kernel.process.text import wrap

INK, LINE, FILL, FACT = "#1d2b36", "#5b6b78", "#ffffff", "#e3ece8"
WIDE, HIGH, GAP, RISE, EDGE, FONT = 176.0, 60.0, 28.0, 64.0, 14.0, 15.0
FACE = "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans', sans-serif"


def drawn(model: Model, titles: Mapping[str, str], name: str) -> str:
    """The requirements as SVG; `titles` are the words for decisions by id, `name` what the picture is called."""
    levels = _levels(model)
    rows: dict[int, list[str]] = {}
    for key, level in levels.items():
        rows.setdefault(level, []).append(key)
    top, most = max(rows, default=0), max((len(row) for row in rows.values()), default=1)
    width = most * (WIDE + GAP) - GAP + 2 * EDGE
    height = (top + 1) * (HIGH + RISE) - RISE + 2 * EDGE
    boxes = {
        key: box
        for level, row in rows.items()
        for key, box in _placed(_ordered(model, row, levels), top - level, width)
    }
    words = {**{one.id: one.name for one in model.inputs.values()}, **titles}
    parts = [_arrow(boxes[one], boxes[key]) for key in boxes for one in _needs(model, key) if one in boxes]
    parts += [_node(box, words.get(key, key), key in model.decisions) for key, box in boxes.items()]
    return _document(name, width, height, "".join(parts))


def _needs(model: Model, key: str) -> list[str]:
    decision = model.decisions.get(key)
    return [arrow.target for arrow in decision.requires] if decision else []


def _levels(model: Model) -> dict[str, int]:
    """How many arrows lie between a node and the facts at most; circles are cut."""
    found: dict[str, int] = {one.id: 0 for one in model.inputs.values()}

    def level(decision: Decision, above: frozenset[str]) -> int:
        if decision.id not in found:
            inner = above | {decision.id}
            below = [model.decisions.get(arrow.target) for arrow in decision.requires]
            deep = [level(one, inner) for one in below if one is not None and one.id not in inner]
            found[decision.id] = 1 + max(deep, default=0)
        return found[decision.id]

    for each in model.each_decision():
        level(each, frozenset())
    return found


def _ordered(model: Model, row: list[str], levels: Mapping[str, int]) -> list[str]:
    """Nodes of one level near what they need: by the mean place of it in the file."""
    place = {key: number for number, key in enumerate(levels)}

    def middle(key: str) -> float:
        needs = [place[one] for one in _needs(model, key) if one in place]
        return sum(needs) / len(needs) if needs else place[key]

    return sorted(row, key=middle)


def _placed(row: list[str], depth: int, width: float) -> list[tuple[str, Box]]:
    left = (width - (len(row) * (WIDE + GAP) - GAP)) / 2
    top = EDGE + depth * (HIGH + RISE)
    return [(key, Box(left + at * (WIDE + GAP), top, WIDE, HIGH)) for at, key in enumerate(row)]


def _arrow(below: Box, above: Box) -> str:
    start = below.x + below.width / 2, below.y
    end = above.x + above.width / 2, above.y + above.height
    return tag(
        "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1] + 3, stroke=LINE, stroke_width=1.5,
        marker_end="url(#requires)",
    )  # fmt: skip


def _node(box: Box, words: str, decision: bool) -> str:
    shape = rect(box, FILL if decision else FACT, INK, 1.5, 2 if decision else HIGH / 2)
    centre = box.x + box.width / 2, box.y + box.height / 2
    return shape + lines(wrap(words, box.width - 20, FONT)[:2], centre, FONT, INK)


def _document(name: str, width: float, height: float, body: str) -> str:
    tip = tag("path", d="M0 0.8L9.5 5L0 9.2z", fill=LINE)
    told = {"viewBox": "0 0 10 10", "refX": "9", "refY": "5", "orient": "auto", "markerWidth": "8"}
    marker = tag("marker", tip, id="requires", markerHeight="8", markerUnits="userSpaceOnUse", **told)
    title = tag("title", escape(name), id="requirements-title")
    root: dict[str, str | float] = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height}
    root |= {"role": "img", "aria-labelledby": "requirements-title", "font-family": FACE}
    return tag("svg", title + tag("defs", marker) + body, xmlns="http://www.w3.org/2000/svg", **root)
