"""Reading single words of FEEL: names that may hold spaces and signs, numbers, strings (DMN 1.5, 10.3.1.2).

Serves the parser. FEEL cannot be cut into tokens without knowing the names in scope: `a-b` is a name where one is
known, else a subtraction. So the scanner matches at a position, the longest known compound name first.
"""

from __future__ import annotations

import re
from functools import lru_cache

from minben.kernel.feel.errors import FeelError

START = (
    r"A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
PART = START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(f"[{START}][{PART}]*")
NEXT_WORD = re.compile(f"[ \t\r\n\u00a0\u3000]+([{PART}]+)")
ARGUMENT_NAME = re.compile(rf"([{START}][{PART}.'/+*\s-]*?)\s*:")
BLANK = re.compile(r"(?:[\s\u0085\u180e\u200b\ufeff]+|//[^\n\r]*|/\*.*?\*/)*", re.DOTALL)
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
OPERATOR = re.compile(rf"\*\*|!=|<=|>=|[=<>+\-*/]|(?:and|or|between|in|instance)(?![{PART}])")

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
        "external",
    ]
)
CONSTANTS = {"true": True, "false": False, "null": None}
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def normal(name: str) -> str:
    """A name with its white space normalised: how names are compared."""
    return " ".join(name.split())


def is_compound(name: str) -> bool:
    """Whether the name is more than one plain word, so that only knowing it lets it be read."""
    return WORD.fullmatch(name) is None


@lru_cache(maxsize=1024)
def pattern_of(names: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern for the longest of the compound names, with free white space around signs."""
    if not names:
        return None
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(f"(?:{'|'.join(_spaced(name) for name in ordered)})(?![{PART}])")


def _spaced(name: str) -> str:
    pieces = re.findall(rf"[{PART}]+|\s+|.", name)
    return "".join(r"\s+" if piece.isspace() else _sign(piece) for piece in pieces)


def _sign(piece: str) -> str:
    return re.escape(piece) if re.fullmatch(f"[{PART}]+", piece) else rf"\s*{re.escape(piece)}\s*"


def unescape(raw: str, position: int) -> str:
    """The text a string literal stands for; surrogate pairs written as two escapes become one character.

    An unknown escape such as `\\d` stays as it is: patterns are written so in practice.
    """
    if "\\" not in raw:
        return raw
    text = ESCAPE.sub(_character, raw)
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise FeelError(
            "This string holds half a character.", position, "Write surrogate pairs in full."
        ) from None


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _SIMPLE.get(match[3], match[0])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else match[0]
