"""An uploaded log becomes a log: bounded in size, read by the kernel, refused in words that name line and field."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from minben.kernel.eventlog import CsvColumns, EventLog, detect_columns, read_csv, read_log
from minben.kernel.finding import refuse

UNPACKED = 400 * 2**20  # bytes a packed log may become: a small file must not fill the machine
TABLES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
SUFFIXES = (".xes", ".xes.gz", ".xml", ".xml.gz", *TABLES)
ROLES = ("case", "activity", "time", "start", "resource")
DAYS = {"day": True, "month": False}  # which comes first in 03/04/2020


def suffix_of(name: str) -> str:
    """The ending that tells the reader what to expect; InputError for a kind of file that no log has."""
    found = [suffix for suffix in SUFFIXES if name.lower().endswith(suffix)]
    if not found:
        raise refuse(name, "The kind of file is not known.", "Use .xes, .csv or .tsv, each also with .gz.")
    return max(found, key=len)


def read(name: str, content: bytes, columns: Mapping[str, str] | None = None) -> EventLog:
    """The log in these bytes, called by its name. `columns` (role -> title) corrects what a table's columns mean.

    InputError when it is too large or cannot be read; its findings name the file as the analyst does.
    """
    suffix = suffix_of(name)
    if len(content) > settings.MINBEN_UPLOAD_LIMIT:
        limit = settings.MINBEN_UPLOAD_LIMIT // 2**20
        raise refuse(
            name, f"The file is larger than {limit} MB.", "Pack it with gzip, or take a shorter period."
        )
    _check_unpacked(name, content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{suffix}"
        path.write_bytes(content)
        corrected = suffix in TABLES and columns
        log = read_csv(path, _corrected(path, columns or {})) if corrected else read_log(path)
    if not len(log):
        raise refuse(name, "The log holds no event.", "Check the export: at least one event is needed.")
    return replace(log, origin=name)


def _corrected(path: Path, columns: Mapping[str, str]) -> CsvColumns:
    """What was detected, with the analyst's corrections; detection may fail where everything needed is said."""
    said = {role: columns[role] for role in ROLES if columns.get(role)}
    days = DAYS.get(columns.get("days", ""))
    if {"case", "activity", "time"} <= set(said):
        return CsvColumns(**said, delimiter="", day_first=days)
    found = detect_columns(path)
    return replace(found, **said, day_first=days)


def _check_unpacked(name: str, content: bytes) -> None:
    """Unpack without keeping anything, and stop where it becomes too much."""
    if content[:2] != b"\x1f\x8b":
        return
    total, rest = 0, content
    while rest:
        unpacker = zlib.decompressobj(wbits=31)
        data = rest
        while data and not unpacker.eof:
            try:
                total += len(unpacker.decompress(data, 2**20))
            except zlib.error:
                return  # the reader says better what is wrong with it
            if total > UNPACKED:
                limit = UNPACKED // 2**20
                raise refuse(name, f"Unpacked, the file is larger than {limit} MB.", "Take a shorter period.")
            data = unpacker.unconsumed_tail
        rest = unpacker.unused_data
