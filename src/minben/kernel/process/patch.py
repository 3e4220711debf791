"""Brings one process of a file to its new values, element by element. Serves `write_document`.

What the process said before and says now is composed anew, both times with the file's own names; only where the two
differ is the file touched. So everything that others wrote, beside and inside an element, stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from .model import Flow, Node, Process
from .names import BPMN, DEFINITIONS, FEEL, GLOBALS, REFERENCES, RESOURCES, SUBPROCESSES, TAGS, XSI
from .read_parts import local, plain_name, text_of
from .write import compose

Element = Any

# Which children of an element say one thing together: where they differ they are written anew together.
_TOGETHER = (
    frozenset({*DEFINITIONS, "eventDefinitionRef"}),
    frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"}),
    *(
        frozenset({tag})
        for tag in (
            "script",
            "dataInputAssociation",
            "dataOutputAssociation",
            "activationCondition",
            "completionCondition",
            "conditionExpression",
        )
    ),
)
_STEPS = frozenset({*TAGS, *SUBPROCESSES, "sequenceFlow"})
_REFERRED = frozenset({"incoming", "outgoing", "flowNodeRef"})
_GLOBAL_OF = {kind: tag for tag, kind in GLOBALS.items()}

# The order in which the schema wants the children of an element (merged over all kinds of elements).
_ORDER = (
    {"documentation"}, {"extensionElements"}, {"supportedInterfaceRef"}, {"auditing"}, {"monitoring"},
    {"categoryValueRef"}, {"incoming"}, {"outgoing"}, {"ioSpecification"}, {"ioBinding"}, {"property"},
    {"dataInput", "dataOutput"}, {"dataInputAssociation"}, {"dataOutputAssociation"}, {"inputSet", "outputSet"},
    set(DEFINITIONS), {"eventDefinitionRef"}, set(RESOURCES),
    {"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"},
    {"rendering", "script", "activationCondition", "conditionExpression", "messagePath"}, {"laneSet"},
    {*_STEPS, "dataObject", "dataObjectReference", "dataStoreReference"},
    {"association", "group", "textAnnotation"}, {"completionCondition"}, {"correlationSubscription"}, {"supports"},
)  # fmt: skip
_RANK = {tag: number for number, tags in enumerate(_ORDER) for tag in tags}
_LATE = _RANK["completionCondition"]  # where a process names its resources


class Patch:
    """One process of the file `root`: from `before` to `after`."""

    def __init__(self, root: Element, before: Process, after: Process) -> None:
        self.root, self.before, self.after = root, before, after
        self.old = {one.id: one for one in (*before.nodes, *before.flows)}
        self.new = {one.id: one for one in (*after.nodes, *after.flows)}
        known = dangling(before) | named(root)
        self.said, self.says = compose(before, known), compose(after, known)
        self.was, self.made, self.here = by_id(self.said), by_id(self.says), by_id(root)
        self.body = self.here[before.id]

    def run(self) -> None:
        """All changes, so that every element is in place before it is referred to."""
        if self.after.name and self.after.name != self.before.name:
            self.body.set("name", self.after.name)
        if local(self.body) != "process":
            self.step(self.body, self.before.nodes[0], self.after.nodes[0])
            return  # a global task is its own only step
        self.borrow()
        for name in self.old.keys() - self.new.keys():
            remove(self.root, name)
        for name, one in self.new.items():
            if name in self.old:
                self.change(name)
            else:
                self.insert(name)
            if self.here[name].getparent() is not self.around(one):
                put(self.around(one), self.here[name])
        self.properties(self.body, self.before.data, self.after.data)
        self.connect()
        self.undoes()
        Lanes(self.here, self.before, self.after).run()
        self.correlate()
        self.sort()

    def step(self, element: Element, old: Node, new: Node) -> None:
        """A global task."""
        if old.kind != new.kind:
            element.tag = f"{{{BPMN}}}{_GLOBAL_OF.get(new.kind, 'globalTask')}"
        self.differ(element, self.was[old.id], self.made[new.id], keep=("id", "name", "scriptFormat"))
        if new.script != old.script:
            element.set("scriptLanguage", FEEL)

    def around(self, one: Node | Flow) -> Element:
        """The element that holds a step or flow."""
        if isinstance(one, Flow):
            source = self.new.get(one.source)
            return self.around(source) if isinstance(source, Node) else self.here[one.id].getparent()
        return self.here[one.parent] if one.parent else self.body

    def borrow(self) -> None:
        """Messages, signals, errors and what else the changed parts name at the top of the file."""
        for element in self.says:
            tag = local(element)
            if (tag in REFERENCES or tag in DEFINITIONS) and element.get("id") not in self.here:
                self.body.addprevious(self.copy(element))

    def copy(self, element: Element) -> Element:
        """The element as this file writes it: type names with its prefix, the language where the file has another."""
        found = deepcopy(element)
        prefix = next((name for name, space in self.root.nsmap.items() if space == BPMN and name), "")
        plain = self.root.nsmap.get(None) == BPMN
        for one in found.iter(etree.Element):
            kind = one.get(f"{{{XSI}}}type")
            if kind and not plain:
                one.set(f"{{{XSI}}}type", f"{prefix}:{kind}")
            if kind and "FEEL" not in (self.root.get("expressionLanguage") or "").upper():
                one.set("language", FEEL)
        return found

    def insert(self, name: str) -> None:
        """A new step or flow; what lies inside it comes by itself."""
        element = self.copy(self.made[name])
        for inner in list(element):
            if local(inner) in _STEPS or local(inner) in ("laneSet", "association", "incoming", "outgoing"):
                element.remove(inner)
        self.here[name] = element
        put(self.around(self.new[name]), element)

    def change(self, name: str) -> None:
        old, new = self.old[name], self.new[name]
        if name in self.was and name in self.made:
            self.differ(self.here[name], self.was[name], self.made[name])
        if isinstance(old, Node) and isinstance(new, Node) and old.data != new.data:
            self.properties(self.here[name], old.data, new.data)

    def differ(self, element: Element, was: Element, made: Element, keep: tuple[str, ...] = ()) -> None:
        """The attributes and children that differ; what others wrote stays."""
        if was.tag != made.tag:
            element.tag = made.tag
            for child in _among(element, frozenset({"rendering"})):  # only user tasks are rendered
                drop(child)
        for key in {*was.attrib, *made.attrib}:
            if was.get(key) != made.get(key) and key not in keep:
                put_attribute(element, key, made.get(key))
        for tags in _TOGETHER:
            before, after = _among(was, tags), _among(made, tags)
            if _text(before) != _text(after):
                for child in _among(element, tags):
                    drop(child)
                for child in after:
                    put(element, self.copy(child))

    def properties(self, element: Element, before: Iterable[str], after: Iterable[str]) -> None:
        """Variables that come and go."""
        for name in {*before} - {*after}:
            remove(self.root, name)
        for name in after:
            if name not in self.here:
                put(element, etree.Element(f"{{{BPMN}}}property", {"id": name}))

    def connect(self) -> None:
        """Flows that are new or lead elsewhere are named at both ends."""
        for name, flow in self.new.items():
            old = self.old.get(name)
            if not isinstance(flow, Flow):
                continue
            for tag, end in (("incoming", "target"), ("outgoing", "source")):
                now, was = getattr(flow, end), getattr(old, end, "")
                if now == was:
                    continue
                if was in self.here:
                    _unname(self.here[was], tag, name)
                if now in self.here:
                    _name(self.here[now], tag, name)

    def undoes(self) -> None:
        """Which activity undoes what, said by associations."""
        for node in self.after.nodes:
            old = self.old.get(node.id)
            was = old.undo if isinstance(old, Node) else ""
            if was == node.undo:
                continue
            for one in list(self.root.iter(f"{{{BPMN}}}association")):
                if {plain_name(one.get(end) or "") for end in ("sourceRef", "targetRef")} == {node.id, was}:
                    drop(one)  # whichever way it was drawn
            for one in self.says.iter(f"{{{BPMN}}}association"):
                if one.get("sourceRef") == node.id:
                    put(self.around(node), deepcopy(one))

    def correlate(self) -> None:
        """How a case knows its own messages."""
        if self.before.correlations == self.after.correlations:
            return
        mine = {one.name for one in (*self.before.correlations, *self.after.correlations)}
        old = [one for one in self.body if local(one) == "correlationSubscription"]
        for one in [
            *old,
            *(one for one in self.root if local(one) == "correlationProperty" and one.get("id") in mine),
        ]:
            drop(one)
        for one in list(self.says.iter(f"{{{BPMN}}}correlationProperty")):
            self.body.addprevious(self.copy(one))
        for one in list(self.says.iter(f"{{{BPMN}}}correlationSubscription")):
            said = self.copy(one)
            put_attribute(
                said, "correlationKeyRef", next((its.get("correlationKeyRef") for its in old), said.get("id"))
            )
            put(self.body, said)

    def sort(self) -> None:
        """Steps and flows of each container in their order: conditions are tried in it."""
        rank = {name: number for number, name in enumerate(self.new)}
        for container in {self.around(one) for one in self.new.values()}:
            for of_kind in (
                lambda one: local(one) == "sequenceFlow",
                lambda one: local(one) in _STEPS - {"sequenceFlow"},
            ):
                _sort(container, of_kind, rank)


class Lanes:
    """Who does what: lanes that come, go and are named otherwise, steps that move between them."""

    def __init__(self, here: dict[str, Element], before: Process, after: Process) -> None:
        self.here, self.before, self.after = here, before, after
        self.root = here[before.id].getroottree().getroot()

    def run(self) -> None:
        for lane in self.before.lanes.keys() - self.after.lanes.keys():
            remove(self.root, lane)
        for lane, name in self.after.lanes.items():
            if lane not in self.before.lanes:
                self.add(lane)
            if name != self.before.lanes.get(lane, ""):
                put_attribute(self.here[lane], "name", name)
        before = {node.id: node.lane for node in self.before.nodes}
        for node in self.after.nodes:
            if node.lane != before.get(node.id, ""):
                self.move(node, before.get(node.id, ""))

    def add(self, lane: str) -> None:
        holder = self.here[self.after.outer.get(lane) or self.before.id]
        tag = "childLaneSet" if local(holder) == "lane" else "laneSet"
        lanes = next((one for one in holder if local(one) == tag), None)
        if lanes is None:
            name = f"{holder.get('id')}_lanes"
            lanes = etree.Element(f"{{{BPMN}}}{tag}", {"id": name} if name not in self.here else {})
            put(holder, lanes)
        self.here[lane] = etree.SubElement(lanes, f"{{{BPMN}}}lane", {"id": lane})

    def move(self, node: Node, was: str) -> None:
        """Out of the lane and the lanes around it, into another."""
        for lane in (lane for lane in self.before.lanes if was and lane in self.here):
            _unname(self.here[lane], "flowNodeRef", node.id)
        if node.lane in self.here:
            reference = etree.Element(f"{{{BPMN}}}flowNodeRef")
            reference.text = node.id
            lane = self.here[node.lane]
            inner = next((one for one in lane if local(one) == "childLaneSet"), None)
            lane.append(reference) if inner is None else inner.addprevious(reference)


# --- elements ---


def by_id(root: Element) -> dict[str, Element]:
    """Every element that has an id."""
    return {one.get("id"): one for one in root.iter(etree.Element) if one.get("id")}


def named(root: Element) -> dict[tuple[str, str], str]:
    """Ids of the messages, signals, errors and escalations of a file, by kind and by what they are known by."""
    return {
        (kind, one.get(key) or one.get("id")): one.get("id")
        for kind, (_, key) in REFERENCES.items()
        for one in root.iterchildren(f"{{{BPMN}}}{kind}")
        if one.get("id")
    }


def dangling(process: Process) -> dict[tuple[str, str], str]:
    """What a process refers to, by its own words: where nothing stands behind them, they are the reference itself."""
    said = [trigger for node in process.nodes for trigger in node.triggers]
    said += [trigger for node in process.nodes if node.loop for _, trigger in node.loop.throws]
    return {(one.kind, one.name): one.name for one in said} | {
        ("message", one.message): one.message for one in process.correlations
    }


def remove(root: Element, name: str) -> None:
    """The element, its pictures and what refers to it."""
    for one in list(root.iter(etree.Element)):
        tag = local(one)
        refers = tag in _REFERRED and plain_name((one.text or "").strip()) == name
        ends = tag in ("association", "messageFlow") and name in (
            plain_name(one.get("sourceRef") or ""),
            plain_name(one.get("targetRef") or ""),
        )
        if ends and one.get("id"):
            remove(root, one.get("id"))
        pictured = plain_name(one.get("bpmnElement") or "") == name and not one.tag.endswith("BPMNPlane")
        if (one.get("id") == name or pictured or refers or ends) and one.getparent() is not None:
            drop(one)


def drop(element: Element) -> None:
    """Out of its parent, but not the text that follows it (only blanks may)."""
    if element.getparent() is not None:
        element.getparent().remove(element)


def put(parent: Element, child: Element) -> None:
    """A child where the schema wants it: behind the last that may stand before it."""
    rank = _rank(parent, child)
    after = [one for one in parent if isinstance(one.tag, str) and -1 < _rank(parent, one) <= rank]
    if after:
        after[-1].addnext(child)
    else:
        parent.insert(0, child)


def put_attribute(element: Element, key: str, value: str | None) -> None:
    """The attribute, or none."""
    if value is None:
        element.attrib.pop(key, None)
    else:
        element.set(key, value)


def _rank(parent: Element, child: Element) -> int:
    tag = local(child)
    return _LATE if local(parent) == "process" and tag in RESOURCES else _RANK.get(tag, -1)


def _among(element: Element, tags: frozenset[str]) -> list[Element]:
    return [one for one in element if isinstance(one.tag, str) and local(one) in tags]


def _text(elements: Iterable[Element]) -> list[bytes]:
    return [etree.tostring(one, method="c14n", with_tail=False) for one in elements]


def _name(element: Element, tag: str, name: str) -> None:
    if not any(text_of(one) == name for one in _among(element, frozenset({tag}))):
        said = etree.Element(f"{{{BPMN}}}{tag}")
        said.text = name
        put(element, said)


def _unname(element: Element, tag: str, name: str) -> None:
    for one in _among(element, frozenset({tag})):
        if plain_name(text_of(one)) == name:
            drop(one)


def _sort(container: Element, of_kind: Callable[[Element], bool], rank: dict[str, int]) -> None:
    """The elements of a kind in the order of their ranks, in the places that they have together."""

    def mine() -> Iterator[Element]:
        return (
            one for one in container if isinstance(one.tag, str) and of_kind(one) and one.get("id") in rank
        )

    now = list(mine())
    wanted = sorted(now, key=lambda one: rank[one.get("id")])
    if now == wanted:
        return
    places = [etree.Comment("") for _ in now]
    for one, place in zip(now, places, strict=True):
        container.replace(one, place)
    for one, place in zip(wanted, places, strict=True):
        container.replace(place, one)
