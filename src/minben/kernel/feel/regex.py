"""Patterns as XPath and XML Schema write them, put into Python's (DMN 1.5, 10.3.4.3, refers to XPath 2.0).

Serves the string functions. Differences handled: class subtraction `[A-Z-[OI]]`, `\\p{…}` categories and blocks,
`\\i` and `\\c`, the flags s m i x only, `.` and `$` that mean lines by XPath's rules, back-references that must exist.
"""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from minben.kernel.feel.scan import PART, START

BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Thai": (0x0E00, 0x0E7F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
}
SPACES = " \t\r\n"
LONGEST = {0: 20_000, 1: 20_000, 2: 1_000, 3: 250}  # by the number of unbounded repetitions
LONGEST_NESTED, LONGEST_OTHER = 22, 80


class BadPattern(Exception):
    """The pattern or its flags are not XPath's."""


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> tuple[re.Pattern[str], int]:
    """The Python pattern, and the longest text it may be tried on: the engine backtracks, so that repetition within
    repetition may take time exponential in the text, and several repetitions in a row a power of its length.
    """
    if set(flags) - set("smix"):
        raise BadPattern
    reader = _Reader(pattern if "x" not in flags else _squeezed(pattern), "s" in flags, "m" in flags)
    translated = reader.all()
    options = (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    try:
        return re.compile(translated, options), reader.longest()
    except (re.error, OverflowError, RecursionError):
        raise BadPattern from None


def _squeezed(pattern: str) -> str:
    """Without white space, except in character classes (flag x)."""
    kept: list[str] = []
    depth, i = 0, 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\" and i + 1 < len(pattern) and pattern[i + 1] not in SPACES:
            kept.append(pattern[i : i + 2])
            i += 2
            continue
        depth += {"[": 1, "]": -1}.get(char, 0)
        if depth > 0 or char not in SPACES:
            kept.append(char)
        i += 1
    return "".join(kept)


@dataclass
class _Reader:
    text: str
    single: bool
    multi: bool
    i: int = 0
    groups: int = 0
    closed: int = 0
    nested: int = 0
    unbounded: int = 0
    branches: int = 1

    def longest(self) -> int:
        """The longest text on which matching is sure to end soon."""
        if self.nested:
            return int(LONGEST_NESTED / math.log2(max(self.branches, self.nested + 1, 2)))
        return LONGEST.get(self.unbounded, LONGEST_OTHER)

    def all(self) -> str:
        """The whole pattern."""
        result, _ = self.branch(0)
        if self.i < len(self.text):
            raise BadPattern
        return result

    def branch(self, depth: int) -> tuple[str, bool]:
        """Up to a closing parenthesis; says whether what is in it can match one text in several ways."""
        out: list[str] = []
        starts: list[str] = []
        varies = False
        if depth > 40:
            raise BadPattern
        while self.i < len(self.text) and self.text[self.i] != ")":
            piece, inner = self.atom(depth)
            mark = self.quantifier() if piece not in ("|", "^", "$") else ""
            if mark and not mark.startswith("?"):
                self.nested += inner
                self.unbounded += mark[0] in "*+" or ",}" in mark
            if not out or out[-1] == "|":
                starts.append(piece)
            varies = varies or inner or (bool(mark) and not re.fullmatch(r"\{\d+\}\??", mark))
            out.append(piece + mark)
        self.branches = max(self.branches, len(starts))
        return "".join(out), varies or _ambiguous(starts)

    def atom(self, depth: int) -> tuple[str, bool]:
        """One character, class, escape or group."""
        char = self.text[self.i]
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.char_class(), False
        self.i += 1
        if char == "\\":
            return self.escape(), False
        if char in "*+?{}]":
            raise BadPattern
        return self.plain(char), False

    def plain(self, char: str) -> str:
        """A character that stands for itself, or `.`, `^`, `$`, `|`."""
        if char == ".":
            return r"[\s\S]" if self.single else r"[^\n\r]"
        if char == "$":
            return "$" if self.multi else r"\Z"
        return char if char in "^|" else re.escape(char)

    def group(self, depth: int) -> tuple[str, bool]:
        """`(…)`, capturing, or `(?:…)`."""
        plain = self.text.startswith("(?:", self.i)
        self.i += 3 if plain else 1
        self.groups += not plain
        inner, repeats = self.branch(depth + 1)
        if self.i >= len(self.text):
            raise BadPattern
        self.i += 1
        self.closed += not plain
        return f"({'?:' if plain else ''}{inner})", repeats

    def quantifier(self) -> str:
        """`? * + {n,m}`, each possibly reluctant."""
        match = re.compile(r"(?:[?*+]|\{\d{1,5}(?:,\d{0,5})?\})\??").match(self.text, self.i)
        if match is None:
            return ""
        self.i = match.end()
        return match[0]

    def escape(self) -> str:
        """An escape outside a class."""
        char = self.text[self.i : self.i + 1]
        if char.isdigit():
            return self.back_reference()
        return self.shared_escape("")

    def back_reference(self) -> str:
        """`\\1` to a group that has been closed."""
        number = int(self.text[self.i])
        if not 1 <= number <= self.closed:
            raise BadPattern
        self.i += 1
        return f"(?:\\{number})"

    def shared_escape(self, inside: str) -> str:
        """An escape that may also stand in a class; `inside` is non-empty there."""
        char = self.text[self.i : self.i + 1]
        self.i += 1
        if char and char in "nrt":
            return "\\" + char
        if char and char in "dDsSwW":
            return "\\" + char
        if char and char in "iIcC":
            body = {"i": START + ":", "c": PART + ":."}[char.lower()]
            return self.as_class(body, char.isupper(), inside)
        if char and char in "pP":
            return self.as_class(self.category(), char == "P", inside)
        if char and char in "\\|.?*+(){}-[]^$":
            return re.escape(char)
        raise BadPattern

    def as_class(self, body: str, negative: bool, inside: str) -> str:
        """The class, or its body where it stands in another class."""
        if inside and negative:
            raise BadPattern
        return body if inside else f"[{'^' if negative else ''}{body}]"

    def category(self) -> str:
        """The body of `\\p{…}`."""
        match = re.compile(r"\{([A-Za-z0-9-]+)\}").match(self.text, self.i)
        if match is None:
            raise BadPattern
        self.i = match.end()
        name = match[1]
        if name.startswith("Is"):
            block = BLOCKS.get(name[2:])
            if block is None:
                raise BadPattern
            return f"\\U{block[0]:08x}-\\U{block[1]:08x}"
        return category_ranges(name)

    def char_class(self) -> str:
        """`[…]` with subtraction, as a look-ahead and a class."""
        self.i += 1
        negative = self.text.startswith("^", self.i)
        self.i += negative
        out: list[str] = []
        without = ""
        while not self.text.startswith("]", self.i) or not out:
            if self.i >= len(self.text):
                raise BadPattern
            if self.text.startswith("-[", self.i) and out:
                self.i += 1
                without = f"(?!{self.char_class()})"
                break
            out.append(self.class_part())
        if not self.text.startswith("]", self.i):
            raise BadPattern
        self.i += 1
        return f"{without}[{'^' if negative else ''}{''.join(out)}]"

    def class_part(self) -> str:
        """One character or escape in a class."""
        char = self.text[self.i]
        self.i += 1
        if char == "\\":
            return self.shared_escape("class")
        if char in "[]":
            raise BadPattern
        return "-" if char == "-" else re.escape(char)


def _ambiguous(starts: list[str]) -> bool:
    """Whether two alternatives may begin alike: they do not when each begins with a letter or digit of its own."""
    return len(starts) > 1 and not (
        len(set(starts)) == len(starts) and all(len(s) == 1 and s.isalnum() for s in starts)
    )


@lru_cache(maxsize=64)
def category_ranges(name: str) -> str:
    """The body of a class with all characters of a Unicode category such as L or Nd."""
    test: Callable[[str], bool] = lambda char: unicodedata.category(char).startswith(name)  # noqa: E731
    parts: list[str] = []
    start: int | None = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and test(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            parts.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    if not parts:
        raise BadPattern
    return "".join(parts)


def expand(replacement: str, match: re.Match[str]) -> str:
    """The replacement with `$n` filled in; a group that took no part is empty.

    As in XPath, a number stands for the longest group number there is; the digits after it for themselves.
    """
    return re.sub(r"\$(\d+)|\\([\\$])", lambda found: found[2] or _group(match, found[1]), replacement)


def _group(match: re.Match[str], digits: str) -> str:
    length = next((n for n in range(len(digits), 1, -1) if int(digits[:n]) <= match.re.groups), 1)
    number = int(digits[:length])
    return ((match[number] or "") if number <= match.re.groups else "") + digits[length:]
