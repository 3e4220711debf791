"""OCEL 2.0 as JSON. Serves the exchange with web tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minben.kernel.eventlog.moments import iso
from minben.kernel.eventlog.ocel.model import Link, Moment, ObjectLog, Scalar, Types
from minben.kernel.eventlog.ocel.settle import RawItem, RawObjects
from minben.kernel.eventlog.source import Progress, opened, whole, written
from minben.kernel.finding import refuse


def read_json(path: Path, progress: Progress | None = None) -> RawObjects:
    """The file taken apart. Raises InputError naming line or place."""
    with opened(path, progress) as source:
        data = whole(source)
    try:
        content = json.loads(data, parse_constant=_no_constant)
        return _taken(str(path), content)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg}."
        raise refuse(str(path), message, "Export the log again.", line=error.lineno) from error
    except UnicodeDecodeError as error:
        raise refuse(str(path), f"The text is not UTF-8 ({error.reason}).", "Save it as UTF-8.") from error
    except (RecursionError, ValueError) as error:
        message = "The file holds what OCEL does not: values nested without end, or numbers that are none."
        raise refuse(str(path), message, "Export the log again.") from error
    except (KeyError, TypeError, AttributeError) as error:
        message = f"The file has not the shape of OCEL 2.0 (near {error})."
        advice = "It needs eventTypes, objectTypes, events and objects; events need id, type and time."
        raise refuse(str(path), message, advice) from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _taken(file: str, content: Any) -> RawObjects:
    raw = RawObjects(file, _types(content["eventTypes"]), _types(content["objectTypes"]))
    raw.events = [_item(entry, _text(entry["time"])) for entry in content["events"]]
    raw.objects = [_item(entry, "") for entry in content["objects"]]
    return raw


def _types(entries: Any) -> dict[str, dict[str, str]]:
    return {
        _text(entry["name"]): {
            _text(one["name"]): _text(one["type"]) for one in entry.get("attributes") or ()
        }
        for entry in entries
    }


def _item(entry: Any, at: str) -> RawItem:
    values = [
        (_text(one["name"]), _plain(one["value"]), _text(one.get("time") or ""))
        for one in entry.get("attributes") or ()
        if one["value"] is not None
    ]
    links = [
        Link(_text(one["objectId"]), _text(one.get("qualifier") or ""))
        for one in entry.get("relationships") or ()
    ]
    return RawItem(_text(entry["id"]), _text(entry["type"]), at, values, links)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(repr(value)[:60])
    return value


def _plain(value: Any) -> Any:
    if not isinstance(value, str | int | float | bool):
        raise TypeError(repr(value)[:60])
    return value


# --- writing ---


def write_json(log: ObjectLog, path: Path) -> None:
    """The whole log; reading it again gives an equal one."""
    content = {
        "eventTypes": _told_types(log.event_types),
        "objectTypes": _told_types(log.object_types),
        "events": [
            {
                "id": event.id,
                "type": event.type,
                "time": iso(*event.at),
                "attributes": [{"name": name, "value": _told(value)} for name, value in event.values.items()],
                "relationships": _told_links(event.links),
            }
            for event in log.events
        ],
        "objects": [
            {
                "id": thing.id,
                "type": thing.type,
                "attributes": [
                    {"name": change.name, "time": iso(*change.at), "value": _told(change.value)}
                    for change in thing.changes
                ],
                "relationships": _told_links(thing.links),
            }
            for thing in log.objects
        ],
    }
    data = json.dumps(content, indent=1, allow_nan=False).encode("ascii")
    with written(path) as stream:
        stream.write(data)


def _told(value: Scalar) -> Any:
    return iso(*value) if isinstance(value, Moment) else value


def _told_types(types: Types) -> list[Mapping[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def _told_links(links: tuple[Link, ...]) -> list[Mapping[str, str]]:
    return [{"objectId": link.target, "qualifier": link.qualifier} for link in links]
