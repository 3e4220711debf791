"""Events that concern several objects (OCEL 2.0, Berti and others 2023). Serves logs in which one act moves a permit,
its declarations and its payments together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from minben.kernel.eventlog.model import Suspicion

Kind = Literal["string", "integer", "float", "boolean", "time"]
KINDS: tuple[Kind, ...] = ("string", "integer", "float", "boolean", "time")


class Moment(NamedTuple):
    """UTC microseconds since 1970, and the minutes east of UTC that the source wrote."""

    time: int
    zone: int = 0


START = Moment(0)  # OCEL's moment of values that an object has from the beginning
Scalar = str | int | float | bool | Moment


class Link(NamedTuple):
    """To an object, with what it is there ("applicant", "invoice of")."""

    target: str
    qualifier: str = ""


class Change(NamedTuple):
    """An attribute of an object has this value from `at` on."""

    name: str
    value: Scalar
    at: Moment = START


@dataclass(frozen=True)
class Thing:
    """An object: changes by time, then name."""

    id: str
    type: str
    changes: tuple[Change, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Happening:
    """An event, with the objects it concerns."""

    id: str
    type: str
    at: Moment
    values: Mapping[str, Scalar] = field(default_factory=dict[str, Scalar])
    links: tuple[Link, ...] = ()


Types = Mapping[str, Mapping[str, Kind]]


@dataclass(frozen=True)
class ObjectLog:
    """Types declare their attributes; events and objects stand in the order of the file. A link may lead to an object
    that the file does not hold: it is kept, and said in `remarks`.
    """

    event_types: Types
    object_types: Types
    events: tuple[Happening, ...]
    objects: tuple[Thing, ...]
    origin: str = field(default="", compare=False)
    remarks: tuple[Suspicion, ...] = field(default=(), compare=False)
