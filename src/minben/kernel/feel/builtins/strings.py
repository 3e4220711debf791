"""String functions (DMN 1.5, table 75). Positions count characters from 1, negative ones from the end."""

from __future__ import annotations

import re
from decimal import Decimal

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.errors import FeelLimit
from minben.kernel.feel.regex import BadPattern, compiled, expand
from minben.kernel.feel.values import Value

REPLACEMENT = re.compile(r"(?:[^$\\]|\$\d|\\[$\\])*+")


@builtin("substring", "string:string, start position:number, length?:number?")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> Value:
    """The part from a position, of a length or to the end."""
    first = int(start)
    if first == 0 or abs(first) > len(string):
        return None
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    return string[begin : begin + int(length)] if int(length) >= 1 else None


@builtin("string length", "string:string")
def string_length(string: str) -> Value:
    """How many characters (code points)."""
    return Decimal(len(string))


@builtin("upper case", "string:string")
def upper_case(string: str) -> Value:
    """In capitals."""
    return string.upper()


@builtin("lower case", "string:string")
def lower_case(string: str) -> Value:
    """In small letters."""
    return string.lower()


@builtin("substring before", "string:string, match:string")
def substring_before(string: str, match: str) -> Value:
    """What stands before the first match, or nothing."""
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string:string, match:string")
def substring_after(string: str, match: str) -> Value:
    """What stands after the first match, or nothing."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string:string, match:string")
def contains_text(string: str, match: str) -> Value:
    """Whether the match occurs."""
    return match in string


@builtin("starts with", "string:string, match:string")
def starts_with(string: str, match: str) -> Value:
    """Whether it begins with the match."""
    return string.startswith(match)


@builtin("ends with", "string:string, match:string")
def ends_with(string: str, match: str) -> Value:
    """Whether it ends with the match."""
    return string.endswith(match)


def _pattern(subject: str, pattern: str, flags: str | None) -> re.Pattern[str] | None:
    """The compiled pattern, refused for texts so long that matching might not end."""
    try:
        found, longest = compiled(pattern, flags or "")
    except BadPattern:
        return None
    if len(subject) > longest:
        raise FeelLimit(
            f"A pattern against a text of {len(subject)} characters may not end.", 0, "Match less text."
        )
    return found


@builtin("matches", "input:string, pattern:string, flags?:string?")
def matches(subject: str, pattern: str, flags: str | None = None) -> Value:
    """Whether the pattern (XPath syntax) occurs in the text."""
    found = _pattern(subject, pattern, flags)
    return None if found is None else found.search(subject) is not None


@builtin("replace", "input:string, pattern:string, replacement:string, flags?:string?")
def replace(subject: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """All matches replaced; `$1` stands for a group. As in XPath, a pattern that matches nothing at all is an error,
    and so is a `$` before no digit and a `\\` before anything but `$` or itself.
    """
    found = _pattern(subject, pattern, flags)
    if found is None or found.search("") is not None or not REPLACEMENT.fullmatch(replacement):
        return None
    return found.sub(lambda match: expand(replacement, match), subject)


@builtin("split", "string:string, delimiter:string")
def split(string: str, delimiter: str) -> Value:
    """The parts between matches of the delimiter, a pattern."""
    found = _pattern(string, delimiter, None)
    if found is None or found.search("") is not None:
        return None
    parts: list[str] = []
    at = 0
    for match in found.finditer(string):
        parts.append(string[at : match.start()])
        at = match.end()
    return [*parts, string[at:]]


@builtin("string join", "list:list, delimiter?:string?, prefix?:string?, suffix?:string?")
def string_join(
    parts: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> Value:
    """One text from several; nulls are left out."""
    if any(not isinstance(part, str) and part is not None for part in parts):
        return None
    return (
        (prefix or "") + (delimiter or "").join(part for part in parts if part is not None) + (suffix or "")
    )
