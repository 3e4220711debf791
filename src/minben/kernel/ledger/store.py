"""Where the tree's hashes are kept: complete subtrees only, so nothing written is ever changed.

Serves the journal, which implements `NodeStore` on its database; the one in memory serves tests and checkers.
"""

from __future__ import annotations

from typing import Protocol


class MissingNode(LookupError):
    """A hash that the log needs is not stored: the log was truncated, or the size asked for is too large."""


class NodeStore(Protocol):
    """Node (level, index) is the hash of leaves index * 2**level to (index + 1) * 2**level - 1."""

    def get(self, level: int, index: int) -> bytes | None:
        """The node's hash, or None when it was never put."""
        ...

    def put(self, level: int, index: int, hash: bytes) -> None:  # noqa: A002 - the field's own word
        """Keep the hash of a complete subtree; called once for each."""
        ...


class MemoryStore:
    """A node store that forgets when the process ends."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes | None:
        return self._nodes.get((level, index))

    def put(self, level: int, index: int, hash: bytes) -> None:  # noqa: A002 - as in the protocol
        self._nodes[level, index] = hash


def fetch(store: NodeStore, level: int, index: int) -> bytes:
    """The stored hash; raises MissingNode instead of computing with a hole."""
    found = store.get(level, index)
    if found is None:
        raise MissingNode(f"The log has no hash at level {level}, index {index}.")
    return found
