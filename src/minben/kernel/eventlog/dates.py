"""Dates as spreadsheets, databases and people write them. Serves the readers of tables, where ISO 8601 is rare.

31/12/2020 23:59, 12/31/20 3:45 PM, 31-Dec-2020, 2020年12月31日 8時30分, seconds since 1970, days since 1900. What can
be read in two ways (03/04/2020, 20/12/10) is not guessed: the column proves it or a person says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_CLOCK = (
    r"(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?)?\s*(?:UTC|GMT|Z)?"
)
_NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})" + _CLOCK)
_NAMED = re.compile(r"(\d{1,2})[ ./-]([A-Za-z]{3})[a-z]*\.?[ ,./-]+(\d{4})" + _CLOCK)
_NAMED_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})" + _CLOCK)
_CHINESE = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(?:(\d{1,2})[:：時时点點](\d{1,2})?[:：分]?(?:(\d{1,2})秒?)?)?"
)
_COMPACT = re.compile(r"(?:19|20)\d{12}")
_NUMBER = re.compile(r"\d{5,19}(?:\.\d+)?")
# least and most of a number, microseconds in one, and the moment it counts from
_COUNTS: tuple[tuple[float, float, float, datetime], ...] = (
    (
        2e4,
        8e4,
        86_400e6,
        datetime(1899, 12, 30, tzinfo=UTC),
    ),  # days, as spreadsheets count them: 1954 to 2119
    (1e8, 1e11, 1e6, datetime(1970, 1, 1, tzinfo=UTC)),
    (1e11, 1e14, 1e3, datetime(1970, 1, 1, tzinfo=UTC)),
    (1e14, 1e17, 1, datetime(1970, 1, 1, tzinfo=UTC)),
    (1e17, 1e19, 1e-3, datetime(1970, 1, 1, tzinfo=UTC)),
)


def from_numbers(texts: Sequence[str]) -> list[datetime] | None:
    """Moments counted in days since 1900 or in (milli-, micro-, nano-) seconds since 1970, when all texts are such
    numbers of one kind; else None.
    """
    if not texts or not all(map(_NUMBER.fullmatch, texts)) or all(map(_COMPACT.fullmatch, texts)):
        return None
    numbers = list(map(float, texts))
    for least, most, unit, begin in _COUNTS:
        if least <= min(numbers) and max(numbers) < most:
            return [begin + timedelta(microseconds=_microseconds(text, unit)) for text in texts]
    return None


def _microseconds(text: str, unit: float) -> int:
    """Whole numbers stay exact."""
    if text.isdecimal() and unit >= 1:
        return int(text) * int(unit)
    return int(text) // 1000 if text.isdecimal() else round(float(text) * unit)


def read(text: str, day_first: bool | None) -> datetime | None:
    """One stamp without offset, or None. `day_first` decides 03/04/2020 and 03/04/20."""
    if _COMPACT.fullmatch(text):
        return _moment(int(text[:4]), *(text[at : at + 2] for at in range(4, 14, 2)))
    if match := _CHINESE.fullmatch(text):
        return _moment(int(match[1]), *match.groups()[1:])
    if match := _NAMED.fullmatch(text):
        return _named(match, day=1, month=2)
    if match := _NAMED_FIRST.fullmatch(text):
        return _named(match, day=2, month=1)
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    one, two, three = match[1], match[2], match[3]
    if len(one) == 4:
        return _moment(int(one), two, three, *match.groups()[3:])
    if len(three) not in (2, 4) or len(one) > 2 or day_first is None:
        return None
    year = int(three) if len(three) == 4 else _century(int(three))
    return _moment(year, *((two, one) if day_first else (one, two)), *match.groups()[3:])


def _named(match: re.Match[str], *, day: int, month: int) -> datetime | None:
    number = _MONTHS.get(match[month].lower())
    return None if number is None else _moment(int(match[3]), str(number), match[day], *match.groups()[3:])


def _century(year: int) -> int:
    """Of two digits, as POSIX reads them: 69 to 99 are of the last century."""
    return 1900 + year if year >= 69 else 2000 + year


def _moment(
    year: int,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    fraction: str | None = None,
    half: str | None = None,
) -> datetime | None:
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    rest = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return datetime(
            year, int(month), int(day), hours, int(minute or 0), int(second or 0), rest, tzinfo=UTC
        )
    except ValueError:
        return None


def order_of_days(texts: Sequence[str]) -> bool | None:
    """True when some stamp proves day before month, False for the reverse, None when none does."""
    for text in texts:
        match = _NUMBERS.fullmatch(text.strip())
        if match and len(match[1]) <= 2:
            if int(match[1]) > 12:
                return True
            if int(match[2]) > 12:
                return False
    return None
