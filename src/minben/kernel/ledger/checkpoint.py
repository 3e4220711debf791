"""The head of a log as text: the note body of C2SP tlog-checkpoint, so any existing witness can read ours.

Serves the journal (it signs this text), witnesses and gazettes.
Signature lines are the signer's, not written here.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Checkpoint:
    """Which log (`origin`), how many entries, and their root. `extensions`: further lines, as they are."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def checkpoint(origin: str, size: int, root: bytes) -> str:
    """`origin`, `size` and base64 `root`, each on its line. ValueError for an empty or broken origin."""
    if not origin or "\n" in origin:
        raise ValueError("The origin of a checkpoint is one line that is not empty.")
    if size < 0:
        raise ValueError(f"A log cannot have {size} entries.")
    return f"{origin}\n{size}\n{base64.b64encode(root).decode('ascii')}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's body (without signatures). Raises ValueError saying which line is wrong."""
    if not text.endswith("\n"):
        raise ValueError("A checkpoint ends with a line break; this one was cut.")
    lines = text[:-1].split("\n")
    if len(lines) < 3:
        raise ValueError(f"A checkpoint has an origin, a size and a root; this one has {len(lines)} lines.")
    origin, size, root, *extensions = lines
    if not origin or not all(extensions):
        raise ValueError("No line of a checkpoint may be empty.")
    if not re.fullmatch(r"0|[1-9][0-9]*", size):
        raise ValueError(f"Line 2 of a checkpoint is a plain decimal size, not {size!r}.")
    return Checkpoint(origin, int(size), _decode(root), tuple(extensions))


def _decode(root: str) -> bytes:
    try:
        decoded = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise ValueError(f"Line 3 of a checkpoint is the root in base64: {broken}.") from broken
    # Base64 can spell the same bytes twice (spare bits); only one spelling may be signed.
    if not decoded or base64.b64encode(decoded).decode("ascii") != root:
        raise ValueError("Line 3 of a checkpoint is not the standard base64 spelling of a root.")
    return decoded
