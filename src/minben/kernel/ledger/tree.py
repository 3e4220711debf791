"""The Merkle tree of RFC 9162, section 2.1: append a leaf, name a root, write a proof.

Serves the journal (it appends) and whoever asks it for a receipt. Every function reads O(log n) hashes.
"""

from __future__ import annotations

from minben.kernel.ledger.store import NodeStore, fetch
from minben.kernel.ledger.suite import Suite

Proof = tuple[bytes, ...]

LEAF = b"\x00"
NODE = b"\x01"


def leaf_hash(data: bytes, suite: Suite) -> bytes:
    """Hash of one entry: H(0x00 || entry) (RFC 9162, 2.1.1)."""
    return suite.hash(LEAF + data)


def node_hash(left: bytes, right: bytes, suite: Suite) -> bytes:
    """Hash of an inner node: H(0x01 || left || right) (RFC 9162, 2.1.1)."""
    return suite.hash(NODE + left + right)


def append(store: NodeStore, size: int, leaf: bytes, suite: Suite) -> int:
    """Add leaf hash number `size` to a log of `size` leaves; returns the new size.

    Each subtree that the leaf completes is stored once and never again. Raises ValueError for a hash of the
    wrong width or a negative size, MissingNode when the log is shorter than `size`.
    """
    _check_size(size)
    if len(leaf) != suite.width:
        raise ValueError(f"A {suite.name} leaf hash has {suite.width} bytes, not {len(leaf)}.")
    level, index, node = 0, size, leaf
    store.put(level, index, node)
    while index & 1:
        node = node_hash(fetch(store, level, index - 1), node, suite)
        level, index = level + 1, index >> 1
        store.put(level, index, node)
    return size + 1


def root(store: NodeStore, size: int, suite: Suite) -> bytes:
    """The root of the first `size` leaves, whatever was appended since; of none, the hash of no bytes."""
    _check_size(size)
    return _subtree(store, 0, size, suite) if size else suite.hash(b"")


def inclusion_proof(store: NodeStore, index: int, size: int, suite: Suite) -> Proof:
    """PATH(index, D[size]) of RFC 9162, 2.1.3.1: hashes from the leaf's sibling up to the root's child.

    Raises ValueError unless 0 <= index < size, MissingNode when the log is shorter than `size`.
    """
    if not 0 <= index < size:
        raise ValueError(f"Entry {index} is not in a log of {size} entries; entries count from 0.")
    first, last, path = 0, size, list[bytes]()
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            path.append(_subtree(store, middle, last, suite))
            last = middle
        else:
            path.append(_subtree(store, first, middle, suite))
            first = middle
    return tuple(reversed(path))


def consistency_proof(store: NodeStore, old: int, new: int, suite: Suite) -> Proof:
    """PROOF(old, D[new]) of RFC 9162, 2.1.4.1; empty when old is 0 (nothing to keep) or equals new.

    Raises ValueError unless 0 <= old <= new, MissingNode when the log is shorter than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A log of {old} entries cannot have come before one of {new} entries.")
    if old in (0, new):
        return ()
    first, last, path, whole = 0, new, list[bytes](), True
    while old < last:
        middle = first + _split(last - first)
        if old <= middle:
            path.append(_subtree(store, middle, last, suite))
            last = middle
        else:
            path.append(_subtree(store, first, middle, suite))
            first, whole = middle, False
    # The old root itself is known to whoever asks; any other last subtree must be told.
    if not whole:
        path.append(_subtree(store, first, last, suite))
    return tuple(reversed(path))


def _subtree(store: NodeStore, first: int, last: int, suite: Suite) -> bytes:
    """MTH(D[first:last]); `first` is a multiple of the least power of two >= last - first."""
    width = last - first
    if width & (width - 1) == 0:
        return fetch(store, width.bit_length() - 1, first // width)
    middle = first + _split(width)
    left = _subtree(store, first, middle, suite)
    return node_hash(left, _subtree(store, middle, last, suite), suite)


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (RFC 9162 calls it k)."""
    return 1 << (width - 1).bit_length() - 1


def _check_size(size: int) -> None:
    if size < 0:
        raise ValueError(f"A log cannot have {size} entries.")
