"""A log as bytes that are read back quickly: what the worker keeps so that no page reads a file of half a million
events again. Serves the studio's pages.

Integer columns as NumPy writes them, texts as JSON, in one archive. Nothing in it is code: it is read without pickle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from minben.kernel.eventlog import Coded, Column, EventLog, Header, Part, Suspicion

EVENTS = ("offsets", "activity", "time", "resource", "start", "zone", "start_zone")
HEAD = "head"
Arrays = dict[str, Any]


def kept(log: EventLog) -> bytes:
    """The log in one archive; the same log gives the same bytes."""
    arrays: Arrays = {name: getattr(log, name) for name in EVENTS if getattr(log, name) is not None}
    head = {
        "cases": log.cases,
        "activities": log.activities,
        "resources": log.resources,
        "origin": log.origin,
        "header": None if log.header is None else asdict(log.header),
        "remarks": [(one.kind, one.count, one.examples) for one in log.remarks],
        "event_columns": _columns(log.event_columns, "e", arrays),
        "case_columns": _columns(log.case_columns, "c", arrays),
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    stream = io.BytesIO()
    np.savez(stream, **{HEAD: np.frombuffer(text, dtype=np.uint8)}, **arrays)
    return stream.getvalue()


def _columns(columns: Mapping[str, Column], prefix: str, arrays: Arrays) -> list[list[Any]]:
    """Name, type and distinct values of each; the codes go to `arrays`."""
    told: list[list[Any]] = []
    for at, (name, column) in enumerate(columns.items()):
        arrays[f"{prefix}{at}"], table = column.coded()
        zones: list[Any] | None = None
        if column.zones is not None:
            arrays[f"{prefix}{at}z"], found = Column("number", column.zones).coded()
            zones = list(found)
        told.append([name, column.type, list(table), zones])
    return told


def log_in(archive: bytes) -> EventLog:
    """The log that `kept` put into these bytes."""
    with np.load(io.BytesIO(archive), allow_pickle=False) as found:
        head = json.loads(found[HEAD].tobytes())
        return EventLog(
            cases=tuple(head["cases"]),
            activities=tuple(head["activities"]),
            resources=tuple(head["resources"]),
            origin=head["origin"],
            header=_header(head.get("header")),
            remarks=tuple(
                Suspicion(kind, count, tuple(examples)) for kind, count, examples in head["remarks"]
            ),
            event_columns=_read(head["event_columns"], "e", found),
            case_columns=_read(head["case_columns"], "c", found),
            **{name: found[name] for name in EVENTS if name in found},
        )


def _header(told: dict[str, Any] | None) -> Header | None:
    return None if told is None else Header(told["version"], told["features"], _parts(told["parts"]))


def _parts(told: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(one["tag"], tuple(map(tuple, one["values"])), _parts(one["parts"])) for one in told)


def _read(told: list[list[Any]], prefix: str, arrays: Mapping[str, Any]) -> dict[str, Column]:
    found = {}
    for at, (name, kind, table, zones) in enumerate(told):
        apart = None if zones is None else Coded(arrays[f"{prefix}{at}z"], tuple(zones))
        found[name] = Column(kind, Coded(arrays[f"{prefix}{at}"], tuple(table)), apart)
    return found
