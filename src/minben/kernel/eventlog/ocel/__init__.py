"""OCEL 2.0: what happened to many objects at once, read from and written to JSON, XML and SQLite."""

from minben.kernel.eventlog.ocel.cases import as_cases, as_objects
from minben.kernel.eventlog.ocel.files import OCEL_ENDINGS, is_ocel, read_ocel, write_ocel
from minben.kernel.eventlog.ocel.model import START, Change, Happening, Link, Moment, ObjectLog, Thing

__all__ = [
    "OCEL_ENDINGS",
    "START",
    "Change",
    "Happening",
    "Link",
    "Moment",
    "ObjectLog",
    "Thing",
    "as_cases",
    "as_objects",
    "is_ocel",
    "read_ocel",
    "write_ocel",
]
