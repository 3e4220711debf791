"""What is wrong with an input, where, and what to do: one shape for every reader and checker.

Serves whoever wrote the file: a lawyer, a designer, an analyst. Errors are interface.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend. `line` counts from 1; 0 means "the whole file". `place` is an element, field or cell."""

    file: str
    line: int
    place: str
    message: str
    advice: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = (
            self.file + (f":{self.line}" if self.line else "") + (f" ({self.place})" if self.place else "")
        )
        return f"{where}: {self.severity}: {self.message} {self.advice}".rstrip()


class InputError(Exception):
    """An input that cannot be used. Nothing was half-read: the caller holds only these findings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def refuse(file: str, message: str, advice: str, *, line: int = 0, place: str = "") -> InputError:
    """The error to raise for a single finding."""
    return InputError([Finding(file, line, place, message, advice)])
