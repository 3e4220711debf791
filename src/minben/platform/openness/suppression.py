"""Small numbers are not published, so that nobody can be recognised. Serves every figure and the open data.

The rule, as the page states it: a number from 1 to 4 is published as "fewer than 5"; times need 5 cases, a 90th
percentile 10. In a distribution whose total is known, a suppressed number must not follow by subtraction: when only one
is suppressed, the next smallest is suppressed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5  # people or cases a published number must stand for
LEAST_FOR_TAIL = 10  # cases of a 90th percentile: below, it is one person's case
K = TypeVar("K")


def shown(number: int) -> int | None:
    """The number if it may be published, else None ("fewer than 5"). Nobody at all may be said."""
    return number if number == 0 or number >= LEAST else None


def distribution(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Counts whose total is published as well: no suppressed number follows from the others."""
    result = {key: shown(number) for key, number in counts.items()}
    hidden = [key for key, number in result.items() if number is None]
    if len(hidden) == 1:
        others = sorted((number, str(key), key) for key, number in counts.items() if result[key])
        if others:
            result[others[0][2]] = None
    return result
