"""What a timer's text may say: a duration, a date, working days, or a cycle of them. Serves compiling and checking.

The kernel has no clock: the game hands durations and dates to the world and counts the rounds of a cycle itself.
"""

from __future__ import annotations

import re

_CLOCK = r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_DURATION = rf"(?:workdays:\d+|P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?{_CLOCK})"
_DATE = r"(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)"
_CYCLE = re.compile(rf"R(\d*)/(?:({_DATE})/)?({_DURATION})")
_ONCE = re.compile(f"{_DURATION}|{_DATE}")


def is_literal(text: str) -> bool:
    """Whether the text itself says when; otherwise it must be FEEL that gives such a text."""
    return bool(_ONCE.fullmatch(text) or _CYCLE.fullmatch(text))


def rounds(text: str) -> tuple[str, str, int]:
    """First due, then every …, how many more times (-1: without end). Raises ValueError for any other text."""
    if _ONCE.fullmatch(text):
        return text, "", 0
    found = _CYCLE.fullmatch(text)
    if found is None or found[1] == "0":
        raise ValueError(text)
    return found[2] or found[3], found[3], int(found[1]) - 1 if found[1] else -1
