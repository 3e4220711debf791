"""A BPMN file as a whole: its processes, pools, messages and diagrams, and everything in it that only others know.

Serves exchange with other tools: what is read, changed and written keeps the diagram, extensions, choreographies,
conversations and unknown elements as they were; only what was changed is written anew. A file in which nothing was
changed is written as it came, to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree

from minben.kernel.finding import refuse

from .artifacts import artifacts
from .diagram import Diagram, NoNumber, amended, read_diagram, write_diagrams
from .layout import Wishes
from .model import MessageFlow, Pool, Process
from .names import BPMN, BPMNDI
from .patch import Patch, by_id, named, put_attribute, remove
from .read import parse, read_bpmn
from .read_parts import children, local, plain_name
from .sheet import Content, pictured, place
from .write import compose, definitions

Element = Any


@dataclass(frozen=True)
class Document:
    """What a file says. `source` keeps what these values do not; without one a new file is written."""

    processes: tuple[Process, ...]
    pools: tuple[Pool, ...] = ()
    messages: tuple[MessageFlow, ...] = ()
    diagrams: tuple[Diagram, ...] = ()
    source: bytes = field(default=b"", repr=False)


def read_document(source: Path | bytes, name: str = "") -> Document:
    """The file, executable or not. Raises `InputError` when it is no BPMN 2.0."""
    file = name or (str(source) if isinstance(source, Path) else "")
    root = parse(source, file)
    processes = read_bpmn(source, name, strict=False)
    text = source.read_bytes() if isinstance(source, Path) else source
    try:
        return _parts(root, processes, text)
    except NoNumber as error:
        raise refuse(
            file, f"{error} is no number.", "Write a decimal number.", line=error.line, place=error.place
        ) from None


def write_document(document: Document) -> bytes:
    """The file with its values as they are now; everything else as it was.

    Raises `InputError` when `source` is no BPMN 2.0.
    """
    before = read_document(document.source) if document.source else Document(())
    files = {process.id: process.file for process in document.processes}
    was = [replace(one, file=files.get(one.id, "")) for one in before.processes]
    before = replace(before, processes=tuple(was), source=document.source)
    if document.source and before == document:
        return document.source
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    root = (
        etree.fromstring(document.source, parser)
        if document.source
        else definitions(document.processes[0].id)
    )
    _processes(root, before, document)
    _collaboration(root, before, document)
    write_diagrams(root, before.diagrams, _pictures(before, document))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def content(document: Document, wishes: Wishes | None = None) -> Content:
    """What there is to draw: pools and processes, and what the source says beside them."""
    root = parse(document.source, "") if document.source else definitions("")
    beside, linked = artifacts(root, document.diagrams)
    return Content(document.processes, document.pools, document.messages, beside, linked, wishes or Wishes())


def with_diagram(document: Document) -> Document:
    """The document with a picture of our own layout instead of its own, for tools that draw what stands there.

    Other tools draw lanes, and more than one process, only in pools: where there are none, they are made.
    """
    known = {pool.process for pool in document.pools}
    alone = [one for one in document.processes if one.id not in known and one.nodes and not _called(one)]
    if document.pools or len(alone) > 1 or any(process.lanes for process in alone):
        fresh = tuple(Pool(f"{one.id}_pool", one.name, one.id) for one in alone)
        document = replace(document, pools=(*document.pools, *fresh))
    sheet = place(content(document))
    of = _collaboration_name(document) if document.pools else alone[0].id if alone else ""
    return replace(document, diagrams=(pictured(sheet, of),))


def _called(process: Process) -> bool:
    """Whether it is a task that several call."""
    return process.nodes[0].id == f"{process.id}_task"


def _collaboration_name(document: Document) -> str:
    if document.source:
        found = parse(document.source, "").find(f"{{{BPMN}}}collaboration")
        if found is not None and found.get("id"):
            return str(found.get("id"))
    return f"{document.processes[0].id if document.processes else 'minben'}_collaboration"


# --- reading ---


def _parts(root: Element, processes: tuple[Process, ...], text: bytes) -> Document:
    pools = tuple(
        Pool(
            element.get("id") or "",
            element.get("name") or "",
            plain_name(element.get("processRef") or ""),
            any(tag == "participantMultiplicity" for tag, _ in children(element)),
        )
        for element in root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant")
    )
    messages = tuple(map(_message, root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}messageFlow")))
    return Document(
        processes, pools, messages, tuple(map(read_diagram, root.iter(f"{{{BPMNDI}}}BPMNDiagram"))), text
    )


def _message(element: Element) -> MessageFlow:
    ends = (plain_name(element.get(end) or "") for end in ("sourceRef", "targetRef"))
    return MessageFlow(element.get("id") or "", *ends, name=element.get("name") or "")


# --- writing ---


def _processes(root: Element, before: Document, after: Document) -> None:
    """Processes that changed, come and go."""
    known = {process.id: process for process in before.processes}
    for process in after.processes:
        if process in before.processes:
            continue
        if not process.id:
            raise refuse(process.file, "A process without an id cannot be written.", "Give it one.")
        if process.id not in known:
            _append(root, process)
        else:
            Patch(root, known[process.id], process).run()
    for name in known.keys() - {process.id for process in after.processes}:
        for inner in [one.get("id") for one in by_id(root)[name].iter(etree.Element) if one.get("id")]:
            remove(root, inner)


def _append(root: Element, process: Process) -> None:
    """A process that the file did not have, and what it names."""
    known, here = named(root), by_id(root)
    for element in list(compose(process, known)):
        if local(element) != "collaboration" and element.get("id") not in here:
            _last(root, element)


def _last(root: Element, element: Element) -> None:
    """At the end, before the diagrams."""
    diagram = next((one for one in root if one.tag == f"{{{BPMNDI}}}BPMNDiagram"), None)
    root.append(element) if diagram is None else diagram.addprevious(element)


def _collaboration(root: Element, before: Document, after: Document) -> None:
    """Pools and messages that changed, come and go."""
    here = by_id(root)
    now = {one.id: one for one in (*after.pools, *after.messages)}
    was = {one.id: one for one in (*before.pools, *before.messages)}
    for name in was.keys() - now.keys():
        remove(root, name)
    for name, one in now.items():
        if one == was.get(name):
            continue
        tag, said = _participant(one) if isinstance(one, Pool) else _flow(one)
        element = here.get(name)
        if element is None:
            element = etree.Element(f"{{{BPMN}}}{tag}", {"id": name})
            around = _around(root, after)
            pools = (
                [child for child in around if local(child) == "participant"] if tag == "participant" else []
            )
            pools[-1].addnext(element) if pools else around.append(element)
        for key, value in said.items():
            put_attribute(element, key, value or None)
        if isinstance(one, Pool) and one.many and not (was.get(name) and was[name].many):  # type: ignore[union-attr]
            etree.SubElement(element, f"{{{BPMN}}}participantMultiplicity")


def _participant(pool: Pool) -> tuple[str, dict[str, str]]:
    return "participant", {"name": pool.name, "processRef": pool.process}


def _flow(flow: MessageFlow) -> tuple[str, dict[str, str]]:
    return "messageFlow", {"name": flow.name, "sourceRef": flow.source, "targetRef": flow.target}


def _pictures(before: Document, after: Document) -> tuple[Diagram, ...]:
    """The diagrams as they are wanted: without changes to them, steps that came are added where there is room."""
    if after.diagrams != before.diagrams or not after.diagrams:
        return after.diagrams
    known = {process.id: process for process in before.processes}
    gone = {one.id for process in before.processes for one in process.nodes}
    gone -= {one.id for process in after.processes for one in process.nodes}
    found = [
        one
        for one in after.diagrams
        if one.of not in gone | known.keys() - {one.id for one in after.processes}
    ]
    for process in after.processes:
        old = known.get(process.id)
        if old is not None and old != process and found:
            mine = {one.id for one in old.nodes}
            number = next((n for n, one in enumerate(found) if mine & one.shapes.keys()), 0)
            found[number] = amended(found[number], old, process)
    return tuple(found)


def _around(root: Element, document: Document) -> Element:
    """The collaboration, made when there is none."""
    found = root.find(f"{{{BPMN}}}collaboration")
    if found is None:
        found = etree.Element(f"{{{BPMN}}}collaboration", {"id": _collaboration_name(document)})
        root.insert(0, found)
    return found
