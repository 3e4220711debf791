"""How wide a text is and where it breaks: Chinese anywhere but before closing marks, other scripts at spaces.

Serves layout and drawing, which have no browser to ask.
"""

from __future__ import annotations

import re
import unicodedata

_SPARE = 1.15  # widths are estimates: a word that is a little wider than the limit is not broken
_OPENING = "（「『【《〈〔"  # no line ends with one of these
_CLOSING = "，。、；：！？）」』】》％,.;:!?)]}%"


def width(text: str, size: float) -> float:
    """The text's width in pixels at a font size: full-width characters one em, others a little over half."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.56 for char in text)


def wrap(text: str, limit: float, size: float, lines: int = 3) -> list[str]:
    """At most `lines` lines no wider than `limit` pixels, about equally long; what does not fit ends in an
    ellipsis.
    """
    found = _fill(text, limit, size)
    if len(found) > lines:
        return [*found[: lines - 1], found[lines - 1][:-1] + "…"]
    longest = max((width(word, size) for word in words(text)), default=0.0)
    for narrower in range(1, 8):
        limit_ = limit * (1 - narrower / 16)
        tighter = _fill(text, limit_, size)
        if len(tighter) > len(found) or longest > limit_ * _SPARE:
            break
        found = tighter
    return found


def words(text: str) -> list[str]:
    """The pieces that do not break."""
    return [word.strip() for word in _words(" ".join(text.split()))]


def _fill(text: str, limit: float, size: float) -> list[str]:
    """As many lines as it takes, each as full as it can be."""
    found: list[str] = []
    line = ""
    for word in _words(" ".join(text.split())):
        if line and word not in _CLOSING and width(line + word.rstrip(), size) > limit:
            kept = line.rstrip().rstrip(_OPENING) or line.rstrip()
            found.append(kept.rstrip())
            line = line.rstrip()[len(kept) :]
        line += word.lstrip() if not line else word
        while width(line.rstrip(), size) > limit * _SPARE and len(line) > 1:
            cut = _fits(line, limit, size)
            found.append(line[:cut])
            line = line[cut:]
    found.append(line.rstrip())
    return [line for line in found if line]


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: single full-width characters, words with their space."""
    return re.findall(
        r"[^\x00-\u10ff\u2000-\u206f]|[\x00-\u10ff\u2000-\u206f]+?(?:[ \-/]|(?=[^\x00-\u10ff])|$)", text
    )


def _fits(line: str, limit: float, size: float) -> int:
    """How many characters of an unbreakable line fit; at least one."""
    count = 1
    while count < len(line) and width(line[: count + 1], size) <= limit:
        count += 1
    return count
