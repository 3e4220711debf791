"""Checking a proof without the log: nothing is trusted but the roots and the hash.

Serves citizens with a receipt, inspectors, witnesses. A stranger's proof never raises: it is right or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from minben.kernel.ledger.suite import Suite
from minben.kernel.ledger.tree import node_hash


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, suite: Suite
) -> bool:
    """Whether leaf hash `leaf` is entry `index` of the log with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _widths(suite, leaf, root, *proof):
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node, suite)
            position, last = _climb(position, last)
        else:
            node = node_hash(node, sibling, suite)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes], suite: Suite
) -> bool:
    """Whether the log of `new` entries begins with the very log of `old` entries (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or not _widths(suite, old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == suite.hash(b"")
    # A complete old tree is a node of the new one, so the proof leaves it out.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _rebuild(old, new, path, suite) == (old_root, new_root)


def _rebuild(old: int, new: int, path: Sequence[bytes], suite: Suite) -> tuple[bytes, bytes] | None:
    """Both roots as the path gives them, or None when its length is wrong."""
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for node in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            before, after = node_hash(node, before, suite), node_hash(node, after, suite)
            position, last = _climb(position, last)
        else:
            after = node_hash(after, node, suite)
        position, last = position >> 1, last >> 1
    return (before, after) if last == 0 else None


def _climb(position: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a ragged right edge has no sibling."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _widths(suite: Suite, *hashes: bytes) -> bool:
    return all(len(one) == suite.width for one in hashes)
