"""Whole files survive: read, write, read keeps everything; a change touches only what it changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from lxml import etree

from minben.kernel import process as bpmn
from minben.kernel.process.diagram import overlap


def content(source: bytes) -> Counter[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Every element with its attributes and text."""
    return Counter(
        (str(one.tag), tuple(sorted(one.attrib.items())), (one.text or "").strip())
        for one in etree.fromstring(source).iter(etree.Element)
    )


def test_every_published_model_survives_read_write_read(miwg: Path, betsy: Path) -> None:
    files = sorted([*miwg.glob("*.bpmn"), *betsy.glob("*.bpmn")])
    assert len(files) > 20
    for file in files:
        before = bpmn.read_document(file)
        written = bpmn.write_document(before)
        after = bpmn.read_document(written, str(file))
        assert content(written) == content(file.read_bytes()), file
        assert replace(after, source=b"") == replace(before, source=b""), file
        assert any(one.shapes for one in after.diagrams) or not before.diagrams


def test_a_renamed_step_changes_nothing_else(miwg: Path) -> None:
    """The diagram, extensions and the other pools stay as they were, element by element."""
    for file in sorted(miwg.glob("*.bpmn")):
        document = bpmn.read_document(file)
        for process in document.processes:
            steps = [node for node in process.nodes if node.kind in ("user", "task", "service")]
            if not steps or not process.flows:
                continue
            nodes = tuple(replace(one, name="改名") if one is steps[0] else one for one in process.nodes)
            renamed = replace(process, nodes=nodes)
            processes = tuple(renamed if one is process else one for one in document.processes)
            written = bpmn.write_document(replace(document, processes=processes))
            after = bpmn.read_document(written, str(file))
            assert after.processes == processes, file
            assert (after.diagrams, after.pools, after.messages) == (
                document.diagrams, document.pools, document.messages,
            ), file  # fmt: skip
            lost = content(file.read_bytes()) - content(written)
            assert not [one for one in lost if "extensionElements" in one[0] or "documentation" in one[0]], (
                file
            )


def test_steps_come_and_go_with_their_pictures(miwg: Path) -> None:
    document = bpmn.read_document(miwg / "A.1.0.bpmn")
    (process,) = document.processes
    gone = next(node for node in process.nodes if node.kind == "task")
    flows = [flow for flow in process.flows if gone.id in (flow.source, flow.target)]
    into, out = sorted(flows, key=lambda flow: flow.source == gone.id)
    fresh = bpmn.Node("fresh", "user", "新步驟")
    nodes = (*(node for node in process.nodes if node is not gone), fresh)
    new = (bpmn.Flow("f1", into.source, "fresh"), bpmn.Flow("f2", "fresh", out.target))
    kept = tuple(flow for flow in process.flows if flow not in flows)
    changed = replace(process, nodes=nodes, flows=(*kept, *new))
    written = bpmn.write_document(replace(document, processes=(changed,)))
    after = bpmn.read_document(written, process.file)
    assert after.processes == (changed,)
    shown = {*after.diagrams[0].shapes, *after.diagrams[0].edges}
    assert {"fresh", "f1", "f2"} <= shown
    assert not {gone.id, into.id, out.id} & shown


def test_the_picture_of_a_new_step_covers_no_other(miwg: Path) -> None:
    for file in sorted(miwg.glob("*.bpmn")):
        document = bpmn.read_document(file)
        process = next((one for one in document.processes if len(one.flows) > 2), None)
        if process is None or not document.diagrams:
            continue
        steps = [
            bpmn.Node(f"new{number}", "user", parent=node.parent) for number, node in enumerate(process.nodes)
        ]
        flows = [bpmn.Flow(f"flow{n}", one.id, f"new{n}") for n, one in enumerate(process.nodes)]
        changed = replace(process, nodes=(*process.nodes, *steps), flows=(*process.flows, *flows))
        others = tuple(changed if one is process else one for one in document.processes)
        after = bpmn.read_document(bpmn.write_document(replace(document, processes=others)))
        drawn = next(one.shapes for one in after.diagrams if "new0" in one.shapes)
        around = {node.parent for node in changed.nodes}
        boxes = [(one.id, drawn[one.id]) for one in changed.nodes if one.id in drawn and one.id not in around]
        for name, box in boxes:
            if name.startswith("new"):
                assert not [other for other, its in boxes if other != name and overlap(box, its)], (
                    file,
                    name,
                )
