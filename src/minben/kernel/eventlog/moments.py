"""Time stamps as text, many at once: serves every reader, so that a date means the same in all of them.

ISO 8601 (and what spreadsheets make of it) becomes UTC microseconds since 1970 plus the offset the source
wrote. A stamp without an offset counts as UTC. Nothing is guessed: what cannot be read is reported by its
position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import dates
from minben.kernel.eventlog.model import NO_TIME, Column

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)?)?")
_BARE = re.compile(r"\d+(?:\.\d*)?")  # a number is a date only where its whole column says so


@dataclass(frozen=True)
class Moments:
    """UTC microseconds, minutes east of UTC, and the positions that could not be read (NO_TIME there)."""

    time: NDArray[np.int64]
    zone: NDArray[np.int16]
    unread: tuple[int, ...]


def parse(texts: Sequence[str], *, day_first: bool | None = None) -> Moments:
    """Read time stamps; `day_first` decides 03/04/2020 and matters only where a stamp is not ISO 8601."""
    time = np.full(len(texts), NO_TIME, dtype=np.int64)
    zone = np.zeros(len(texts), dtype=np.int16)
    left = _parse_alike(texts, time, zone)
    unread: list[int] = []
    for index in left:
        one = _parse_one(texts[index].strip(), day_first)
        if one is None:
            unread.append(index)
        else:
            time[index], zone[index] = one
    return Moments(time, zone, tuple(unread))


def _parse_alike(texts: Sequence[str], time: Ints, zone: NDArray[np.int16]) -> list[int]:
    """Read all stamps that look like the first of their length, whole arrays at a time; return the others."""
    try:
        table = np.array(texts, dtype="S40")
    except UnicodeEncodeError:
        return list(range(len(texts)))
    if not len(texts):
        return []
    matrix = table.view(np.uint8).reshape(len(texts), 40)
    lengths = np.count_nonzero(matrix, axis=1)
    left: list[int] = []
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        good = _parse_shape(texts[int(rows[0])], matrix[rows], rows, time, zone)
        left.extend(rows[~good].tolist())
    return sorted(left)


def _parse_shape(
    model: str, matrix: Bytes, rows: Ints, time: Ints, zone: NDArray[np.int16]
) -> NDArray[np.bool_]:
    """Read the rows that have digits and separators exactly where `model` has them; say which."""
    match = _ISO.fullmatch(model)
    if match is None:
        return np.zeros(len(rows), dtype=np.bool_)
    parts = [_digits(matrix, *match.span(group)) for group in range(1, 8)]
    year, month, day, hour, minute, second, fraction = parts
    good = _same_shape(model, matrix, match.start(8)) & _in_range(year, month, day, hour, minute, second)
    scale = 10 ** (6 - (match.end(7) - match.start(7))) if match.group(7) else 0
    offset = _offsets(model, matrix, match.start(8))
    good &= np.abs(offset) <= 18 * 60
    seconds = _days(year, month, day) * 86400 + hour * 3600 + (minute - offset) * 60 + second
    time[rows[good]] = (seconds * 1_000_000 + fraction * scale)[good]
    zone[rows[good]] = offset[good]
    return good


def _digits(matrix: Bytes, start: int, end: int) -> Ints:
    value = np.zeros(len(matrix), dtype=np.int64)
    for column in range(start, end):
        value = value * 10 + matrix[:, column] - 48
    return value


def _offsets(model: str, matrix: Bytes, at: int) -> Ints:
    """Minutes east of UTC; `at` is where the offset begins (-1: none)."""
    if at < 0 or model[at] == "Z":
        return np.zeros(len(matrix), dtype=np.int64)
    minutes = _digits(matrix, at + 1, at + 3) * 60 + _digits(matrix, len(model) - 2, len(model))
    return np.where(matrix[:, at] == ord("-"), -minutes, minutes)


def _same_shape(model: str, matrix: Bytes, sign_at: int) -> NDArray[np.bool_]:
    good = np.ones(len(matrix), dtype=np.bool_)
    for column, letter in enumerate(model):
        byte = matrix[:, column]
        if letter.isdigit():
            good &= (byte >= 48) & (byte <= 57)
        elif column == sign_at and letter in "+-":
            good &= (byte == ord("+")) | (byte == ord("-"))
        else:
            good &= byte == ord(letter)
    return good


def _in_range(
    year: Ints, month: Ints, day: Ints, hour: Ints, minute: Ints, second: Ints
) -> NDArray[np.bool_]:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
    real_month = (month >= 1) & (month <= 12) & (year >= 1)
    last = lengths[np.where(real_month, month, 0)] + (leap & (month == 2))
    return real_month & (day >= 1) & (day <= last) & (hour < 24) & (minute < 60) & (second < 60)


def _days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970-01-01 of the proleptic Gregorian calendar (years counted from March)."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _parse_one(text: str, day_first: bool | None) -> tuple[int, int] | None:
    moment = None
    if len(text) == 8 or not _BARE.fullmatch(text):  # eight digits are a date of ISO 8601
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
    moment = moment or dates.read(text, day_first)
    if moment is None:
        return None
    offset = moment.utcoffset() or timedelta()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1), offset // timedelta(minutes=1)


def iso(time: int, offset: int = 0) -> str:
    """ISO 8601 with the offset the source wrote, milliseconds unless more is needed."""
    moment = (_EPOCH + timedelta(microseconds=int(time))).astimezone(timezone(timedelta(minutes=int(offset))))
    return moment.isoformat(timespec="milliseconds" if int(time) % 1000 == 0 else "microseconds")


def text(column: Column, row: int) -> str:
    """What a column says of one event or case, as files hold it; "" where nothing is known."""
    value = column.values[row]
    if value is None:
        return ""
    if column.type == "time" and isinstance(value, int):
        zone = None if column.zones is None else column.zones[row]
        return iso(value, int(zone or 0))
    return str(value).lower() if column.type == "boolean" else str(value)
