"""Which hash a log uses: the international suite and the Chinese commercial one (SM3, GB/T 32905).

Serves whoever sets up a tenant: the suite is chosen once and a log never mixes two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


class SuiteUnavailable(RuntimeError):
    """This machine's cryptographic library lacks the hash: the log cannot be read or written here."""


@dataclass(frozen=True)
class Suite:
    """A named hash. `width` is the length of one hash in bytes."""

    name: str
    hash: Callable[[bytes], bytes]
    width: int = 32


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError as missing:
        raise SuiteUnavailable(
            "Python's OpenSSL has no SM3. Use OpenSSL 1.1.1 or later built with SM3, or the suite sha256."
        ) from missing


sha256 = Suite("sha256", _sha256)
sm3 = Suite("sm3", _sm3)
SUITES = {suite.name: suite for suite in (sha256, sm3)}
