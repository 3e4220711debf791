"""The model of public services as a picture: A in the middle, B below, C left, D right, E above; each a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Centre of each sector's sheet in the drawing, 480 by 400.
PLACES = {"A": (240, 200), "B": (240, 345), "C": (78, 200), "D": (402, 200), "E": (240, 55)}
WIDE, HIGH, ROUND = 148, 100, 72
LINE = 20  # between two lines of a name
NARROW, LATIN = 7, 14  # characters on a line, of Chinese and of Latin letters


@dataclass(frozen=True)
class Part:
    """One sector as it is drawn: its letter, its name in lines, and where to go."""

    letter: str
    href: str
    number: int
    lines: Sequence[tuple[str, int]]  # text, y
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x - WIDE // 2

    @property
    def top(self) -> int:
        return self.y - HIGH // 2

    @property
    def above(self) -> int:
        """Where the letter stands."""
        return self.y - 14

    @property
    def centre(self) -> bool:
        return self.letter == "A"


def parts(names: dict[str, str], numbers: dict[str, int], address: str) -> list[Part]:
    """The five parts, the whole first."""
    return [
        Part(letter, f"{address}?sector={letter}", numbers[letter], _lines(names[letter], y), x, y)
        for letter, (x, y) in PLACES.items()
    ]


def _lines(name: str, y: int) -> list[tuple[str, int]]:
    return [(line, y + 10 + LINE * place) for place, line in enumerate(_broken(name))]


def _broken(name: str) -> list[str]:
    """Short lines: broken at a space in Latin letters, in the middle in Chinese."""
    if not name.isascii():
        middle = (len(name) + 1) // 2
        return [name] if len(name) <= NARROW else [name[:middle], name[middle:]]
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > LATIN and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
