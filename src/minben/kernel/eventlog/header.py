"""What an XES file says before its first case: extensions, globals, classifiers, attributes of the log (IEEE 1849).

Serves those who take a log elsewhere: nothing of it is a value of a case or an event, and all of it is written back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from minben.kernel.eventlog.source import opened

VERSION = "1849-2016"
PARTS = 2_000  # elements of a header that are kept; more is no header
OURS = (
    (
        "extension",
        {"name": "Concept", "prefix": "concept", "uri": "http://www.xes-standard.org/concept.xesext"},
    ),
    ("extension", {"name": "Time", "prefix": "time", "uri": "http://www.xes-standard.org/time.xesext"}),
    (
        "extension",
        {"name": "Organizational", "prefix": "org", "uri": "http://www.xes-standard.org/org.xesext"},
    ),
    ("classifier", {"name": "Activity", "keys": "concept:name"}),
)


@dataclass(frozen=True)
class Part:
    """One element, without namespaces: its tag, its XML attributes, what is nested in it."""

    tag: str
    values: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Header:
    """`version` and `features` of the `<log>` element, and its children before the first `<trace>`, in order."""

    version: str = VERSION
    features: str = ""
    parts: tuple[Part, ...] = ()


DEFAULT = Header(parts=tuple(Part(tag, tuple(sorted(values.items()))) for tag, values in OURS))


def read_header(path: Path) -> Header | None:
    """The header of a file that was read already; None when it has none. Only its beginning is read."""
    try:
        with opened(path) as source:
            root, parts = _before_cases(source)
    except etree.XMLSyntaxError:  # told by whoever reads the cases
        return None
    if root is None or not parts:
        return None
    return Header(root.get("xes.version", VERSION), root.get("xes.features", ""), tuple(parts))


def _before_cases(source: Any) -> tuple[Any, list[Part]]:
    """The root and what stands in it before the first trace."""
    parts: list[Part] = []
    root: Any = None
    events = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in events:
        root = element if root is None else root
        if _local(element) == "trace" or len(parts) > PARTS:
            break
        if event == "end" and element.getparent() is root and _local(element):
            parts.append(_part(element))
    return root, parts


def _part(element: Any) -> Part:
    inner = tuple(_part(child) for child in element if _local(child))
    return Part(_local(element), tuple(sorted((_bare(key), value) for key, value in element.items())), inner)


def _local(element: Any) -> str:
    return _bare(element.tag) if isinstance(element.tag, str) else ""  # comments have a function for a tag


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def elements(header: Header) -> Iterator[Any]:
    """The parts as elements to be written."""
    yield from (_element(part) for part in header.parts)


def _element(part: Part) -> Any:
    made = etree.Element(part.tag, dict(part.values))
    made.extend(_element(inner) for inner in part.parts)
    return made
