"""Any OCEL 2.0 file by its name. Serves the command line and the studio."""

from __future__ import annotations

from pathlib import Path

from minben.kernel.eventlog.ocel.jsonfile import read_json, write_json
from minben.kernel.eventlog.ocel.model import ObjectLog
from minben.kernel.eventlog.ocel.settle import settle
from minben.kernel.eventlog.ocel.sqlitefile import read_sqlite, write_sqlite
from minben.kernel.eventlog.ocel.xmlfile import read_xml, write_xml
from minben.kernel.eventlog.source import Progress, opened
from minben.kernel.finding import refuse

_JSON, _XML, _SQLITE = (".json", ".jsonocel"), (".xmlocel",), (".sqlite", ".sqlite3", ".db")
OCEL_ENDINGS = (*_JSON, *_XML, *_SQLITE)  # and `.xml`, when its first lines say so


def is_ocel(path: Path) -> bool:
    """By the name; `.xml` may be XES or OCEL, and the first lines tell."""
    name = _plain(path)
    if name.endswith(".xml") and path.is_file():
        with opened(path) as source:
            head = source.read(1 << 12)
        return b"<object-types" in head or b"<event-types" in head
    return name.endswith(OCEL_ENDINGS)


def read_ocel(path: str | Path, progress: Progress | None = None) -> ObjectLog:
    """Read JSON, XML (each also `.gz`) or SQLite. Raises InputError with file, place and advice."""
    path = Path(path)
    name = _plain(path)
    if name.endswith(_JSON):
        return settle(read_json(path, progress))
    if name.endswith(_SQLITE):
        return settle(read_sqlite(path))
    return settle(read_xml(path, progress))


def write_ocel(log: ObjectLog, path: str | Path) -> None:
    """Write by the ending. Raises InputError for what the format cannot hold; then no file is left."""
    path = Path(path)
    name = _plain(path)
    write = write_json if name.endswith(_JSON) else write_sqlite if name.endswith(_SQLITE) else write_xml
    try:
        write(log, path)
    except ValueError as error:
        path.unlink(missing_ok=True)
        message = f"The format cannot hold a text or number of the log ({error})."
        raise refuse(str(path), message, "Choose another of .json, .xml and .sqlite.") from error


def _plain(path: Path) -> str:
    return path.name.lower().removesuffix(".gz")
