"""What goes wrong in an expression, said to the person who wrote it: a lawyer, a designer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FeelError(Exception):
    """A text that is not FEEL, or a name that means nothing. `position` counts characters from 0."""

    def __init__(self, message: str, position: int = 0, advice: str = "") -> None:
        self.message, self.position, self.advice = message, position, advice
        super().__init__(f"{message} (at character {position + 1}). {advice}".rstrip())


class FeelLimit(FeelError):
    """An expression that is too deep, too long or asks for too much work. Never silently cut off."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence naming the nearest known names, or none."""
    near = difflib.get_close_matches(name, sorted(set(known)), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(repr(word) for word in near)}?" if near else ""
