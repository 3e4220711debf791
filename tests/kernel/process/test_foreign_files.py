"""Files as other tools write them lose nothing: every element of the schema, any dress, any change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel import process as bpmn
from minben.kernel.finding import InputError
from tests.kernel.process import wild
from tests.kernel.process.wild import Dress

DRESSES = [
    Dress(),
    Dress("bpmn2"),
    Dress("semantic", "UTF-16"),
    Dress("", "UTF-16"),
    Dress("model", "GB18030"),
    Dress(bom=True),
    Dress("b", language="https://www.omg.org/spec/DMN/20230324/FEEL/"),
    Dress(language="urn:groovy"),
]
files = st.builds(
    wild.file,
    st.sampled_from(DRESSES),
    st.sets(st.sampled_from(sorted(wild.DEFINITIONS))),
    st.sets(st.sampled_from(sorted(wild.PARTS))),
    collaboration=st.booleans(),
    second=st.booleans(),
    picture=st.booleans(),
)


def canon(source: bytes, also: Callable[[etree._Element], None] = lambda _: None) -> bytes:
    """Everything that is in a file, comments and instructions included, whatever its spelling."""
    root = etree.fromstring(source)
    also(root)
    around = [etree.tostring(one, with_tail=False) for one in root.itersiblings(preceding=True)]
    around += [etree.tostring(one, with_tail=False) for one in root.itersiblings()]
    return etree.tostring(root, method="c14n") + b"".join(around)


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_every_element_of_the_schema_survives(dress: Dress) -> None:
    source = wild.file(dress)
    document = bpmn.read_document(source)
    assert bpmn.write_document(document) == source
    assert [len(process.nodes) for process in document.processes] == [38, 1, 1, 1, 1, 1, 1]
    assert [(pool.id, pool.process, pool.many) for pool in document.pools] == [
        ("pool", "p", True),
        ("black", "", False),
    ]
    assert document.processes[0].outer == {"window": "bureau", "back": "bureau", "inner_lane": "sp"}
    assert [(one.source, one.target) for one in document.messages] == [("s", "black")]
    assert document.diagrams[0].labels["s"] == bpmn.Box(8, 20, 44, 14.25)
    assert document.diagrams[0].said["sp"] == {
        "isExpanded": "false", "isHorizontal": "true", "isMarkerVisible": "true",
    }  # fmt: skip


@given(files)
def test_a_changed_name_is_the_only_change(source: bytes) -> None:
    """Diagrams, extensions, comments, instructions, unknown elements: all where they were."""
    document = bpmn.read_document(source)
    first, *others = document.processes
    written = bpmn.write_document(replace(document, processes=(replace(first, name="改"), *others)))

    def rename(root: etree._Element) -> None:
        next(one for one in root.iter(etree.Element) if one.get("id") == "p").set("name", "改")

    assert canon(written) == canon(source, rename)
    after = bpmn.read_document(written)
    assert (after.processes[1:], after.pools, after.messages, after.diagrams) == (
        tuple(others), document.pools, document.messages, document.diagrams,
    )  # fmt: skip
    assert bpmn.write_document(replace(after, processes=document.processes)) == bpmn.write_document(
        replace(after, processes=document.processes)
    )


# --- changes of every kind ---

Change = Callable[[bpmn.Process], bpmn.Process]


def node(process: bpmn.Process, step: str, **said: object) -> bpmn.Process:
    return replace(
        process,
        nodes=tuple(replace(one, **said) if one.id == step else one for one in process.nodes),  # type: ignore[arg-type]
    )


def without(process: bpmn.Process, *names: str) -> bpmn.Process:
    gone = {*names}
    while (
        more := {
            one.id
            for one in process.nodes
            if one.parent in gone or one.attached_to in gone or one.undo in gone
        }
        - gone
    ):
        gone |= more
    nodes = tuple(one for one in process.nodes if one.id not in gone)
    flows = tuple(one for one in process.flows if not gone & {one.id, one.source, one.target})
    lanes = {lane: name for lane, name in process.lanes.items() if process.outer.get(lane) not in gone}
    outer = {lane: around for lane, around in process.outer.items() if around not in gone}
    return replace(process, nodes=nodes, flows=flows, lanes=lanes, outer=outer)


def added(process: bpmn.Process, *nodes: bpmn.Node, flows: tuple[bpmn.Flow, ...] = ()) -> bpmn.Process:
    return replace(process, nodes=(*process.nodes, *nodes), flows=(*process.flows, *flows))


CHANGES: dict[str, Change] = {
    "renamed": lambda p: node(p, "u", name='審查 "<二>" &'),
    "another kind": lambda p: node(p, "u", kind="service"),
    "another limit": lambda p: node(p, "bt", triggers=(bpmn.Trigger("timer", text="workdays:5"),)),
    "another message": lambda p: node(p, "re", triggers=(bpmn.Trigger("message", "新訊息"),)),
    "an error of the file": lambda p: node(p, "te", triggers=(bpmn.Trigger("error", "E2"),)),
    "no trigger": lambda p: node(p, "ee", triggers=()),
    "no loop": lambda p: node(p, "mi", loop=None),
    "another loop": lambda p: node(p, "lo", loop=bpmn.Loop("parallel", items="list", item="one")),
    "a behaviour": lambda p: node(
        p,
        "host",
        loop=bpmn.Loop("parallel", cardinality="3", behaviour="None", throws=(("", bpmn.Trigger("signal", "x")),)),
    ),
    "data mapped": lambda p: node(p, "u", inputs=(bpmn.Mapped("a", "b + 1"),), outputs=(bpmn.Mapped("c", "d"),)),
    "options": lambda p: node(p, "u", options={"item": "other", "mandatory": "true"}),
    "script": lambda p: node(p, "sk", script="1 < 2"),
    "a sub-process that is a transaction": lambda p: node(p, "sp", mode="transaction"),
    "another activation": lambda p: node(p, "gk", activation="n >= 3"),
    "another end of an ad hoc": lambda p: node(p, "ah", adhoc=bpmn.AdHoc(condition="all done")),
    "gone": lambda p: without(p, "u"),
    "a sub-process gone": lambda p: without(p, "sp"),
    "a step into a sub-process": lambda p: added(
        p, bpmn.Node("n1", "user", "新", parent="sp"), flows=(bpmn.Flow("n2", "it", "n1", condition="x = 1"),)
    ),
    "a new sub-process": lambda p: added(
        p, bpmn.Node("ns", "subprocess", data=("v1",)), bpmn.Node("ni", "start", parent="ns"),
    ),
    "a boundary event": lambda p: added(
        p, bpmn.Node("nb", "boundary", attached_to="u", triggers=(bpmn.Trigger("escalation", "X1"),))
    ),
    "undone otherwise": lambda p: node(p, "bo", undo="u") if any(one.id == "u" for one in p.nodes) else p,
    "a flow elsewhere": lambda p: replace(
        p, flows=tuple(replace(one, target="gp") if one.id == "f" and has(p, "gp") else one for one in p.flows)
    ),
    "another default": lambda p: replace(
        p,
        flows=tuple(
            replace(one, default=one.id == "gf1", condition="") if one.source == "gx" else one for one in p.flows
        ),
    ),
    "moved out": lambda p: node(p, "it", parent="", lane=""),
    "another lane": lambda p: node(p, "u", lane="hall") if "hall" in p.lanes else p,
    "no lane": lambda p: node(p, "s", lane=""),
    "a new lane": lambda p: node(replace(p, lanes={**p.lanes, "new": "新局"}), "e", lane="new"),
    "a lane in a lane": lambda p: replace(
        p, lanes={**p.lanes, "deep": "股"}, outer={**p.outer, "deep": "hall"}
    ) if "hall" in p.lanes else p,
    "a lane renamed": lambda p: replace(p, lanes={**p.lanes, "window": "大廳"}) if "window" in p.lanes else p,
    "variables": lambda p: replace(p, data=(*(one for one in p.data if one != "prop"), "fresh")),
    "its own messages": lambda p: replace(p, correlations=(bpmn.Correlation("補正通知", "cp", "own", "theirs"),)),
    "order of conditions": lambda p: replace(p, flows=tuple(reversed(p.flows))),
}  # fmt: skip


def has(process: bpmn.Process, name: str) -> bool:
    return any(one.id == name for one in process.nodes)


def told(process: bpmn.Process) -> tuple[object, ...]:
    """What a process says, whatever the order of its containers: flows in order within each."""
    parents = {one.id: one.parent for one in process.nodes}
    flows = Counter[str]()
    order: dict[str, tuple[object, ...]] = {}
    for one in process.flows:
        around = parents.get(one.source, "")
        order[one.id] = (around, flows[around], one)
        flows[around] += 1
    nodes = {one.id: one for one in process.nodes}
    said = (
        process.name,
        dict(process.lanes),
        dict(process.outer),
        sorted(process.data),
        process.correlations,
    )
    return nodes, order, said


@pytest.mark.parametrize("dress", DRESSES[:3], ids=str)
@pytest.mark.parametrize("name", sorted(CHANGES))
def test_each_change_is_written(name: str, dress: Dress) -> None:
    document = bpmn.read_document(wild.file(dress))
    changed = CHANGES[name](document.processes[0])
    assert changed != document.processes[0]
    check(document, changed)


@given(files, st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=4, unique=True))
def test_any_changes_are_written_and_nothing_else_is_lost(source: bytes, names: list[str]) -> None:
    document = bpmn.read_document(source)
    changed = document.processes[0]
    for name in names:
        changed = CHANGES[name](changed)
    if all(has(changed, one.parent) or not one.parent for one in changed.nodes) and ends(changed):
        check(document, changed)


def ends(process: bpmn.Process) -> bool:
    """Only what hangs together is written: every flow has its ends, every boundary event its host."""
    hosts = all(has(process, one) for node in process.nodes for one in (node.attached_to, node.undo) if one)
    return hosts and all(has(process, one) for flow in process.flows for one in (flow.source, flow.target))


def check(document: bpmn.Document, changed: bpmn.Process) -> None:
    written = bpmn.write_document(replace(document, processes=(changed, *document.processes[1:])))
    after = bpmn.read_document(written)
    assert told(after.processes[0]) == told(changed)
    assert after.processes[1:] == document.processes[1:]
    assert after.pools == document.pools
    kept = Counter(extensions(document.source))
    lost = kept - Counter(extensions(written))
    gone = {one.id for one in document.processes[0].nodes} - {one.id for one in changed.nodes}
    assert not lost or gone, "what only others know is lost with its element, never otherwise"
    ids = [one.get("id") for one in etree.fromstring(written).iter(etree.Element) if one.get("id")]
    assert len(ids) == len(set(ids)), [one for one, count in Counter(ids).items() if count > 1]


def extensions(source: bytes) -> list[tuple[str, ...]]:
    """Foreign elements, documentation, and remarks."""
    return [
        (str(one.tag), *map(str, sorted(one.attrib.items())), (one.text or "").strip())
        for one in etree.fromstring(source).iter()
        if not isinstance(one.tag, str) or "urn:v" in one.tag or one.tag.endswith("ocumentation")
    ]


# --- pools, messages and diagrams ---


def test_pools_messages_and_pictures_are_values_too() -> None:
    document = bpmn.read_document(wild.file(Dress("x")))
    pools = (replace(document.pools[0], name="市政府"), bpmn.Pool("bank", "銀行", many=True))
    messages = (bpmn.MessageFlow("mf2", "bank", "e", "繳費"),)
    first = document.diagrams[0]
    moved = replace(
        first,
        shapes={**first.shapes, "s": bpmn.Box(1.25, 2, 36, 36), "e": bpmn.Box(0, 123456.789, 36, 36)},
        edges={"f": ((0.0, 1.5), (2.0, 1.5), (2.0, 3.0))},
        labels={},
        said={},
    )
    fresh = bpmn.Diagram("d3", "p2", {"q": bpmn.Box(0, 0, 100, 80)}, {})
    changed = replace(document, pools=pools, messages=messages, diagrams=(moved, fresh))
    after = bpmn.read_document(bpmn.write_document(changed))
    assert (after.pools, after.messages, after.diagrams) == (pools, messages, (moved, fresh))
    assert after.processes == document.processes
    text = bpmn.write_document(changed).decode()
    assert "sourceElement" in text, "what else a picture says stays"
    assert 'mf2"' in text
    assert 'id="mf"' not in text


def test_a_file_is_made_from_values_alone() -> None:
    (process,) = bpmn.read_bpmn(bpmn.write_bpmn(bpmn.read_document(wild.file(Dress())).processes[1]))
    pools = (bpmn.Pool("mine", "我", process.id), bpmn.Pool("other", "他"))
    document = bpmn.Document((process,), pools, (bpmn.MessageFlow("m", "q", "other"),))
    after = bpmn.read_document(bpmn.write_document(document))
    assert replace(after, source=b"") == document
    more = replace(after, processes=(process, bpmn.Process("second", "二", (bpmn.Node("t", "task"),), ())))
    again = bpmn.read_document(bpmn.write_document(more))
    assert [one.id for one in again.processes] == [process.id, "second"]
    assert bpmn.read_document(bpmn.write_document(replace(again, processes=(process,)))).processes == (
        process,
    )


# --- what is refused, and how ---

BROKEN = {
    "no bytes": (b"", 1, "well-formed"),
    "half a file": (wild.file(Dress())[:4000], None, "well-formed"),
    "another encoding than it says": (wild.file(Dress()).decode().encode("GB18030"), None, "well-formed"),
    "an encoding nobody knows": (b'<?xml version="1.0" encoding="klingon"?><definitions/>', 1, "well-formed"),
    "a DTD of its own": (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', 1, "document type"),
    "a DTD elsewhere": (b'<!DOCTYPE d SYSTEM "http://example.org/d.dtd"><definitions/>', 1, "document type"),
    "laughs": (
        b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
        b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><d x="&e;&e;&e;&e;"/>',
        1, "document type",
    ),
    "BPMN 1": (b'<definitions xmlns="http://schema.omg.org/spec/BPMN/1.0"/>', 1, "not BPMN"),
    "a web page": (b"<html/>", 1, "not BPMN"),
    "no number": (wild.file(Dress()).replace(b'x="10.5"', b'x="left"'), None, "no number"),
    "endless": (wild.file(Dress()).replace(b'x="10.5"', b'x="inf"'), None, "no number"),
    "zeros": (b"\x00\x00\x00", None, "well-formed"),
    "deep": (b"<a>" * 100_000, None, "well-formed"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_is_no_bpmn_is_refused_with_its_line(name: str) -> None:
    content, line, words = BROKEN[name]
    with pytest.raises(InputError) as caught:
        bpmn.read_document(content, "m.bpmn")
    finding = caught.value.findings[0]
    assert words in finding.message
    assert finding.file == "m.bpmn"
    assert finding.line == line or (line is None and finding.line > 0)
    assert finding.advice


@pytest.mark.parametrize("verb", ["check", "draw", "diff", "migrate"])
def test_every_verb_names_file_and_line(verb: str, tmp_path: Path) -> None:
    bad, good, states = tmp_path / "bad.bpmn", tmp_path / "good.bpmn", tmp_path / "states.json"
    good.write_bytes(wild.file(Dress(), parts=()))
    states.write_text("{}")
    more = {
        "check": [str(bad)],
        "draw": [str(bad), "--out", str(tmp_path / "x.svg")],
        "diff": [str(good), str(bad)],
        "migrate": [str(bad), str(good), str(states)],
    }
    for content, line in ((b"<definitions>\n<oops", 2), (b"<a/>", 1), (b"\xff\xfe\x00", 1)):
        bad.write_bytes(content)
        result = CliRunner().invoke(app, ["process", verb, *more[verb]])
        assert result.exit_code in (1, 2), result.output
        assert isinstance(result.exception, SystemExit), result.exception
        assert f"{bad}:{line}" in result.output, result.output


# --- files that nobody would write ---


def broken(source: bytes, dice: Random) -> bytes:
    """The file with elements lost, moved, doubled, and attributes that say something else."""
    root = etree.fromstring(source)
    for _ in range(dice.randint(1, 12)):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        one, other = dice.choice(elements), dice.choice(elements)
        match dice.choice(["lost", "lost", "said", "said", "moved", "twice"]):
            case "lost":
                one.getparent().remove(one)  # type: ignore[union-attr]
            case "said" if one.attrib:
                key = dice.choice(sorted(map(str, one.attrib)))
                one.set(
                    key, dice.choice(["", "x", "-1", "99999999999", "NaN", "true", other.get("id") or "y"])
                )
            case "moved" if one is not other and one not in list(other.iterancestors()):
                other.append(one)
            case _:
                one.addnext(deepcopy(one))
    return etree.tostring(root)


@given(files, st.randoms(use_true_random=False))
def test_a_broken_file_is_refused_in_words_or_read_drawn_changed_and_written(
    source: bytes, dice: Random
) -> None:
    """Whatever a file says, nothing falls over: ids used twice, rings of parents, ends that are nowhere."""
    content = broken(source, dice)
    try:
        document = bpmn.read_document(content, "m.bpmn")
    except InputError:
        return
    assert etree.fromstring(bpmn.draw_document(document).encode()).get("role") == "img"
    again = bpmn.read_document(bpmn.write_document(bpmn.with_diagram(document)))
    assert [process.nodes for process in again.processes] == [process.nodes for process in document.processes]
    named = [replace(process, name="改") for process in document.processes]
    with suppress(InputError):  # a process without an id cannot be changed
        written = bpmn.read_document(bpmn.write_document(replace(document, processes=tuple(named))), "m.bpmn")
        assert {process.name for process in written.processes} <= {"改"}
