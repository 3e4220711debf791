"""OCEL 2.0 as XML. Serves the exchange with tools that grew up with XES."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from minben.kernel.eventlog.moments import iso
from minben.kernel.eventlog.ocel.model import Link, Moment, ObjectLog, Scalar, Types
from minben.kernel.eventlog.ocel.settle import RawItem, RawObjects
from minben.kernel.eventlog.source import Progress, opened, written
from minben.kernel.finding import refuse

_WHOLE = ("object-type", "event-type", "object", "event")


def read_xml(path: Path, progress: Progress | None = None) -> RawObjects:
    """The file taken apart, element by element. Raises InputError naming the line."""
    raw = RawObjects(str(path))
    take = {
        "object-type": lambda element: _type(element, raw.object_types),
        "event-type": lambda element: _type(element, raw.event_types),
        "object": lambda element: raw.objects.append(_item(element, "")),
        "event": lambda element: raw.events.append(_item(element, element.attrib["time"])),
    }
    for element in _elements(path, progress):
        try:
            take[element.tag](element)
        except KeyError as error:
            message = f"<{element.tag}> lacks {error}."
            raise refuse(
                str(path), message, "Export the log again as OCEL 2.0.", line=element.sourceline or 0
            ) from error
    return raw


def _elements(path: Path, progress: Progress | None) -> Iterator[Any]:
    """Types, objects and events, each freed after use."""
    with opened(path, progress) as source:
        context = etree.iterparse(
            source, events=("end",), tag=_WHOLE, resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            for _, element in context:
                if _is_whole(element):
                    yield element
                    element.clear()
        except etree.XMLSyntaxError as error:
            message = f"This is not well-formed XML: {error.msg}."
            advice = "Export the log again; the lines before this one are in order."
            raise refuse(str(path), message, advice, line=error.lineno or 0) from error
    root: Any = context.root
    if root is None or root.tag != "log" or root.getroottree().docinfo.doctype:
        message = "OCEL begins with <log> and has no document type."
        raise refuse(str(path), message, "Export the log again as OCEL 2.0.", line=1)


def _is_whole(element: Any) -> bool:
    """Not one of the elements `object` that some tools write inside an event for its links."""
    parent = element.getparent()
    return parent is not None and parent.getparent() is not None and parent.getparent().getparent() is None


def _type(element: Any, types: dict[str, dict[str, str]]) -> None:
    kinds = {one.attrib["name"]: one.attrib["type"] for one in element.iterfind("attributes/attribute")}
    types[element.attrib["name"]] = kinds


def _item(element: Any, at: str) -> RawItem:
    values = [
        (one.attrib["name"], one.text or "", one.get("time", ""))
        for one in element.iterfind("attributes/attribute")
    ]
    links = [
        Link(one.attrib["object-id"], one.get("qualifier", ""))
        for one in element.iterfind("objects/*")
        if isinstance(one.tag, str)
    ]
    return RawItem(element.attrib["id"], element.attrib["type"], at, values, links)


# --- writing ---


def write_xml(log: ObjectLog, path: Path) -> None:
    """The whole log; reading it again gives an equal one. Raises ValueError for texts that XML cannot hold."""
    with written(path) as stream, etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("log"):
            _write_types(file, "object", log.object_types)
            _write_types(file, "event", log.event_types)
            with file.element("objects"):
                for thing in log.objects:
                    values = [(change.name, change.value, iso(*change.at)) for change in thing.changes]
                    file.write(_told("object", {"id": thing.id, "type": thing.type}, values, thing.links))
            with file.element("events"):
                for event in log.events:
                    head = {"id": event.id, "type": event.type, "time": iso(*event.at)}
                    values = [(name, value, "") for name, value in event.values.items()]
                    file.write(_told("event", head, values, event.links))


def _write_types(file: Any, what: str, types: Types) -> None:
    with file.element(f"{what}-types"):
        for name, kinds in types.items():
            element = etree.Element(f"{what}-type", name=name)
            attributes = etree.SubElement(element, "attributes")
            for key, kind in kinds.items():
                etree.SubElement(attributes, "attribute", name=key, type=kind)
            file.write(element)


def _told(
    tag: str, head: dict[str, str], values: Iterable[tuple[str, Scalar, str]], links: Iterable[Link]
) -> Any:
    element = etree.Element(tag, head)
    attributes = etree.SubElement(element, "attributes")
    for name, value, at in values:
        one = etree.SubElement(attributes, "attribute", {"name": name} | ({"time": at} if at else {}))
        one.text = _text(value)
    objects = etree.SubElement(element, "objects")
    for link in links:
        etree.SubElement(objects, "relationship", {"object-id": link.target, "qualifier": link.qualifier})
    return element


def _text(value: Scalar) -> str:
    if isinstance(value, Moment):
        return iso(*value)
    return str(value).lower() if isinstance(value, bool) else str(value)
