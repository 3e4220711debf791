"""Whole files on one sheet: nothing overlaps, lines are right-angled and attached, every name can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel import process as bpmn
from minben.kernel.process.diagram import overlap
from minben.kernel.process.document import content
from minben.kernel.process.layout import Wishes
from minben.kernel.process.model import Artifact, Association
from minben.kernel.process.sheet import Content, Part, Sheet, place
from minben.kernel.process.sizes import note_lines, step
from minben.kernel.process.text import width
from tests.kernel.process import wild
from tests.kernel.process.test_properties import blocks, build

SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "收件",
    "依行政許可法第三十二條審查申請材料是否齊全並符合法定形式",
    "Check whether the application and its enclosures are complete",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    "",
)


@st.composite
def sheets(draw: st.DrawFn) -> Content:
    """Pools with random processes in lanes within lanes, long names, artifacts, messages to and fro."""
    processes, pools, artifacts, links, messages = [], [], [], [], []
    for number in range(draw(st.integers(1, 3))):
        process = dressed(draw, build(draw(blocks)), number)
        processes.append(process)
        if draw(st.booleans()) or number:
            pools.append(
                bpmn.Pool(f"pool{number}", draw(st.sampled_from(LONG)), process.id, draw(st.booleans()))
            )
        for node in process.nodes:
            for kind in draw(
                st.lists(st.sampled_from(["annotation", "data", "store", "output"]), max_size=2)
            ):
                artifact = Artifact(f"a{len(artifacts)}", kind, draw(st.sampled_from(LONG)), process.id)  # type: ignore[arg-type]
                artifacts.append(artifact)
                links.append(Association(f"l{len(links)}", node.id, artifact.id))
    pools.append(bpmn.Pool("black", "黑箱"))
    ends = [node.id for one in processes for node in one.nodes] + ["black"]
    for source, target in draw(st.lists(st.tuples(st.sampled_from(ends), st.sampled_from(ends)), max_size=5)):
        if source.partition(".")[0] != target.partition(".")[0]:
            messages.append(
                bpmn.MessageFlow(f"m{len(messages)}", source, target, draw(st.sampled_from(LONG)))
            )
    return Content(processes, pools, messages, artifacts, links)


def dressed(draw: st.DrawFn, process: bpmn.Process, number: int) -> bpmn.Process:
    """With names of its own, long ones, and lanes."""
    lanes = {"outer": "局", "inner": "股", "deep": LONG[1], "other": LONG[2]} if draw(st.booleans()) else {}
    names = {node.id: f"p{number}.{node.id}" for node in process.nodes} | {"": ""}
    nodes = tuple(
        replace(
            node,
            id=names[node.id],
            name=draw(st.sampled_from(LONG)),
            parent=names[node.parent],
            attached_to=names[node.attached_to],
            lane=draw(
                st.sampled_from([f"{number}inner", f"{number}deep", f"{number}other", f"{number}outer"])
            )
            if lanes and not node.parent
            else "",
        )
        for node in process.nodes
    )
    flows = tuple(
        replace(
            one,
            id=f"p{number}.{one.id}",
            source=names[one.source],
            target=names[one.target],
            name=draw(st.sampled_from(LONG)),
        )
        for one in process.flows
    )
    outer = {f"{number}inner": f"{number}outer", f"{number}deep": f"{number}inner"} if lanes else {}
    named = {f"{number}{lane}": name for lane, name in lanes.items()}
    return bpmn.Process(f"p{number}", f"流程{number}", nodes, flows, named, outer=outer)


@given(sheets())
def test_nothing_overlaps_and_every_line_is_attached(wanted: Content) -> None:
    sheet = place(wanted)
    neat(sheet)
    shown = {name for part in sheet.parts if part.drawn for name in part.drawn.boxes}
    assert shown >= {node.id for process in wanted.processes for node in process.nodes}
    assert shown >= {one.id for one in wanted.artifacts}
    assert set(sheet.lines) == {one.id for one in (*wanted.messages, *wanted.associations)}


def test_every_published_model_is_drawn_neatly(miwg: Path) -> None:
    for file in sorted(miwg.glob("*.bpmn")):
        document = bpmn.read_document(file)
        neat(place(content(document)))
        root = etree.fromstring(bpmn.draw_document(document, language="en").encode())
        assert root.get("role") == "img"
        named = [one.get("data-node") for one in root.iter(f"{SVG}g") if one.get("data-node")]
        assert len(named) == len(set(named))
        called = {
            process.id
            for process in document.processes
            if process.nodes[:1] and "_task" in process.nodes[0].id
        }
        drawn = {node.id for one in document.processes if one.id not in called for node in one.nodes}
        assert drawn <= set(named), file
        assert all("…" not in (one.text or "") for one in root.iter(f"{SVG}text")), file


def neat(sheet: Sheet) -> None:
    """Steps and artifacts lie apart and in their pools; lines are right-angled and touch what they join."""
    for part in sheet.parts:
        if part.drawn is None or part.process is None:
            continue
        hooks = {node.id for node in part.process.nodes if node.kind == "boundary"}
        apart(part.process, {name: box for name, box in part.drawn.boxes.items() if name not in hooks})
        for box in (*part.drawn.boxes.values(), *part.drawn.lanes.values()):
            assert part.box.x + sheet.head <= box.x + 0.01
            assert box.right <= part.box.right + 0.01
            assert part.box.y <= box.y + 0.01
            assert box.bottom <= part.box.bottom + 0.01
        for flow in part.process.flows:
            right_angled(part.drawn.flows[flow.id])
            touches(part.drawn.flows[flow.id], part.drawn.boxes[flow.source], part.drawn.boxes[flow.target])
            hosts = {node.attached_to for node in part.process.nodes if node.id == flow.source}
            free(part.drawn.flows[flow.id], part, hosts | {flow.source, flow.target})
    for one, other in pairwise(sheet.parts):
        assert one.box.bottom < other.box.y
    for one in (*sheet.associations, *sheet.messages):
        right_angled(sheet.lines[one.id])
        for part in sheet.parts:
            free(sheet.lines[one.id], part, {one.source, one.target})


def apart(process: bpmn.Process, boxes: dict[str, bpmn.Box]) -> None:
    around = {node.id: set(_around(process, node)) for node in process.nodes}
    for (one, box), (other, its) in combinations(boxes.items(), 2):
        if one in around.get(other, ()) or other in around.get(one, ()):
            continue
        inside = [name for name in (one, other) if name not in around]
        frames = {name for name in (one, other) if any(name in found for found in around.values())}
        if inside and frames:
            continue  # an artifact lies within the sub-process of its step
        assert not overlap(box, its), (one, other)


def _around(process: bpmn.Process, node: bpmn.Node) -> Iterator[str]:
    parents = {one.id: one.parent for one in process.nodes}
    name = node.parent
    while name:
        yield name
        name = parents.get(name, "")


def free(points: tuple[tuple[float, float], ...], part: Part, ends: set[str]) -> None:
    """A line passes through no step or artifact but those that it joins."""
    for name, box in part.drawn.boxes.items() if part.drawn else ():
        hooks = (
            {node.id for node in part.process.nodes if node.kind == "boundary"}
            if part.process
            else set[str]()
        )
        if name in ends | hooks or name in part.drawn.expanded:  # type: ignore[union-attr]
            continue
        for (x, y), (to_x, to_y) in pairwise(points):
            piece = bpmn.Box(min(x, to_x), min(y, to_y), abs(to_x - x), abs(to_y - y))
            assert not overlap(piece, box, -1), (name, points)


def right_angled(points: tuple[tuple[float, float], ...]) -> None:
    assert len(points) > 1
    for (x, y), (to_x, to_y) in pairwise(points):
        assert abs(x - to_x) < 0.01 or abs(y - to_y) < 0.01, points


def touches(points: tuple[tuple[float, float], ...], source: bpmn.Box, target: bpmn.Box) -> None:
    for (x, y), box in ((points[0], source), (points[-1], target)):
        assert box.x - 0.01 <= x <= box.right + 0.01
        assert box.y - 0.01 <= y <= box.bottom + 0.01


def test_a_name_is_written_whole_in_a_box_that_holds_it() -> None:
    for name in LONG:
        node = bpmn.Node("n", "user", name)
        assert len(note_lines(name)) * 16 < 16 * 13
        size = step(node, noted=True)
        drawn = etree.fromstring(bpmn.draw(bpmn.Process("p", "", (node,), ()), labels={"n": "3 天"}).encode())
        group = next(one for one in drawn.iter(f"{SVG}g") if one.get("data-node") == "n")
        box = group.find(f"{SVG}rect")
        assert float(box.get("height")) == size.height  # type: ignore[union-attr]
        texts = [one for one in group.iter(f"{SVG}text", f"{SVG}tspan") if one.text]
        assert (
            "".join(one.text or "" for one in texts).replace(" ", "").startswith(name.replace(" ", "") or "n")
        )
        assert all(width(one.text or "", 14) < 132 * 1.05 for one in texts)


def test_the_picture_of_a_file_is_told_in_words() -> None:
    document = bpmn.read_document(wild.file(wild.Dress()))
    root = etree.fromstring(bpmn.draw_document(document, language="en").encode())
    told = root.findtext(f"{SVG}desc") or ""
    for words in (
        "市府: ",
        "申請人 (its own steps are not shown)",
        "“市府 收” sends “申請人”: 補正",
        "Remark: 第一行 第二行 & 尾",
    ):
        assert words in told, told
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")  # type: ignore[union-attr]
    for one in root.iter():
        assert "style" not in one.attrib
        assert one.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image")


def test_a_model_without_a_picture_gets_one(tmp_path: Path, miwg: Path) -> None:
    """Everything else stays; what is drawn is what there is; drawn again it is the same."""
    bare, out = tmp_path / "bare.bpmn", tmp_path / "drawn.bpmn"
    for file in sorted(miwg.glob("*.bpmn")):
        document = bpmn.read_document(file)
        bare.write_bytes(bpmn.write_document(replace(document, diagrams=())))
        result = CliRunner().invoke(app, ["process", "layout", str(bare), "--out", str(out)])
        assert result.exit_code == 0, result.output
        after = bpmn.read_document(out)
        assert [replace(one, file="") for one in after.processes] == [
            replace(one, file="") for one in document.processes
        ]
        (drawn,) = after.diagrams
        nodes = {node.id for one in document.processes for node in one.nodes if not node.id.endswith("_task")}
        lanes = {lane for one in document.processes for lane in one.lanes}
        assert drawn.shapes.keys() >= nodes | lanes | {pool.id for pool in document.pools}
        flows = {flow.id for one in document.processes for flow in one.flows} | {
            one.id for one in document.messages
        }
        assert drawn.edges.keys() >= flows
        assert bpmn.with_diagram(after).diagrams == after.diagrams


def test_texts_and_lanes_may_be_called_otherwise() -> None:
    process = bpmn.Process("p", "", (bpmn.Node("a", "task", lane="l"),), (), {"l": "局"})
    wide = place(Content([process], wishes=Wishes(lanes={"l": "Donaudampfschifffahrt"})))
    assert wide.parts[0].drawn is not None
    assert wide.parts[0].drawn.head > 150
