"""What stands beside the flow in a file: remarks, data, frames, and what each belongs to. Serves the drawing of files.

Never played: read from the file's source when it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from lxml import etree

from .diagram import Diagram
from .model import Artifact, Association
from .names import BPMN
from .patch import by_id
from .read_parts import local, plain_name, text_of, yes
from .sizes import Box

Element = Any

_KINDS: dict[str, Literal["annotation", "data", "store", "input", "output", "group"]] = {
    "textAnnotation": "annotation",
    "dataObjectReference": "data",
    "dataStoreReference": "store",
    "dataInput": "input",
    "dataOutput": "output",
    "group": "group",
}
_ARROWS: dict[str, Literal["none", "one", "both"]] = {"One": "one", "Both": "both"}
_HOLDERS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess", "collaboration"})


def artifacts(
    root: Element, diagrams: Sequence[Diagram]
) -> tuple[tuple[Artifact, ...], tuple[Association, ...]]:
    """All of a file, in its order. Inputs and outputs are those of processes; steps have theirs inside."""
    here = by_id(root)
    found = [_artifact(one, here, diagrams) for one in root.iter(etree.Element) if _stands(one)]
    return tuple(found), (*_associations(root), *_data(root))


def _stands(element: Element) -> bool:
    tag = local(element)
    if tag not in _KINDS or not element.get("id"):
        return False
    return tag not in ("dataInput", "dataOutput") or local(element.getparent().getparent()) == "process"


def _artifact(element: Element, here: Mapping[str, Element], diagrams: Sequence[Diagram]) -> Artifact:
    kind = _KINDS[local(element)]
    holder = next((one for one in element.iterancestors() if local(one) in _HOLDERS), element)
    name, many = element.get("name") or "", yes(element, "isCollection", False)
    if kind == "annotation":
        name = "\n".join(text_of(one) for one in element if local(one) == "text")
    elif kind == "data":
        thing = here.get(plain_name(element.get("dataObjectRef") or ""))
        many = thing is not None and yes(thing, "isCollection", False)
        state = "".join(one.get("name") or "" for one in element if local(one) == "dataState")
        name = (name or (thing.get("name") if thing is not None else "") or "") + (
            f" [{state}]" if state else ""
        )
    elif kind == "group":
        value = plain_name(element.get("categoryValueRef") or "")
        name = (here[value].get("value") or "") if value in here else name
        return Artifact(
            element.get("id"),
            kind,
            name,
            holder.get("id") or "",
            members=_members(element, value, here, diagrams),
        )
    return Artifact(element.get("id"), kind, name, holder.get("id") or "", many)


def _members(
    element: Element, value: str, here: Mapping[str, Element], diagrams: Sequence[Diagram]
) -> tuple[str, ...]:
    """What is of the group's category; where nothing says so, what its picture encloses."""
    said = [
        name
        for name, one in here.items()
        if value
        and any(local(part) == "categoryValueRef" and plain_name(text_of(part)) == value for part in one)
    ]
    drawn = (one for one in diagrams if element.get("id") in one.shapes)
    return tuple(said) or tuple(
        name for one in drawn for name in _enclosed(one, one.shapes[element.get("id")])
    )


def _enclosed(diagram: Diagram, frame: Box) -> Iterator[str]:
    for name, box in diagram.shapes.items():
        wide = frame.x <= box.x and box.right <= frame.right
        if box != frame and wide and frame.y <= box.y and box.bottom <= frame.bottom:
            yield name


def _associations(root: Element) -> Iterator[Association]:
    for one in root.iter(f"{{{BPMN}}}association"):
        source, target = (plain_name(one.get(end) or "") for end in ("sourceRef", "targetRef"))
        arrow = _ARROWS.get(one.get("associationDirection") or "", "none")
        yield Association(one.get("id") or "", source, target, arrow)


def _data(root: Element) -> Iterator[Association]:
    """From data into steps and out of them."""
    for tag, end in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for one in root.iter(f"{{{BPMN}}}{tag}"):
            step = one.getparent().get("id") or ""
            for part in (part for part in one if local(part) == end):
                thing = plain_name(text_of(part))
                ends = (thing, step) if end == "sourceRef" else (step, thing)
                yield Association(one.get("id") or "", *ends, "one")
