"""What is written in a picture can be read: no line, step or other text lies on a name. On the published models without
their own pictures, and on random ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

from hypothesis import given

from minben.kernel import process as bpmn
from minben.kernel.process.diagram import overlap
from minben.kernel.process.document import content
from minben.kernel.process.model import EVENTS, GATEWAYS
from minben.kernel.process.sheet import Content, Sheet, place
from minben.kernel.process.sizes import LABEL_FONT, LABEL_LINE, flow_lines, label
from minben.kernel.process.text import width
from tests.kernel.process.test_sheet import sheets


def names(sheet: Sheet) -> Iterator[tuple[str, bpmn.Box]]:
    """Names below events and gateways, names of flows and messages."""
    flows = {flow.id: flow.name for part in sheet.parts if part.process for flow in part.process.flows}
    at = {name: point for part in sheet.parts if part.drawn for name, point in part.drawn.labels.items()}
    for name, (x, y) in {**at, **sheet.labels}.items():
        sent = {one.id: one.name for one in sheet.messages}
        if lines := flow_lines(flows.get(name) or sent.get(name, "")):
            high = len(lines) * LABEL_LINE
            yield (
                f"flow {name}",
                bpmn.Box(x, y + 4 - high, max(width(one, LABEL_FONT) for one in lines), high),
            )
    for part in sheet.parts:
        for node in part.process.nodes if part.process else ():
            box = part.drawn.boxes.get(node.id) if part.drawn else None
            lines = label(node.name) if node.kind in EVENTS - {"boundary"} | GATEWAYS else []
            if box is not None and lines:
                wide = max(width(one, LABEL_FONT) for one in lines)
                yield (
                    node.id,
                    bpmn.Box(box.middle[0] - wide / 2, box.bottom + 4, wide, len(lines) * LABEL_LINE),
                )


def strokes(sheet: Sheet) -> Iterator[tuple[str, bpmn.Box]]:
    flows = {name: points for part in sheet.parts if part.drawn for name, points in part.drawn.flows.items()}
    for name, points in {**flows, **sheet.lines}.items():
        for (x, y), (to_x, to_y) in pairwise(points):
            yield name, bpmn.Box(min(x, to_x), min(y, to_y), abs(to_x - x), abs(to_y - y))


def blots(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of a name and what lies on it, a touch of two pixels apart."""
    written, drawn = dict(names(sheet)), list(strokes(sheet))
    steps = [
        (name, box)
        for part in sheet.parts
        if part.drawn
        for name, box in part.drawn.boxes.items()
        if name not in part.drawn.expanded
    ]
    found = [
        (one, name)
        for one, box in written.items()
        for name, other in (*drawn, *steps)
        if name not in (one, one.removeprefix("flow ")) and overlap(other, box, -2)
    ]
    pairs = combinations(written.items(), 2)
    return found + [(one, other) for (one, box), (other, its) in pairs if overlap(box, its, -2)]


def test_nothing_lies_on_a_name_in_the_published_models(miwg: Path) -> None:
    for file in sorted(miwg.glob("*.bpmn")):
        sheet = place(content(bpmn.read_document(file)))
        assert blots(sheet) == [], file.name
        assert len(list(names(sheet))) > 1


@given(sheets())
def test_nothing_lies_on_the_name_of_a_step_in_any_picture(wanted: Content) -> None:
    """Where a random picture has no free place for a message's name, a line may cross it."""
    assert [pair for pair in blots(place(wanted)) if not pair[0].startswith("flow ")] == []
