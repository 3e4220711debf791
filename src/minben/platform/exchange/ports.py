"""What a register must offer to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class RegisterConnector(Protocol):
    """Looks up one record of one register. Network registers, files and demos come through the same door."""

    def look_up(self, register: str, key: Mapping[str, str]) -> Mapping[str, str] | None:
        """The record whose fields equal `key`, or None; raises Unavailable when the register cannot answer now."""
        ...


class Unavailable(RuntimeError):
    """The register did not answer: the applicant is asked instead, and told why."""
