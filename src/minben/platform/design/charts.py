"""Bar charts drawn on the server: they print, need no script, and obey the strictest content policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 640
MARK = 4


@dataclass(frozen=True)
class Drawn:
    """One bar in user units of the drawing: its length, and the place of its limit line if it has one."""

    label: str
    text: str
    length: float
    mark: float | None


@dataclass(frozen=True)
class Chart:
    """Bars on one scale, `width` user units long."""

    width: int
    bars: Sequence[Drawn]


def value_text(value: float) -> str:
    """A number without a useless fraction: 12, 12.5."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


def layout(rows: Sequence[Any], unit: str = "") -> Chart:
    """Place bars (`label`, `value` ≥ 0, `text`, `mark`) under one another on one scale that starts at 0.

    Raises ValueError for a negative value: a bar from 0 cannot show it.
    """
    if any(row.value < 0 for row in rows):
        raise ValueError("A bar chart shows values of 0 or more. Use a table for differences.")
    top = max((number for row in rows for number in (row.value, row.mark or 0)), default=0) or 1
    bars = [
        Drawn(
            label=str(row.label),
            text=str(row.text) or f"{value_text(row.value)} {unit}".strip(),
            length=round(row.value / top * WIDTH, 1),
            mark=None if row.mark is None else round(row.mark / top * (WIDTH - MARK), 1),
        )
        for row in rows
    ]
    return Chart(WIDTH, bars)
